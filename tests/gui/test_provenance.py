"""Where a row comes from: its words, its steps to dollars, its message; by one key from the tape."""

import gzip
import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.engine.desk import Mode
from liqdesk.engine.ports import RawMessage
from liqdesk.ui.dialogs.provenance import ProvenanceDialog
from liqdesk.ui.dialogs.provenance_words import DEMO_KEEPS_NONE, NOT_KEPT, raw_text, stamp
from liqdesk.ui.panels.history import HistoryPanel
from tests.fakes.desk import FakeDesk
from tests.fakes.hands import Hands

BODY = '{"arg":{"channel":"liquidation-orders"},"data":[{"side":"sell","sz":"13","bkPx":"94000"}]}'


def message(row, body: str | bytes = BODY) -> RawMessage:
    return RawMessage(row.instrument.venue, row.received_at, body)


@pytest.fixture
def opened(qtbot, theme, desk, run, until):
    """Opens the dialog of the desk's newest row with a message, and waits until that has come."""

    def opened(body: str | bytes | None = BODY, mode: Mode = Mode.LIVE) -> ProvenanceDialog:
        row = desk.recent(1)[-1]
        frame, _ = desk.frame(0)
        venue = next((one for one in frame.venues if one.id == row.instrument.venue), None)

        async def ask(asked):
            assert asked is row
            return None if body is None else message(row, body)

        made: list[ProvenanceDialog] = []

        async def story():
            made.append(ProvenanceDialog(row, mode, venue, ask, theme))
            qtbot.addWidget(made[0])
            made[0].show()
            assert made[0].note.text() == "Reading the message…"
            await until(lambda: made[0].note.text() != "Reading the message…")

        run(story())
        return made[0]

    return opened


def test_everything_is_said_of_a_row(opened, desk):
    dialog = opened()
    row = desk.recent(1)[-1]
    source = dict(dialog.tables["source"].rows)
    assert source["source"] == "the exchange's live feed"
    assert row.key in dialog.tables["source"].accessibleDescription()
    assert source["happened"] == stamp(row.at)
    money = dialog.tables["money"].rows
    assert money[-1][0].startswith("notional")
    assert money[-1][-1] == f"${row.notional // 10**6:,}.{row.notional % 10**6:06d}"
    word = "long" if row.position is PositionSide.LONG else "short"
    assert word in dialog.tables["side"].rows[-1][-1]


def test_the_message_is_set_out_or_as_it_came(opened):
    dialog = opened()
    assert json.loads(dialog.raw.toPlainText()) == json.loads(BODY)
    assert dialog.raw.toPlainText().count("\n") > 3
    dialog.pretty.setChecked(False)
    assert dialog.raw.toPlainText() == BODY
    assert f"{len(BODY)} bytes" in dialog.note.text()


def test_what_is_not_kept_says_so(opened):
    assert opened(None, Mode.DEMO).note.text() == DEMO_KEEPS_NONE
    dialog = opened(None)
    assert dialog.note.text() == NOT_KEPT
    assert not dialog.pretty.isEnabled()


def test_a_packed_message_is_unpacked_to_be_read():
    assert raw_text(gzip.compress(BODY.encode()), False)[0] == BODY
    assert "gzip" in raw_text(gzip.compress(BODY.encode()), False)[1]
    assert raw_text(b"\x1f\x8b broken", True)[0]
    assert raw_text("pong", True) == ("pong", "4 bytes, no JSON")


def test_hostile_messages_stay_text(opened):
    dialog = opened("<img src=x><script>alert(1)</script>" + "[" * 100_000)
    assert dialog.raw.toPlainText().startswith("<img src=x>")


def test_a_demo_is_marked_and_everything_is_copied(opened):
    dialog = opened(mode=Mode.DEMO)
    assert "nothing of this happened" in dict(dialog.tables["source"].rows)["source"]
    dialog.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("DEMO")
    assert "liquidation-orders" in copied


def test_one_key_opens_it_for_the_chosen_row(open_window, live_desk, qtbot, run, until):
    window = open_window(live_desk)
    window.activateWindow()
    hands = Hands()

    async def story():
        await until(lambda: window.isActiveWindow() and len(window.findChildren(ProvenanceDialog)) == 0)
        window.go_to("tape")
        hands.press("Down", "Down", "P")
        await until(lambda: isinstance(QApplication.activeWindow(), ProvenanceDialog))
        hands.press("Esc")
        await until(
            lambda: not window.findChildren(ProvenanceDialog, options=Qt.FindChildOption.FindDirectChildrenOnly)
        )

    run(story())


def test_a_largest_order_of_the_past_explains_itself_also_while_a_replay_is_shown(open_window, qtbot, run, until):
    desk = FakeDesk(mode=Mode.REPLAY)
    window = open_window(desk)
    window.resize(1280, 800)
    window.activateWindow()

    async def story():
        window.go_to("history")
        await until(lambda: bool(window.findChildren(HistoryPanel)))
        panel = window.findChild(HistoryPanel)
        assert not panel.replay_mark.isHidden()
        assert "not the replay" in panel.replay_mark.text()
        panel.shelf.choose(panel.pages.cards["orders"])
        view = panel.pages.orders
        await until(lambda: view.model().rowCount() > 1 and view.isVisible() and not panel.asking.busy)
        view.setFocus()
        view.selectRow(1)
        Hands().press("P")
        await until(lambda: bool(window.findChildren(ProvenanceDialog)))
        source = dict(window.findChild(ProvenanceDialog).tables["source"].rows)
        assert source["source"] == "the exchange's live feed"
        assert source["happened"] == stamp(view.model().rows[1].at)
        window.findChild(ProvenanceDialog).accept()
        panel.asking.drop_all()
        window.close()

    run(story())


def test_moments_have_milliseconds():
    assert stamp(UnixMs(1_768_343_251_250)) == "2026-01-13 22:27:31.250 UTC"
