"""The strip as a picture: how it looks is kept, in both forms and both themes, and compared with a tolerance."""

import sys

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from liqdesk.analytics.events import EventState
from liqdesk.engine.desk import Mode
from liqdesk.settings.model import LookSettings
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.settings.strip import StripForm, StripWindow
from liqdesk.ui.theme import Theme
from tests.fakes.desk import FakeDesk
from tests.fakes.events import entry, event
from tests.fakes.pictures import KEPT, apart, kept
from tests.fakes.strip import StripScene

TOLERATED = 0.02
"""The share of pixels that may look different; another number in one cell is more."""

LOOKS = [(form, choice) for form in StripForm for choice in (ThemeChoice.DARK, ThemeChoice.LIGHT)]


def picture(theme, tmp_path, form: StripForm, *, ground: str = "#777777", **changes: object) -> QImage:
    desk = FakeDesk(mode=Mode.DEMO)
    desk.events = [entry(event(state=EventState.OPEN, closed_at=None))]
    scene = StripScene(desk, theme, tmp_path / "strip.ini")
    scene.change(shown=True, form=form, **changes)
    shot = scene.strip.grab()
    scene.keeper.close()
    image = QImage(shot.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    painter = QPainter(image)
    painter.drawPixmap(0, 0, shot)
    painter.end()
    return image


def name_of(form: StripForm, choice: ThemeChoice) -> str:
    return f"strip-{form.value}-{choice.value}"


@pytest.mark.parametrize(("form", "choice"), LOOKS)
def test_it_looks_as_it_was_found_good(theme, tmp_path, form, choice):
    theme.wear(LookSettings(theme=choice))
    made, good = picture(theme, tmp_path, form), kept(name_of(form, choice))
    share = apart(made, good)
    assert share <= TOLERATED, f"{share:.1%} of {name_of(form, choice)} look different"


def test_another_number_would_be_noticed(theme, tmp_path):
    theme.wear(LookSettings(theme=ThemeChoice.DARK))
    one = picture(theme, tmp_path, StripForm.LINE)
    assert apart(one, picture(theme, tmp_path, StripForm.LINE, trailing=StripWindow.DAY)) > TOLERATED
    assert apart(one, picture(theme, tmp_path, StripForm.CORNER)) == 1


@pytest.mark.parametrize("choice", [ThemeChoice.DARK, ThemeChoice.LIGHT])
@pytest.mark.parametrize("ground", ["#ffffff", "#000000"])
def test_one_sees_through_its_ground_and_not_through_its_figures(theme, tmp_path, choice, ground):
    theme.wear(LookSettings(theme=choice))
    solid = picture(theme, tmp_path, StripForm.LINE, ground=ground)
    faint = picture(theme, tmp_path, StripForm.LINE, ground=ground, opacity=40)
    panel = QColor(theme.tokens.surface.panel)
    assert solid.pixelColor(320, 2) == panel
    seen, behind = faint.pixelColor(320, 2).lightness(), QColor(ground).lightness()
    assert abs(seen - (0.4 * panel.lightness() + 0.6 * behind)) < 6
    ink = QColor(theme.tokens.surface.text).rgb()
    inked = [sum(one.pixel(x, y) == ink for x in range(22, 150) for y in range(16, 40)) for one in (solid, faint)]
    assert inked[0] > 0
    assert inked[1] >= 0.8 * inked[0]


def keep() -> None:
    """Keep how it looks now as good: `python -m tests.gui.test_strip_picture`, off screen, after looking at it."""
    import tempfile
    from pathlib import Path

    from tests.gui.conftest import RESOURCES

    app = QApplication(sys.argv)
    theme = Theme(app, lambda name: RESOURCES / name, LookSettings(theme=ThemeChoice.DARK))
    for form, choice in LOOKS:
        theme.wear(LookSettings(theme=choice))
        with tempfile.TemporaryDirectory() as folder:
            picture(theme, Path(folder), form).save(str(KEPT / f"{name_of(form, choice)}.png"))


if __name__ == "__main__":
    keep()
