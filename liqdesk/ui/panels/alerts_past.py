"""The alerts of before: taken from the store page by page, only when somebody looks for them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from liqdesk.alerts.alert import Alert
from liqdesk.domain.time import UnixMs
from liqdesk.engine.desk import Desk
from liqdesk.ui.tasks import UiTasks

PAGE = 200


class AlertsPast(QObject):
    """Knows the older alerts that were asked for; `changed` is called when a page came or failed."""

    def __init__(self, desk: Desk, changed: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._changed = changed
        self._tasks = UiTasks(self._fail)
        self._older: dict[str, Alert] = {}
        self._until: UnixMs | None = None
        self._whole = False
        self._asking = False
        self._failed = ""

    @property
    def asking(self) -> bool:
        """Whether a page is on its way."""
        return self._asking

    @property
    def whole(self) -> bool:
        """Whether there is nothing older."""
        return self._whole

    @property
    def failed(self) -> str:
        """Why the last page could not be had, in a sentence; empty where it could."""
        return self._failed

    @property
    def count(self) -> int:
        """How many older ones are known."""
        return len(self._older)

    def with_newest(self, newest: Sequence[Alert]) -> list[Alert]:
        """All that is known, newest first; what is still in memory is newer than the same from the store."""
        known = self._older | {alert.id: alert for alert in newest}
        return sorted(known.values(), key=lambda alert: -alert.opened_at)

    def more(self) -> None:
        """Ask for the next page, unless one is on its way or there is none."""
        if self._asking or self._whole:
            return
        self._asking = True
        until = UnixMs(self._desk.now() + 1) if self._until is None else self._until
        self._tasks.run(self, self._desk.alerts.history(UnixMs(0), until, PAGE), self._take)

    def forget(self) -> None:
        """Know nothing: the desk looks at another past. A page that is on its way is of the one before."""
        self._tasks.cancel_all()
        self._older, self._until, self._whole, self._asking, self._failed = {}, None, False, False, ""

    def _take(self, page: Sequence[Alert]) -> None:
        fresh = [alert for alert in page if alert.id not in self._older]
        self._older |= {alert.id: alert for alert in fresh}
        self._whole = len(page) < PAGE or not fresh
        if page:
            self._until = UnixMs(
                min(alert.opened_at for alert in page) + 1
            )  # others may have opened in the same moment
        self._asking, self._failed = False, ""
        self._changed()

    def _fail(self, sentence: str) -> None:
        self._asking, self._failed = False, sentence
        self._changed()
