"""Nothing fails unheard: every hook for uncaught exceptions leads into the log, and to whoever shows it."""

import asyncio
import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

log = logging.getLogger("liqdesk.crash")

BELOW = "crash.log"
"""In the folder of logs: the stacks of a crash below Python, which ends the process at once."""

KINDS = 50
"""So many kinds of failure are told apart; what comes after is logged and counted alone."""


@dataclass(frozen=True, slots=True)
class Caught:
    """An exception nobody caught: its kind by name, where it came up, in words, and the traceback as text."""

    kind: str
    where: str
    trace: str


Tell = Callable[[Caught], None]


class CrashHooks:
    """Installs the hooks; `tell` hears of the first failure of each kind, on whatever thread it came up, and `count` says how
    many there were in all.

    Of one kind are failures of one class that come from one line.
    """

    def __init__(self, tell: Tell = lambda caught: None) -> None:
        self.tell = tell
        self.count = 0
        self._known: set[tuple[str, str, int]] = set()

    def install(self, folder: Path | None) -> None:
        """Hook the interpreter and its threads; a crash below Python leaves its stacks in `folder`/`BELOW`."""
        sys.excepthook = self._uncaught
        threading.excepthook = lambda args: self._failed(
            f"thread {args.thread.name if args.thread else '?'}", args.exc_value
        )
        sys.unraisablehook = lambda args: self._failed(str(args.err_msg or args.object), args.exc_value)
        if folder is not None:
            # The file stays open for the life of the process: faulthandler writes to its descriptor from a signal handler.
            faulthandler.enable((folder / BELOW).open("a", encoding="utf-8"))

    def watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hook an event loop."""
        loop.set_exception_handler(self._in_loop)

    def _uncaught(self, kind: type[BaseException], value: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, value, trace)
            return
        self._failed("the program", value.with_traceback(trace))

    def _in_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self._failed(str(context.get("message", "the event loop")), context.get("exception"))

    def _failed(self, where: str, failure: BaseException | None) -> None:
        self.count += 1
        log.error("Unexpected failure in %s", where, exc_info=failure)
        kind = _kind(where, failure)
        if kind not in self._known and len(self._known) < KINDS:
            self._known.add(kind)
            trace = "".join(traceback.format_exception(failure)) if failure else f"{where}\n"
            self.tell(Caught(kind[0], where, trace))


def _kind(where: str, failure: BaseException | None) -> tuple[str, str, int]:
    """The class, and the file and line that raised it."""
    if failure is None:
        return "Failure", where, 0
    last = failure.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if last is None:
        return type(failure).__name__, where, 0
    return type(failure).__name__, last.tb_frame.f_code.co_filename, last.tb_lineno
