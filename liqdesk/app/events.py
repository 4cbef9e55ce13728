"""The journal of what is stored, for people and for scripts."""

from argparse import Namespace

from liqdesk.app.crash import CrashHooks
from liqdesk.app.paths import profile_at
from liqdesk.app.wiring import FOREVER
from liqdesk.console.events import event_form, event_line
from liqdesk.console.output import write_out
from liqdesk.console.printer import json_line
from liqdesk.domain.time import UnixMs
from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory

MOST = 1_000_000


def events_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Every event that is not part of another, oldest first."""
    past = StoredHistory(open_for_reading(profile_at(arguments.profile).store))
    since = UnixMs(0) if arguments.since is None else arguments.since
    for entry in past.events(since, FOREVER, MOST):
        if entry.event.parent is None:
            write_out(json_line(event_form(entry)) if arguments.json else event_line(entry))
    return 0
