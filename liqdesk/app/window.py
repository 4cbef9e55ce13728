"""The start of the window: something to see first, then everything that takes time to load."""

import asyncio
import contextlib
from argparse import Namespace

from liqdesk.app.crash import CrashHooks
from liqdesk.app.curtain import Curtain, wants_minimised
from liqdesk.app.loop import Application, make_application, run_qt
from liqdesk.app.paths import profile_at
from liqdesk.app.signals import Stopped, ended_by_signals
from liqdesk.app.single import SHOWN, show_the_other
from liqdesk.app.tell import tell
from liqdesk.domain.failure import ExpectedFailure

PAINT_PATIENCE_S = 1.0


def window_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Show the window and work until it is closed."""
    app = make_application(["liqdesk"])
    if arguments.selftest is not None:
        from liqdesk.app.selftest import selftest

        return selftest(arguments, app, hooks)
    profile = profile_at(arguments.profile)
    lived = arguments.demo is None and arguments.word != "replay"
    afresh = arguments.safe_mode or arguments.reset_settings
    if lived and show_the_other(profile.lock):
        if afresh:
            raise ExpectedFailure("a window of this profile is open, and was brought to the front; quit it first")
        tell(SHOWN)
        return 0
    files = (profile.layout, profile.settings) if lived and not afresh else (None, None)
    arguments.minimised = arguments.minimised or wants_minimised(files[1])
    curtain = Curtain("liqdesk" if lived else f"liqdesk {'DEMO' if arguments.demo else 'REPLAY'}", *files)
    arguments.again = False
    code = run_qt(app, lambda stop: _open(arguments, app, hooks, curtain, stop), hooks)
    if arguments.again:
        from liqdesk.app.care import start_again

        start_again()
    return code


async def _open(
    arguments: Namespace, app: Application, hooks: CrashHooks, curtain: Curtain, stop: asyncio.Event
) -> int:
    if not arguments.minimised:
        curtain.show()
        with contextlib.suppress(TimeoutError):  # a screen that does not paint yet is no reason to wait longer
            await asyncio.wait_for(curtain.painted.wait(), PAINT_PATIENCE_S)
    try:
        with ended_by_signals():
            from liqdesk.app.stage import play
    except Stopped:
        return 0
    await asyncio.sleep(0)  # loading took long: who wanted to quit meanwhile is heard now
    if stop.is_set():
        return 0
    return await play(arguments, app, hooks, curtain, stop)
