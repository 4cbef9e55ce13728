"""What the window shows: the live market, the simulated exchanges, or a tape."""

import asyncio
import contextlib
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QWidget

from liqdesk.analytics.card import event_card
from liqdesk.app.announcing import announcing, notification_test
from liqdesk.app.background import to_front
from liqdesk.app.care import FailureBell, care_of
from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.equipment import equipment_of
from liqdesk.app.file_desk import ProcessFileDesk
from liqdesk.app.login_start import follow_login
from liqdesk.app.loop import Application
from liqdesk.app.messages import messages_kept
from liqdesk.app.past_day import PastDay
from liqdesk.app.past_files import archive_of
from liqdesk.app.racing import broken_off_by, until_stopped
from liqdesk.app.replays import Machines, at_work, machines_of
from liqdesk.app.resources import Resources, languages_of
from liqdesk.app.sending import Outlook, build_sending
from liqdesk.app.session import WINDOW, Session, disk_of, session, throw_away
from liqdesk.app.settled import settle
from liqdesk.app.single import SHOWN, FrontDoor, show_the_starting
from liqdesk.app.sleep import SystemSleep
from liqdesk.app.strip import strip_of
from liqdesk.app.tell import tell
from liqdesk.app.upkeep import recorded_words
from liqdesk.app.venues import infos
from liqdesk.app.wiring import (
    Core,
    Lanes,
    Running,
    build_core,
    build_crosscheck,
    keeping,
    read_addresses,
    route_of,
    running,
)
from liqdesk.domain.language import marked
from liqdesk.engine.desk import Mode
from liqdesk.engine.replay_deck import ReplayDeck
from liqdesk.engine.shown_desk import ShownDesk
from liqdesk.engine.unstored import Unstored
from liqdesk.feed.player import ReplayClock
from liqdesk.store.settings_keeper import SettingsKeeper
from liqdesk.store.writer import Writer
from liqdesk.ui.charts.share_card import card_png
from liqdesk.ui.dialogs.files.doors import FileDoors
from liqdesk.ui.languages import offered, speak
from liqdesk.ui.main_window import MainWindow
from liqdesk.ui.theme import Theme

DEMO_SEED = 1
SETTINGS_NOTICE = "settings"


@dataclass(frozen=True, slots=True)
class Stage:
    """What every kind of window stands on."""

    arguments: Namespace
    app: Application
    resources: Resources
    opened: Session
    hooks: CrashHooks
    curtain: QWidget

    def restart(self, stop: asyncio.Event) -> Callable[[], None]:
        """What ends the program for another one with the same words."""

        def again() -> None:
            self.arguments.again = True
            stop.set()

        return again

    @property
    def first(self) -> bool:
        """Whether nobody has been here before, and somebody is looking."""
        started = self.opened.settings.value.start
        return self.opened.fresh and not (self.opened.safe or self.arguments.minimised or started.first_steps_done)


async def play(arguments: Namespace, app: Application, hooks: CrashHooks, curtain: QWidget, stop: asyncio.Event) -> int:
    """Put the window in the curtain's place and work until it is closed."""
    resources = Resources()
    if arguments.word == "replay" or arguments.demo is not None:
        run, opening = (_replayed if arguments.demo is None else _demonstrated), throw_away(arguments)
    else:
        run, opening = _lived, session(arguments)
    with opening as opened:
        if arguments.demo is None and arguments.word != "replay":
            hooks.install(opened.profile.logs if opened.holds else None)
        speak(opened.settings.value.look.language, languages_of(resources), app)
        return await run(Stage(arguments, app, resources, opened, hooks, curtain), stop)


def open_window(
    stage: Stage,
    core: Core,
    theme: Theme,
    stop: asyncio.Event,
    minimised: bool = False,
    outlook: Outlook | None = None,
    shown: ShownDesk | None = None,
) -> MainWindow:
    """The window over a desk, shown unless it is to start `minimised`; closing it sets `stop`.

    Those who send are given their `outlook` on it. `shown` is the desk that replays exchange, where it can show some.
    """
    logs = stage.opened.profile.logs
    folders = {marked("Open the folder of &logs"): logs} if logs.is_dir() else {}
    desk = core.desk if shown is None else shown
    window = MainWindow(desk, theme, stage.opened.profile.layout, stage.resources.path, folders)
    window.closed.connect(stop.set)
    window.demo_wanted.connect(_start_demo)
    window.dialogs.show_demo = window.demo_wanted.emit
    window.charts_ready.connect(settle)
    bell = FailureBell(stage.opened, window)
    bell.hang_on(stage.hooks)
    bell.tell_of_the_last_end()
    window.dialogs.care = care_of(
        stage.opened, window, stage.resources, lambda: read_addresses(stage.arguments.endpoints), stage.restart(stop)
    )
    if outlook is not None:
        outlook.tell = lambda key, sentence: window.tell(sentence, key)
        outlook.card = partial(_card, core, theme)
    window.replays.safe = stage.opened.safe
    window.replays.retitle()
    if stage.opened.notice:
        window.tell(stage.opened.notice, SETTINGS_NOTICE, fault=False)
    if not minimised:
        window.show()
    stage.curtain.close()
    return window


