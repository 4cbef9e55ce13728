"""Ctrl-C, a polite kill and the end of the terminal, as an event."""

import asyncio
import contextlib
import signal
from collections.abc import Iterator
from types import FrameType

_ENDINGS = (signal.SIGINT, signal.SIGTERM, *((signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()))


def stop_on_signals(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Let Ctrl-C, a polite kill and the end of the terminal set `stop`."""
    for number in _ENDINGS:
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows has no loop signal handlers
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


class Stopped(BaseException):
    """Somebody wants the program to end while it is only being loaded; no `Exception`, so that no import takes it for its own."""


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Raise `Stopped` at once where somebody wants an end meanwhile: for long stretches in which no loop can turn."""

    def end(number: int, frame: FrameType | None) -> None:
        raise Stopped

    before = {number: signal.signal(number, end) for number in _ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
