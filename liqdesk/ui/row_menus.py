"""What a right click, or the menu key, on a row of a table offers; every line of it can be had by key too."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QMenu

from liqdesk.domain.language import tr
from liqdesk.engine.desk import Desk
from liqdesk.ui.desk_panels import DeskPanels
from liqdesk.ui.dialogs.opener import DialogOpener
from liqdesk.ui.replay.controls import ReplayControls

Offers = Sequence[tuple[str, Callable[[], object]]]


class RowMenu(QObject):
    """Goes with a table; `offers` says what can be done with a row that is there now, whatever row stands there later."""

    def __init__(self, view: QAbstractItemView, offers: Callable[[int], Offers]) -> None:
        super().__init__(view)
        self._view, self._offers = view, offers
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._open)

    def menu(self, row: int) -> QMenu:
        """The menu of that row."""
        made = QMenu(self._view)
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for title, act in self._offers(row):
            made.addAction(title).triggered.connect(lambda _checked=False, act=act: act())
        return made

    def _open(self, at: QPoint) -> None:
        under = self._view.indexAt(at)
        index = under if under.isValid() else self._view.currentIndex()  # the key asks wherever the pointer is
        if index.isValid():
            self._view.setFocus(Qt.FocusReason.MouseFocusReason)
            if not self._view.selectionModel().isRowSelected(index.row(), index.parent()):
                self._view.setCurrentIndex(index)
            self.menu(index.row()).popup(self._view.viewport().mapToGlobal(at))


def join_panels(panes: DeskPanels, desk: Desk, dialogs: DialogOpener, replays: ReplayControls) -> None:
    """What is chosen in a panel opens where it belongs, and every row has its menu."""
    panes.journal.chosen.connect(dialogs.open_event)
    panes.journal.replay_wanted.connect(replays.replay_event)
    panes.alerts.chosen.connect(dialogs.open_alert)
    panes.alerts.rule_wanted.connect(dialogs.open_rule)
    show = panes.charts.chosen.emit

    def of_coin(base: str) -> Offers:
        return (
            (tr("{coin} in the charts").format(coin=base), partial(show, base)),
            (tr("Only {what} in the filter").format(what=base), partial(_filter, desk, coins=(base,), groups=())),
        )

    def of_tape(number: int) -> Offers:
        row = panes.tape.view.tape.rows[number]
        venue = row.instrument.venue
        only = tr("Only {what} in the filter").format(what=panes.tape.name_of(venue))
        return (
            *of_coin(row.instrument.base),
            (only, partial(_filter, desk, venues=(str(venue),))),
            (tr("Where it comes from…"), dialogs.open_provenance),
            (tr("Copy"), panes.tape.view.copy_rows),
        )

    def of_event(number: int) -> Offers:
        ident = panes.journal.rows[number].id
        card: Offers = (
            (tr("Open the card…"), partial(dialogs.open_event, ident)),
            (tr("Show in the charts"), partial(panes.charts.show_event, ident)),
        )
        return (*card, (tr("Replay"), partial(replays.replay_event, ident))) if replays.can_replay_events() else card

    def of_alert(number: int) -> Offers:
        return ((tr("Open the alert…"), partial(dialogs.open_alert, panes.alerts.rows[number].id)),)

    RowMenu(panes.tape.view, of_tape)
    RowMenu(panes.coins.view, lambda number: of_coin(panes.coins.rows[number].base))
    RowMenu(panes.journal.view, of_event)
    RowMenu(panes.alerts.history, of_alert)


def _filter(desk: Desk, **parts: tuple[str, ...]) -> None:
    value = desk.settings.value
    desk.replace_settings(value.model_copy(update={"filter": value.filter.model_copy(update=parts)}))