def open_with_machines(
    stage: Stage, core: Core, theme: Theme, stop: asyncio.Event, minimised: bool, outlook: Outlook | None = None
) -> tuple[MainWindow, Machines]:
    """The window over a desk, and what plays and makes recordings in it."""
    shown = ShownDesk(core.desk)
    window = open_window(stage, core, theme, stop, minimised, outlook, shown)
    return window, machines_of(stage.resources, core, shown, window)


def theme_of(stage: Stage, core: Core) -> Theme:
    """The looks the settings ask for."""
    return Theme(stage.app, stage.resources.path, core.settings.value.look)


def _start_demo() -> None:
    """Another process of this program shows the demo beside the live window."""
    QProcess.startDetached(sys.executable, ["-m", "liqdesk", "--demo"])


async def _lived(stage: Stage, stop: asyncio.Event) -> int:
    if stage.opened.holder == WINDOW and await show_the_starting(stage.opened.profile.lock, stop):
        tell(SHOWN)
        return 0
    clock = MachineClock()
    endpoints = read_addresses(stage.arguments.endpoints)
    disk, worker = disk_of(stage.opened, clock, "live")
    core = build_core(Mode.LIVE, clock, stage.opened.settings, stage.resources, disk, ringing=True)
    crosscheck = build_crosscheck(core, endpoints, stage.opened)
    core.desk.attach_crosscheck(crosscheck)
    theme, minimised = theme_of(stage, core), stage.arguments.minimised
    outlook = Outlook()
    sending = build_sending(core, endpoints, stage.opened, outlook)
    window, machines = open_with_machines(stage, core, theme, stop, minimised, outlook)
    door = FrontDoor(stage.opened.profile.lock, stage.app)
    keeper = None
    if not stage.opened.safe:
        keeper = keeping(core, stage.opened, partial(_tell_settings, window))
        follow_login(core.settings, stage.opened.profile, partial(window.tell, key="login", fault=False))
    imports = stage.opened.profile.imports
    with taking_down(window, keeper):
        async with (
            archive_of(core.desk, stage.opened.profile),
            broken_off_by(stop) as stands,
            announcing(
                machines.deck.shown, theme, window, stage.resources.path, stage.opened.profile.strip, minimised
            ) as announced,
            at_work(machines),
            messages_kept(core, stage.opened, clock, partial(window.tell, key="raw", fault=False)),
            running(
                core,
                endpoints,
                stage.resources,
                worker,
                crosscheck=crosscheck,
                imports=imports,
                sending=sending,
                safe=stage.opened.safe,
                recorder=machines.taping,
                waiting=partial(window.tell, key="store-opening", fault=False),
            ) as started,
        ):
            stands()
            profile = None if stage.opened.safe else stage.opened.profile
            window.dialogs.files.doors = FileDoors(ProcessFileDesk(stage.opened.profile), window.tasks.run)
            window.dialogs.equipment = equipment_of(
                profile,
                announced.sound,
                notification_test(window, announced),
                offered(languages_of(stage.resources)),
                partial(recorded_words, disk, started.upkeep) if isinstance(disk, Writer) else None,
            )
            if stage.first:
                window.dialogs.open_first_run()
            door.show_requested.connect(announced.background.show)
            announced.listen(core.desk.alerts)
            core.journal.subscribe(announced.foresee)
            _tell_notices(window, started)
            _offer_news(stage, core, window, clock)
            sleep = SystemSleep(started.feed.woke, window)
            await stop.wait()
            sleep.deleteLater()
    return 0


