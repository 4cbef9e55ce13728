"""Ctrl-C, a polite kill and the end of the terminal, as an event."""

import asyncio
import signal

_HANG_UP = (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()


def stop_on_signals(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Let Ctrl-C, a polite kill and the end of the terminal set `stop`."""
    for number in (signal.SIGINT, signal.SIGTERM, *_HANG_UP):
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows has no loop signal handlers
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
