"""Nothing fails unheard: every hook for uncaught exceptions leads into the log."""

import asyncio
import faulthandler
import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

log = logging.getLogger("liqdesk.crash")

Tell = Callable[[str], None]


class CrashHooks:
    """Installs the hooks; `tell` hears one sentence of each failure, and `count` says how many there were."""

    def __init__(self, tell: Tell = lambda sentence: None) -> None:
        self.tell = tell
        self.count = 0

    def install(self, folder: Path | None) -> None:
        """Hook the interpreter and its threads; a crash below Python leaves its stacks in `folder`/crash.log."""
        sys.excepthook = self._uncaught
        threading.excepthook = lambda args: self._failed(
            f"thread {args.thread.name if args.thread else '?'}", args.exc_value
        )
        sys.unraisablehook = lambda args: self._failed(str(args.err_msg or args.object), args.exc_value)
        if folder is not None:
            # The file stays open for the life of the process: faulthandler writes to its descriptor from a signal handler.
            faulthandler.enable((folder / "crash.log").open("a", encoding="utf-8"))

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
        self.tell(f"Something in liqdesk failed ({type(failure).__name__}); it is in the log and the program goes on.")