@contextlib.contextmanager
def taking_down(window: MainWindow, keeper: SettingsKeeper | None = None) -> Iterator[None]:
    """However the end comes, the window is closed then, and the layout kept.

    Qt destroys the windows when Python is leaving already; one in sight would hide then, and tell watchers that are no more.
    """
    try:
        yield
    finally:
        window.quit()
        if keeper is not None:
            keeper.close()


def _offer_news(stage: Stage, core: Core, window: MainWindow, clock: MachineClock) -> None:
    """News of releases, by hand at any time, and by themselves where the user wants that."""
    from liqdesk.app.updating import build_updates, door_to, publisher_of

    checker = build_updates(
        publisher_of(stage.resources), core.settings, stage.opened.profile, route_of(core.settings), clock,
        partial(window.tell, key="updates", fault=False),
    )  # fmt: skip
    door = door_to(checker, core.settings, core.desk.replace_settings, lambda: window.tasks)
    window.dialogs.care = replace(window.dialogs.care, updates=door)
    if not stage.opened.safe:
        window.tasks.run(window, checker.run())


async def _demonstrated(stage: Stage, stop: asyncio.Event) -> int:
    from liqdesk.app.demo_archive import DemoArchive
    from liqdesk.app.demo_past import invent_past, planned_lanes  # the simulator is loaded by a demo alone
    from liqdesk.app.simulate import simulator_process

    clock = MachineClock()
    core = build_core(Mode.DEMO, clock, stage.opened.settings, stage.resources, Unstored(""), ringing=True)
    theme, minimised = theme_of(stage, core), stage.arguments.minimised
    window, machines = open_with_machines(stage, core, theme, stop, minimised)
    completeness = {venue: info.completeness for venue, info in infos().items()}
    begun = clock.now()

    archive = DemoArchive(stage.opened.profile.store, clock, core)

    def past() -> tuple[PastDay, Lanes]:
        archive.invented = invent_past(DEMO_SEED, begun, completeness), planned_lanes()
        return archive.invented

    folder = stage.opened.profile.store.parent
    with taking_down(window):
        async with (
            broken_off_by(stop) as stands,
            announcing(
                machines.deck.shown, theme, window, stage.resources.path, stage.opened.profile.strip, minimised
            ) as announced,
            at_work(machines),
            simulator_process(stage.arguments.demo, DEMO_SEED, folder) as endpoints,
            running(core, read_addresses(endpoints), stage.resources, recorder=machines.taping, past=past) as started,
            archive.kept(),
        ):
            stands()
            window.dialogs.equipment = equipment_of(
                None, announced.sound, notification_test(window, announced), offered(languages_of(stage.resources))
            )
            announced.listen(core.desk.alerts)
            core.journal.subscribe(announced.foresee)
            _tell_notices(window, started)
            await stop.wait()
    return 0


async def _replayed(stage: Stage, stop: asyncio.Event) -> int:
    core = build_core(Mode.REPLAY, ReplayClock(), stage.opened.settings, stage.resources, Unstored(""))
    theme, arguments = theme_of(stage, core), stage.arguments
    window, machines = open_with_machines(stage, core, theme, stop, arguments.minimised)
    deck, strip = machines.deck, stage.opened.profile.strip
    with taking_down(window), strip_of(deck.shown, theme, window, strip, partial(to_front, window), window.isVisible):
        async with at_work(machines):
            if await until_stopped(deck.put_on_tape(arguments.tape), stop):
                _set_off(deck, arguments.speed)
                await stop.wait()
    return 0


def _set_off(deck: ReplayDeck, speed: float | None) -> None:
    """Play what is on at the speed of the bar that is nearest to this one, or be at the end at once."""
    replay = deck.current
    if replay is None:
        return
    if speed is None:
        replay.seek(replay.source.span.end)
    else:
        replay.set_speed(round(speed))


async def _card(core: Core, theme: Theme, event: str | None) -> bytes:
    """The share card of an event, or of the hour where it is about none."""
    found = core.desk.event(event) if event else None
    view = core.desk.hour_card() if found is None else event_card(found[0])
    return await card_png(view, theme, core.desk.mode)


def _tell_notices(window: MainWindow, started: Running) -> None:
    """Say what arose while starting, and from now on why the recordings are not backed up, if so."""
    if started.upkeep is not None:
        started.upkeep.listen(partial(window.tell, key="backup"))
    for number, notice in enumerate(started.notices):
        window.tell(notice, f"start-{number}", fault=False)


def _tell_settings(window: MainWindow, sentence: str, fault: bool) -> None:
    window.tell(sentence, SETTINGS_NOTICE, fault)
