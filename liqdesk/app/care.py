"""What a window can do for its program: show failures, the doctor's findings, what it is made of; save what others need."""

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import Caught, CrashHooks
from liqdesk.app.crash_reports import keep_report, report_text, taken_below
from liqdesk.app.diagnostics import Diagnostics
from liqdesk.app.examination import examine
from liqdesk.app.parts import installed_parts
from liqdesk.app.resources import Resources
from liqdesk.app.session import Session
from liqdesk.domain.language import in_english, spoken, tr
from liqdesk.feed.endpoints import Endpoints
from liqdesk.ui.dialogs.care import Care, Chapter, Failure, Told
from liqdesk.ui.dialogs.courier import Courier
from liqdesk.ui.main_window import MainWindow

PAGE = re.compile(r"[a-z-]{1,40}")
DIAGNOSED, FAILED, LAST_END = "diagnostics", "failure", "last-end"


@dataclass(frozen=True, slots=True)
class Noted:
    """A failure with the log as it was then."""

    caught: Caught
    log: str


class FailureBell:
    """Shows failures over a window, and keeps a report of each kind."""

    def __init__(self, opened: Session, window: MainWindow) -> None:
        self._opened = opened
        self._window = window
        self._courier = Courier(self._show, window)

    def hang_on(self, hooks: CrashHooks) -> None:
        """Hear of failures from now on, until the window goes."""
        hooks.tell = lambda caught: self._courier.send(Noted(caught, self._opened.recent.text()))
        self._window.destroyed.connect(lambda: setattr(hooks, "tell", lambda caught: None))

    def tell_of_the_last_end(self) -> None:
        """Say so where the last run ended by a crash below Python, which no dialog could be shown for."""
        logs = self._opened.profile.logs
        before = taken_below(logs) if self._opened.holds else None
        if before is None:
            return
        stacks, moment = before
        text = report_text(Caught("Crash", "the last run", stacks), moment, "", self._opened.redaction.clean)
        file = keep_report(logs, text, "Crash", moment)
        said = tr("liqdesk crashed the last time it ran; what was recorded until then is kept.")
        kept = tr("There is a report: {file}").format(file=file) if file else tr("No report could be written.")
        self._window.tell(f"{said} {kept}", LAST_END, fault=False)

    def _show(self, noted: object) -> None:
        assert isinstance(noted, Noted)
        caught, now = noted.caught, MachineClock().now()
        text = report_text(caught, now, noted.log, self._opened.redaction.clean)
        file = keep_report(self._opened.profile.logs, text, caught.kind, now)
        self._window.dialogs.open_failure(Failure(caught.kind, caught.where, text, file), self._window.quit)


def care_of(
    opened: Session,
    window: MainWindow,
    resources: Resources,
    endpoints: Callable[[], Endpoints],
    restart: Callable[[], None] | None,
) -> Care:
    """What this window can do; `endpoints` are the addresses the doctor knocks at."""

    def look(owner: QObject, told: Told) -> None:
        async def findings() -> Sequence[Chapter]:
            return (await examine(opened, endpoints())).chapters()

        window.tasks.run(owner, findings(), told)

    async def diagnosing(file: Path) -> str:
        with in_english():  # for whoever looks for the fault
            found = await examine(opened, endpoints())
        return await Diagnostics(opened, resources, MachineClock().now()).write(file, found)

    def save(file: Path) -> None:
        window.tell(tr("Gathering what is known of this machine…"), DIAGNOSED, fault=False)
        window.tasks.run(window, diagnosing(file), lambda told: window.tell(told, DIAGNOSED, fault=False))

    day = datetime.fromtimestamp(MachineClock().now() / 1000, tz=UTC).strftime("%Y-%m-%d")
    name = f"liqdesk-diagnostics-{day}.zip"
    return Care(lambda: installed_parts(resources), look, save, name, restart, partial(guide_page, resources))


def guide_page(resources: Resources, name: str) -> str | None:
    """A page of the user guide in Markdown, English where the language spoken has it not; None where there is none."""
    if not PAGE.fullmatch(name):
        return None
    own = resources.text(f"guide/{spoken.code}/{name}.md")
    return resources.text(f"guide/{name}.md") if own is None else own


def example_failure() -> Failure:
    """A failure that did not happen, for a picture of the dialog that shows one."""
    caught = Caught("ExampleError", "a picture", "ExampleError: nothing failed; this is what a report looks like\n")
    text = report_text(caught, MachineClock().now(), "", str)
    return Failure(caught.kind, caught.where, text, None)


def start_again() -> None:
    """Start this program once more with the same words; this process must have let go of its profile."""
    subprocess.Popen([sys.executable, "-m", "liqdesk", *sys.argv[1:]], start_new_session=True)
