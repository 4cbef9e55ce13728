"""What works on this machine and what does not, each with its reason."""

import asyncio
import contextlib
import importlib
import os
import platform
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from liqdesk import __version__
from liqdesk.analytics.coverage import CoverageLedger
from liqdesk.analytics.reasons import percent
from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.desktop_checks import notifications, tray
from liqdesk.app.display import no_display
from liqdesk.app.headless import run_plain
from liqdesk.app.paths import profile_at
from liqdesk.app.resources import Resources
from liqdesk.app.session import Session, session
from liqdesk.app.venues import infos, new_catalogue
from liqdesk.app.wiring import USER_AGENT, read_addresses
from liqdesk.console.output import write_out
from liqdesk.console.printer import json_line
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.domain.venue import SILENT, Standing, VenueId, VenueInfo
from liqdesk.engine.live_desk import enabled_venues
from liqdesk.feed.endpoints import Endpoints
from liqdesk.feed.route import Route
from liqdesk.feed.transport import Dial
from liqdesk.feed.websocket import WebsocketTransport
from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory
from liqdesk.store.keys import NoKeyring, patiently, system_keyring
from liqdesk.ui.announce.command import sound_outputs
from liqdesk.ui.announce.known_players import player_of_system
from liqdesk.venues.registry import CONTEXTS, VENUES

SOUND_LIMIT = 4.0  # seconds, in which a process starts and loads Qt

MARKS = {True: "ok  ", False: "no  "}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


def doctor_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Look at everything; one JSON object, or a list for people. 0 whatever was found."""
    with session(arguments, to_file=False) as opened:
        machine, own = [_programs(), _qt()], [_profile(arguments, opened)]
        covered = _covered(arguments)
        own.append(_market(opened))
        endpoints = read_addresses(arguments.endpoints)
        venues: list[Check] = []

        async def knock(stop: asyncio.Event) -> int:
            machine.append(await _sound())
            machine.append(Check("notifications", *await notifications()))
            machine.append(Check("tray", *await tray()))
            own.append(await _keyring(opened))
            venues.extend(await _venues(opened, endpoints))
            return 0

        run_plain(knock, hooks)
        checks = [*machine, *own]
    known = infos()
    if arguments.json:
        form = {
            "version": __version__,
            "checks": [asdict(check) for check in checks],
            "venues": {
                check.name: {
                    "reachable": check.ok,
                    "detail": check.detail,
                    "completeness": str(known[VenueId(check.name)].completeness),
                    "covered_24h": covered.get(VenueId(check.name)),
                }
                for check in venues
            },
            "not_contacted": _left_alone(opened),
        }
        write_out(json_line(form))
    else:
        lines = [f"{MARKS[check.ok]}{check.name:<16}{check.detail}" for check in checks]
        lines += [f"{MARKS[one.ok]}{one.name:<16}{one.detail}{_measured(one.name, known, covered)}" for one in venues]
        lines += [f"--  {name:<16}{why}" for name, why in _left_alone(opened).items()]
        write_out("\n".join(lines))
    return 0


def _covered(arguments: Namespace) -> dict[VenueId, float]:
    """The share of the last 24 h that is recorded of each enabled venue; empty where nothing can be read."""
    try:
        past = StoredHistory(open_for_reading(profile_at(arguments.profile).store))
        at = MachineClock().now()
        ledger = CoverageLedger(infos())
        for span in past.spans(UnixMs(at - DAY)):
            ledger.covered(span)
    except ExpectedFailure:
        return {}  # the line of the store says why
    ledger.expect_only(infos())
    return {venue: round(ledger.share(Span(UnixMs(at - DAY), at), venue), 4) for venue in infos()}


def _measured(name: str, known: Mapping[VenueId, VenueInfo], covered: Mapping[VenueId, float]) -> str:
    """How whole a venue's feed is, and how much of the last day is recorded of it."""
    venue = VenueId(name)
    share = covered.get(venue)
    return f"; {known[venue].completeness}" + ("" if share is None else f"; {percent(share)} of 24 h recorded")


def _enabled(opened: Session) -> frozenset[VenueId]:
    return enabled_venues(infos(), opened.settings.value.venues)


def _left_alone(opened: Session) -> dict[str, str]:
    """The venues that were not knocked at, and why."""
    told: dict[str, str] = {}
    enabled = _enabled(opened)
    for venue, info in infos().items():
        if not info.connects:
            told[venue] = f"read from tapes only: {info.caveat}"
        elif venue not in enabled:
            told[venue] = f"switched off{_trial(info)}"
    return told | {silent.name: f"publishes nothing: {silent.why}" for silent in SILENT}


