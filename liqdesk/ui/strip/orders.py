"""What can be ordered of the strip: each a change of its settings, which everybody who shows it follows."""

from liqdesk.engine.desk import Desk
from liqdesk.settings.strip import FAINTEST, StripForm, StripSettings, StripWindow

OPACITY_STEP = 5


def strip_of(desk: Desk) -> StripSettings:
    """Its settings in force."""
    return desk.settings.value.strip


def show(desk: Desk, on: bool) -> None:
    """Bring it, or put it away."""
    _change(desk, shown=on)


def toggle(desk: Desk) -> None:
    """Bring it where it is away, else put it away."""
    show(desk, not strip_of(desk).shown)


def let_clicks_through(desk: Desk, on: bool) -> None:
    """Let clicks reach what lies below it, or have them itself."""
    _change(desk, click_through=on)


def toggle_clicks(desk: Desk) -> None:
    """The other of the two."""
    let_clicks_through(desk, not strip_of(desk).click_through)


def choose_form(desk: Desk, form: StripForm) -> None:
    """A line, or a block."""
    _change(desk, form=form)


def choose_window(desk: Desk, window: StripWindow) -> None:
    """The window whose total it shows."""
    _change(desk, trailing=window)


def step_window(desk: Desk, steps: int) -> None:
    """A longer window, or a shorter one; the ends hold."""
    windows = tuple(StripWindow)
    wanted = windows.index(strip_of(desk).trailing) + steps
    choose_window(desk, windows[max(0, min(len(windows) - 1, wanted))])


def choose_opacity(desk: Desk, percent: int) -> None:
    """How opaque its ground is, within its bounds."""
    _change(desk, opacity=max(FAINTEST, min(100, percent)))


def step_opacity(desk: Desk, steps: int) -> None:
    """More opaque, or less."""
    choose_opacity(desk, strip_of(desk).opacity + steps * OPACITY_STEP)


def _change(desk: Desk, **changes: object) -> None:
    value = desk.settings.value
    changed = value.strip.model_copy(update=changes)
    if changed != value.strip:
        desk.replace_settings(value.model_copy(update={"strip": changed}))
