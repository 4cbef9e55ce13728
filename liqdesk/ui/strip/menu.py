"""The menu of the strip: everything one may order of it, and the little one wants of the program without its window."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from liqdesk.domain.language import in_percent, marked, tr
from liqdesk.engine.alerting import Snooze
from liqdesk.engine.desk import Desk
from liqdesk.settings.strip import StripForm, StripWindow
from liqdesk.ui.strip import orders

OPACITIES = (40, 55, 70, 85, 100)
_FORMS = ((StripForm.LINE, marked("Line")), (StripForm.CORNER, marked("Corner")))
_WINDOWS = (
    (StripWindow.FIVE_MINUTES, marked("5 minutes")),
    (StripWindow.HOUR, marked("1 hour")),
    (StripWindow.FOUR_HOURS, marked("4 hours")),
    (StripWindow.DAY, marked("24 hours")),
)


@dataclass(frozen=True, slots=True)
class StripDoors:
    """What leads out of the strip: the main window, alone or at the event that goes on, and the end of the program."""

    show: Callable[[], None]
    show_event: Callable[[], None]
    quit: Callable[[], None]


def strip_menu(desk: Desk, doors: StripDoors, event: bool, parent: QWidget) -> QMenu:
    """A menu as things stand now, gone once it is closed; `event`: one goes on that can be opened."""
    made, now, alerts = QMenu(parent), orders.strip_of(desk), desk.alerts.view()
    _add(made, tr("Show liqdesk"), doors.show)
    _add(made, tr("Event going on…"), doors.show_event).setEnabled(event)
    made.addSeparator()
    _choices(
        made,
        tr("Window"),
        [(tr(words), partial(orders.choose_window, desk, one), one is now.trailing) for one, words in _WINDOWS],
    )
    _choices(
        made,
        tr("Form"),
        [(tr(words), partial(orders.choose_form, desk, one), one is now.form) for one, words in _FORMS],
    )
    steps = [(in_percent(str(one)), partial(orders.choose_opacity, desk, one), one == now.opacity) for one in OPACITIES]
    _choices(made, tr("Opacity"), steps)
    _check(made, tr("Let clicks through"), now.click_through, partial(orders.toggle_clicks, desk))
    made.addSeparator()
    _check(made, tr("Mute alerts"), alerts.muted, lambda: desk.alerts.mute(not alerts.muted))
    _add(made, tr("Snooze alerts 15 minutes"), lambda: desk.alerts.snooze(Snooze.QUARTER))
    _add(made, tr("End snooze"), lambda: desk.alerts.snooze(None)).setEnabled(alerts.snoozed_until is not None)
    made.addSeparator()
    _add(made, tr("Hide the strip"), partial(orders.show, desk, False))
    _add(made, tr("Quit liqdesk"), doors.quit)
    made.aboutToHide.connect(made.deleteLater)
    return made


def _add(menu: QMenu, title: str, act: Callable[[], None]) -> QAction:
    action = menu.addAction(title)
    action.triggered.connect(lambda _checked=False: act())
    return action


def _check(menu: QMenu, title: str, on: bool, act: Callable[[], None]) -> QAction:
    action = _add(menu, title, act)
    action.setCheckable(True)
    action.setChecked(on)
    return action


def _choices(menu: QMenu, title: str, choices: Sequence[tuple[str, Callable[[], None], bool]]) -> None:
    inside = menu.addMenu(title)
    for words, act, on in choices:
        _check(inside, words, on, act)
