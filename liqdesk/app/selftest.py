"""Proof that this installation can show the window: N events through the pipeline onto the screen, one JSON line."""

import asyncio
import platform
from argparse import Namespace
from time import perf_counter, process_time

import PySide6
from PySide6.QtGui import QGuiApplication

from liqdesk import __version__
from liqdesk.analytics.views import LiveFrame
from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.loop import Application, run_qt
from liqdesk.app.resources import Resources
from liqdesk.app.session import throw_away
from liqdesk.app.wiring import Core, build_core
from liqdesk.console.output import write_out
from liqdesk.console.printer import json_line
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Mode
from liqdesk.engine.unstored import Unstored
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.theme import Theme

TURN_S = 0.01
PATIENCE_S = 30.0
SYMBOLS = ("BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT")
BINANCE = VenueId("binance-usdm")
A_TURN = 200


def selftest(arguments: Namespace, app: Application, hooks: CrashHooks) -> int:
    """Show, draw, print, and leave; 1 with a sentence where something did not come to pass."""
    with throw_away(arguments) as opened:

        async def main(stop: asyncio.Event) -> int:
            begun = perf_counter()
            resources = Resources()
            core = build_core(Mode.DEMO, MachineClock(), opened.settings, resources, Unstored(""))
            theme = Theme(app, resources.path, core.settings.value.look)
            window = MainWindow(core.desk, theme, opened.profile.layout, resources.path)
            window.show()
            shown, spent = perf_counter(), process_time()
            drawn = await _draw(core, window, arguments.selftest)
            form = {
                "ok": drawn == arguments.selftest and not hooks.count,
                "events": drawn,
                "window_ms": round(1000 * (shown - begun)),
                "all_ms": round(1000 * (perf_counter() - begun)),
                "start_cpu_ms": round(1000 * spent),
                "platform": QGuiApplication.platformName(),
                "liqdesk": __version__,
                "python": platform.python_version(),
                "qt": PySide6.__version__,
            }
            write_out(json_line(form))
            window.close()
            return 0 if form["ok"] else 1

        return run_qt(app, main, hooks)


async def _draw(core: Core, window: MainWindow, count: int) -> int:
    """How many of `count` made-up events reached the window's frames."""
    drawn = 0
    all_seen = asyncio.Event()

    def seen(frame: LiveFrame) -> None:
        nonlocal drawn
        drawn += len(frame.fresh)
        if drawn >= count:
            all_seen.set()

    window.bridge.frame_ready.connect(seen)
    now = core.clock.now()
    for number in range(count):
        core.ingest.reported([_report(number, UnixMs(now - number))], now, UnixMs(0))
        if number % A_TURN == 0:
            await asyncio.sleep(0)
    try:
        async with asyncio.timeout(PATIENCE_S):
            await all_seen.wait()
            while not window.settle_ready():  # noqa: ASYNC110 - its parts take turns, and no signal tells of the last one
                await asyncio.sleep(TURN_S)
    except TimeoutError as late:
        raise ExpectedFailure(f"the window drew {drawn} of {count} events within {PATIENCE_S:.0f} s") from late
    return drawn


def _report(number: int, at: UnixMs) -> LiquidationReport:
    side = PositionSide.SHORT if number % 3 else PositionSide.LONG
    symbol = SYMBOLS[number % len(SYMBOLS)]
    return LiquidationReport(BINANCE, symbol, side, 1.0 + number % 7, SizeUnit.BASE, 1000.0, PriceKind.FILL, at)