def _trial(info: VenueInfo) -> str:
    return f"; experimental: {info.caveat}" if info.standing is Standing.EXPERIMENTAL else ""


def _programs() -> Check:
    return Check("python", True, f"Python {platform.python_version()} on {platform.platform()}, liqdesk {__version__}")


def _qt() -> Check:
    try:
        qt = importlib.import_module("PySide6.QtWidgets")
        version = importlib.import_module("PySide6").__version__
    except ImportError as fault:
        return Check("window", False, f"Qt cannot be loaded: {fault}")
    why = no_display()
    if why is not None:
        return Check("window", False, f"{why}; the live board in the terminal works")
    wanted = os.environ.get("QT_QPA_PLATFORM") or ("wayland" if os.environ.get("WAYLAND_DISPLAY") else "the usual one")
    return Check("window", True, f"Qt {version}, platform {wanted}, {qt.QStyleFactory.keys()[0]} and others")


async def _sound() -> Check:
    """What there is to play on, asked of a process of its own: a sound server that hangs holds up only that."""
    try:
        outputs = await sound_outputs(SOUND_LIMIT)
    except ExpectedFailure as fault:
        return Check("sound", False, f"{fault}; {_other_player()}")
    if not outputs:
        return Check("sound", False, f"there is no sound output; {_other_player()}")
    return Check("sound", True, f"played on {', '.join(outputs)}")


def _other_player() -> str:
    command = player_of_system(Path(), 1)
    return f"{Path(command[0]).name} is tried instead" if command else "there is no other player, the bell is rung"


async def _keyring(opened: Session) -> Check:
    if opened.profile.own_folder:
        return Check("keyring", True, "not used: this profile keeps everything in its own folder")
    try:
        found = await patiently(system_keyring)
    except NoKeyring as fault:
        return Check("keyring", False, f"{fault}; a key for the cross-check can be kept in a file")
    return Check("keyring", True, f"{type(found).__module__}, used only for a key you enter")


def _profile(arguments: Namespace, opened: Session) -> Check:
    store = profile_at(arguments.profile).store
    size = f"{store.stat().st_size / 1e6:.1f} MB recorded" if store.is_file() else "nothing recorded yet"
    if not opened.holds:
        return Check("store", True, f"{store}: {size}; another liqdesk is writing it")
    if not os.access(store.parent, os.W_OK):
        return Check("store", False, f"{store.parent} cannot be written")
    return Check("store", True, f"{store}: {size}")


def _market(opened: Session) -> Check:
    """What is asked of exchanges beside their liquidations."""
    asked = [VENUES[venue].info.name for venue in CONTEXTS if venue in _enabled(opened)]
    if not asked:
        return Check("market", False, "no exchange that tells open interest and funding is switched on")
    return Check("market", True, f"prices, open interest, funding and quotes once a minute from {', '.join(asked)}")


async def _venues(opened: Session, endpoints: Endpoints) -> list[Check]:
    transport = WebsocketTransport(Route(os.environ, opened.settings.value.network.proxy), USER_AGENT)
    enabled = _enabled(opened)
    catalogue = new_catalogue(Resources())
    order = [venue for venue in VENUES if venue in enabled]

    async def one(venue: VenueId) -> Check:
        adapter = VENUES[venue]
        plans = adapter.plan(catalogue.of(venue), endpoints.of(venue))
        # A venue without plans waits for its lists; its main socket can be knocked at all the same.
        dial = Dial(plans[0].url, plans[0].headers) if plans else Dial(endpoints.of(venue).ws)
        knocked = await _knock(transport, venue, dial)
        return replace(knocked, detail=knocked.detail + _trial(adapter.info))

    return list(await asyncio.gather(*(one(venue) for venue in order)))


async def _knock(transport: WebsocketTransport, venue: VenueId, dial: Dial) -> Check:
    clock: Callable[[], int] = MachineClock().monotonic
    begun = clock()
    try:
        wire = await transport.connect(dial)
    except ExpectedFailure as refused:
        return Check(venue, False, str(refused))
    took = clock() - begun
    with contextlib.suppress(ExpectedFailure):
        await wire.close()
    return Check(venue, True, f"reachable, {took} ms")
