"""The questions of the panel of the past: the newest one counts, an older one is broken off; what is slow says that it is."""

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer

from liqdesk.ui.tasks import UiTasks

Answer = TypeVar("Answer")

SLOW_MS = 150
"""Who waits longer than this is told so; before it, a word would only flicker."""


class Asking(QObject):
    """Runs one question at a time for each name; `waiting` is told of a name whether its answer lets wait."""

    def __init__(
        self, failed: Callable[[str], None], waiting: Callable[[str, bool], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = UiTasks(failed)
        self._waiting = waiting
        self._running: dict[str, tuple[object, Callable[[], bool], QTimer]] = {}
        self._answered: dict[str, object] = {}

    def ask(
        self,
        name: str,
        question: object,
        work: Callable[[], Coroutine[Any, Any, Answer]],
        take: Callable[[Answer], None],
    ) -> None:
        """Have `work` answer `question` and `take` get the answer, unless that is known or on its way."""
        running = self._running.get(name)
        if (running is not None and running[0] == question) or self._answered.get(name) == question:
            return
        self.drop(name)
        slow = QTimer(self)
        slow.setSingleShot(True)
        slow.timeout.connect(lambda: self._waiting(name, True))

        def done(answer: Answer) -> None:
            self._end(name, slow)
            self._answered[name] = question
            take(answer)

        task = self._tasks.run(self, work(), done)
        task.add_done_callback(lambda _: self._end(name, slow))
        self._running[name] = (question, task.cancel, slow)
        slow.start(SLOW_MS)

    def drop(self, name: str) -> None:
        """Break off the question of that name, if there is one, and forget what was answered."""
        self._answered.pop(name, None)
        running = self._running.pop(name, None)
        if running is not None:
            _, cancel, slow = running
            slow.stop()
            slow.deleteLater()
            cancel()

    def drop_all(self) -> None:
        """Break off everything, and forget what was answered."""
        for name in {*self._running, *self._answered}:
            self.drop(name)

    @property
    def busy(self) -> bool:
        """Whether any answer is awaited."""
        return bool(self._running)

    def _end(self, name: str, slow: QTimer) -> None:
        """The question whose clock this is has ended, unless a newer one of the same name goes on."""
        if name in self._running and self._running[name][2] is slow:
            del self._running[name]
            slow.stop()
            slow.deleteLater()
            self._waiting(name, False)
