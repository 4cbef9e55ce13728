"""The word that looks at everything, and writes down what others need to find a fault here."""

import asyncio
from argparse import Namespace

from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.diagnostics import Diagnostics
from liqdesk.app.examination import examine
from liqdesk.app.headless import run_plain
from liqdesk.app.resources import Resources
from liqdesk.app.session import session
from liqdesk.app.tell import tell
from liqdesk.app.wiring import read_addresses
from liqdesk.console.output import write_out
from liqdesk.console.printer import json_line


def doctor_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Look at everything; one JSON object, or a list for people, and a bundle where one is wanted. 0 whatever was found."""
    with session(arguments, to_file=False) as opened:
        endpoints = read_addresses(arguments.endpoints)

        async def look(stop: asyncio.Event) -> int:
            found = await examine(opened, endpoints)
            write_out(json_line(found.form()) if arguments.json else "\n".join(found.lines()))
            if arguments.bundle is not None:
                bundle = Diagnostics(opened, Resources(), MachineClock().now())
                tell(await bundle.write(arguments.bundle, found))
            return 0

        return run_plain(look, hooks)
