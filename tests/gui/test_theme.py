"""The looks: readable in both schemes and every preset, and worn at once."""

import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QPalette

from liqdesk.settings.model import BarColours, LookSettings
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.theme import Role, Surface, palette_of, tokens_for


def _luminance(value: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    colour = QColor(value)
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _grounds(surface: Surface) -> tuple[str, ...]:
    return (surface.window, surface.panel, surface.raised)


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("colours", list(BarColours))
def test_all_text_is_readable_on_every_ground(dark, colours):
    tokens = tokens_for(dark, colours)
    surface = tokens.surface
    inks = (
        surface.text,
        surface.dim,
        surface.faint,
        surface.fault,
        surface.good,
        surface.price,
        tokens.long.text,
        tokens.short.text,
    )
    for ground in _grounds(surface):
        for ink in (*inks, tokens.long.text, tokens.short.text):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    assert contrast(surface.text, surface.selection) >= 4.5
    assert contrast(surface.dim, surface.selection) >= 4.5
    assert contrast(surface.mark, surface.mark_back) >= 4.5
    assert contrast(surface.fault, surface.fault_back) >= 4.5
    assert contrast(surface.text, surface.fault_back) >= 4.5


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("colours", list(BarColours))
def test_text_is_readable_where_it_is_chosen_pointed_at_or_told_apart(dark, colours):
    tokens = tokens_for(dark, colours)
    surface = tokens.surface
    sides = (tokens.long.text, tokens.short.text)
    pairs = [(ink, surface.hover) for ink in (surface.text, surface.dim, surface.accent)]
    pairs += [(ink, surface.selection) for ink in (surface.text, surface.dim, surface.accent, *sides)]
    pairs += [(surface.accent, ground) for ground in _grounds(surface)]
    pairs += [(surface.mark, ground) for ground in _grounds(surface)]
    unreadable = [
        (ink, ground, round(contrast(ink, ground), 2)) for ink, ground in pairs if contrast(ink, ground) < 4.5
    ]
    assert unreadable == []


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("colours", list(BarColours))
def test_bars_and_focus_stand_out_from_their_ground(dark, colours):
    tokens = tokens_for(dark, colours)
    for mark in (tokens.long.fill, tokens.short.fill, tokens.surface.accent):
        assert contrast(mark, tokens.surface.panel) >= 2.8, mark


def test_the_presets_say_what_they_say():
    assert tokens_for(True, BarColours.BY_POSITION).long == tokens_for(True, BarColours.BY_PRESSURE).short
    assert tokens_for(True, BarColours.BY_POSITION).short == tokens_for(True, BarColours.BY_PRESSURE).long
    fault = tokens_for(True, BarColours.BLUE_ORANGE).surface.fault
    assert all(fault not in (tokens_for(True, one).long.text, tokens_for(True, one).short.text) for one in BarColours)


@pytest.mark.parametrize("role", list(Role))
def test_every_figure_has_one_width(qapp, theme, role):
    metrics = QFontMetricsF(theme.font(role))
    widths = [metrics.horizontalAdvance(figure * 20) / 20 for figure in "0123456789"]
    assert max(widths) - min(widths) < 0.1


def test_a_font_belongs_to_whoever_asked(theme):
    theme.font(Role.SMALL).setItalic(True)
    assert not theme.font(Role.SMALL).italic()


def test_the_bundled_type_is_used(qapp, theme):
    assert QFontInfo(theme.font(Role.BODY)).family() == "Inter"


def test_another_choice_is_worn_at_once_and_told_once(qtbot, qapp, theme):
    told = []
    theme.changed.connect(lambda: told.append(theme.tokens.dark))
    theme.wear(LookSettings(theme=ThemeChoice.LIGHT))
    theme.wear(LookSettings(theme=ThemeChoice.LIGHT))
    assert told == [False]
    assert qapp.palette().color(QPalette.ColorRole.Base) == QColor(theme.tokens.surface.panel)


def test_disabled_text_is_told_apart():
    palette = palette_of(tokens_for(True, BarColours.BLUE_ORANGE))
    role = QPalette.ColorRole.ButtonText
    assert palette.color(QPalette.ColorGroup.Disabled, role) != palette.color(QPalette.ColorGroup.Active, role)
