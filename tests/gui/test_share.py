"""The share card: marked wherever it is not the live market, and given to the clipboard or a file as it was seen."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QToolButton

from liqdesk.analytics.views import Coverage, Gap, SideTotal, WindowTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.engine.desk import Mode
from liqdesk.settings.model import BarColours
from liqdesk.ui.charts.share_card import HEIGHT, WIDTH, CardPainter, card_png
from liqdesk.ui.dialogs.share import ShareDialog
from liqdesk.ui.theme import colour, tokens_for
from tests.fakes.golden import difference

DARK, LIGHT = (tokens_for(dark, BarColours.BLUE_ORANGE) for dark in (True, False))


def image(theme, desk, mode=Mode.LIVE, tokens=DARK, **changes) -> QImage:
    return CardPainter(replace(desk.hour_card(), **changes), tokens, theme, mode).image()


def inks(picture: QImage, left=0, top=0, right=WIDTH, bottom=HEIGHT) -> set[int]:
    pixels = np.frombuffer(picture.constBits(), np.uint32).reshape(HEIGHT, WIDTH)
    return set(np.unique(pixels[top:bottom, left:right] & 0xFFFFFF).tolist())


def ink(value: str) -> int:
    return colour(value).rgb() & 0xFFFFFF


def test_both_sides_have_their_colours_in_dark_and_in_light(theme, desk):
    for tokens in (DARK, LIGHT):
        picture = image(theme, desk, tokens=tokens)
        assert (picture.width(), picture.height()) == (1200, 675)
        assert {ink(tokens.short.fill), ink(tokens.long.fill), ink(tokens.surface.panel)} <= inks(picture)


@pytest.mark.parametrize(("look", "tokens"), [("dark", DARK), ("light", LIGHT)])
def test_the_widest_sum_of_a_coin_stays_clear_of_its_bar(theme, desk, look, tokens):
    card = desk.hour_card()
    coins = tuple((base, SideTotal(444_440_000 * 10**6, 444_440_000 * 10**6, 9)) for base, _ in card.coins)
    at_least = replace(card.total.coverage, at_least=True)
    picture = image(theme, desk, Mode.DEMO, tokens, coins=coins, total=replace(card.total, coverage=at_least))
    assert inks(picture, left=1019, top=258, right=1027, bottom=258 + 32 * len(coins)) == {ink(tokens.surface.panel)}
    assert difference(picture, f"card-{look}") == ""


@pytest.mark.parametrize("mode", [Mode.DEMO, Mode.REPLAY])
def test_what_is_not_live_says_so_in_the_picture(theme, desk, mode):
    back = ink(DARK.surface.mark_back)
    assert back in inks(image(theme, desk, mode))
    assert back not in inks(image(theme, desk))


def test_an_hour_nobody_watched_shows_no_figure(theme, desk):
    blind = WindowTotal("1h", SideTotal(), Coverage(0.0, None, True, ("nobody was connected",)))
    empty = np.empty(0)
    picture = image(
        theme, desk, total=blind, coins=(), largest=None, long=empty, short=empty, price_at=empty, price=empty, gaps=()
    )
    sides = {ink(DARK.short.fill), ink(DARK.long.fill), ink(DARK.short.text), ink(DARK.long.text)}
    assert not sides & inks(picture)


@pytest.mark.parametrize("names", [("Aster",), ("Aster", "Binance", "Binance COIN-M", "Bitget", "OKX")])
def test_why_it_is_a_floor_is_told_to_the_last_reason(theme, desk, names):
    reasons = (
        f"{', '.join(names)} publish samples",
        "Hyperliquid publishes only a part",
        "covered only in part: HTX 4 %",
    )
    card = desk.hour_card()
    total = replace(card.total, coverage=replace(card.total.coverage, at_least=True, reasons=reasons))
    painter = CardPainter(replace(card, total=total), DARK, theme, Mode.LIVE)
    painter.image()
    told = " ".join(painter.written)
    assert all(reason in told for reason in reasons)


def test_gaps_are_hatched(theme, desk):
    start = desk.hour_card().start
    gap = Gap(Span(UnixMs(start + 5 * MINUTE), UnixMs(start + 15 * MINUTE)), 1.0)
    assert image(theme, desk, gaps=(gap,)) != image(theme, desk, gaps=())


def test_a_price_line_is_broken_where_it_is_not_known(theme, desk):
    card = desk.hour_card()
    price = card.price.copy()
    price[len(price) // 2] = np.nan
    assert image(theme, desk, price=price) != image(theme, desk)


def opened(qtbot, theme, desk, mode=Mode.DEMO) -> ShareDialog:
    dialog = ShareDialog(desk.hour_card(), mode, theme)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def press(qtbot, dialog, kind, text):
    button = next(one for one in dialog.findChildren(kind) if one.text().replace("&", "").startswith(text))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_copying_gives_the_picture_as_it_is_seen(qtbot, theme, desk):
    dialog = opened(qtbot, theme, desk)
    press(qtbot, dialog, QPushButton, "Copy")
    dark = QGuiApplication.clipboard().image()
    press(qtbot, dialog, QToolButton, "Light")
    press(qtbot, dialog, QPushButton, "Copy")
    light = QGuiApplication.clipboard().image()
    assert ink(DARK.surface.panel) in inks(dark.convertToFormat(QImage.Format.Format_RGB32))
    assert ink(LIGHT.surface.panel) in inks(light.convertToFormat(QImage.Format.Format_RGB32))


def test_saving_writes_a_png_and_says_where(qtbot, theme, desk, tmp_path):
    dialog = opened(qtbot, theme, desk)
    press(qtbot, dialog, QPushButton, "Save")
    chooser = dialog.findChildren(QFileDialog)[0]
    chooser.fileSelected.emit(str(tmp_path / "card"))
    saved = QImage(str(tmp_path / "card.png"))
    assert saved.convertToFormat(QImage.Format.Format_RGB32) == dialog.image
    dialog.save_to(str(tmp_path / "no such folder" / "card.png"))
    assert "cannot be written" in " ".join(one.text() for one in dialog.findChildren(type(dialog._said)))


def test_the_window_opens_it_with_a_key(qtbot, open_window, desk):
    window = open_window(desk)
    qtbot.keyClick(window, Qt.Key.Key_X)
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    assert isinstance(dialog, ShareDialog)
    assert ink(DARK.surface.mark_back) in inks(dialog.image)


def test_as_a_png_it_is_the_card(run, theme, desk):
    written = run(card_png(desk.hour_card(), theme, Mode.LIVE))
    read = QImage.fromData(written)
    assert (read.width(), read.height()) == (WIDTH, HEIGHT)
    tokens = theme.tokens
    wanted = {ink(tokens.short.fill), ink(tokens.long.fill), ink(tokens.surface.panel)}
    assert wanted <= inks(read.convertToFormat(QImage.Format.Format_RGB32))
