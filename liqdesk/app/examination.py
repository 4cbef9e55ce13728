"""What works on this machine and what does not, each with its reason; nothing is waited for beyond a limit."""

import asyncio
import contextlib
import importlib
import os
import platform
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from liqdesk import __version__
from liqdesk.analytics.coverage import CoverageLedger
from liqdesk.analytics.reasons import percent
from liqdesk.app.apart import apart
from liqdesk.app.clock import MachineClock
from liqdesk.app.desktop_checks import notifications, tray
from liqdesk.app.display import no_display
from liqdesk.app.paths import Profile
from liqdesk.app.resources import Resources
from liqdesk.app.session import Session
from liqdesk.app.upkeep import newest_backup, orders_kept
from liqdesk.app.venues import infos, new_catalogue
from liqdesk.app.wiring import USER_AGENT
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import figure, tr
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.domain.venue import SILENT, Standing, VenueId, VenueInfo
from liqdesk.engine.live_desk import enabled_venues
from liqdesk.feed.endpoints import Endpoints
from liqdesk.feed.route import Route
from liqdesk.feed.transport import Dial
from liqdesk.feed.websocket import WebsocketTransport
from liqdesk.store.copies import room_for
from liqdesk.store.database import open_for_reading
from liqdesk.store.history import StoredHistory
from liqdesk.store.keys import NoKeyring, patiently, system_keyring
from liqdesk.store.retention import SINCE
from liqdesk.ui.announce.command import sound_outputs
from liqdesk.ui.announce.known_players import player_of_system
from liqdesk.ui.dialogs.care import Chapter, Check
from liqdesk.venues.registry import CONTEXTS, VENUES

SOUND_LIMIT = 4.0  # seconds, in which a process starts and loads Qt
LIMIT_S = 15.0

MARKS = {True: "ok  ", False: "no  ", None: "--  "}


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was found. `covered` is the recorded share of the last day by venue, `left_alone` who was not asked and why."""

    machine: Sequence[Check]
    own: Sequence[Check]
    venues: Sequence[Check]
    covered: Mapping[VenueId, float]
    left_alone: Mapping[str, str]
    known: Mapping[VenueId, VenueInfo] = field(default_factory=infos)

    def form(self) -> dict[str, Any]:
        """As one JSON object."""
        return {
            "version": __version__,
            "checks": [asdict(check) for check in (*self.machine, *self.own)],
            "venues": {
                check.name: {
                    "reachable": check.ok,
                    "detail": check.detail,
                    "completeness": str(self.known[VenueId(check.name)].completeness),
                    "covered_24h": self.covered.get(VenueId(check.name)),
                }
                for check in self.venues
            },
            "not_contacted": dict(self.left_alone),
        }

    def lines(self) -> list[str]:
        """As lines for people in a terminal."""
        checks = (*self.machine, *self.own, *self._measured(), *self._alone())
        return [f"{MARKS[one.ok]}{one.name:<16}{one.detail}" for one in checks]

    def chapters(self) -> Sequence[Chapter]:
        """As pages show them."""
        names = {venue: info.name for venue, info in self.known.items()}
        venues, alone = (
            [replace(one, name=names.get(VenueId(one.name), one.name)) for one in checks]
            for checks in (self._measured(), self._alone())
        )
        return (
            Chapter(tr("This machine"), self.machine),
            Chapter(tr("This profile"), self.own),
            Chapter(tr("Exchanges"), venues),
            Chapter(tr("Left alone"), alone),
        )

    def _measured(self) -> list[Check]:
        return [replace(one, detail=one.detail + _measured(one.name, self.known, self.covered)) for one in self.venues]

    def _alone(self) -> list[Check]:
        return [Check(name, None, why) for name, why in self.left_alone.items()]


async def examine(opened: Session, endpoints: Endpoints, limit_s: float = LIMIT_S) -> Findings:
    """Look at everything at once; what does not answer within `limit_s` is found not to."""
    looks: list[tuple[str, Awaitable[Check]]] = [
        ("python", apart(_programs)),
        ("window", apart(_qt)),
        ("sound", _sound()),
        ("notifications", _desktop("notifications", notifications())),
        ("tray", _desktop("tray", tray())),
        ("store", apart(lambda: _profile(opened.profile, opened.holds))),
        ("market", apart(lambda: _market(opened))),
        ("keyring", _keyring(opened)),
    ]
    checking = asyncio.gather(*(_limited(name, look, limit_s) for name, look in looks))
    covered, venues = asyncio.ensure_future(_coverage(opened, limit_s)), await _venues(opened, endpoints, limit_s)
    checks = await checking
    return Findings(checks[:5], checks[5:], venues, await covered, _left_alone(opened))


async def _limited(name: str, look: Awaitable[Check], limit_s: float) -> Check:
    try:
        return await asyncio.wait_for(look, limit_s)
    except TimeoutError:
        return Check(name, False, tr("it did not answer within {limit} s").format(limit=f"{limit_s:g}"))


async def _desktop(name: str, look: Awaitable[tuple[bool, str]]) -> Check:
    return Check(name, *await look)


async def _coverage(opened: Session, limit_s: float) -> Mapping[VenueId, float]:
    try:
        return await asyncio.wait_for(apart(lambda: _covered(opened.profile)), limit_s)
    except TimeoutError:
        return {}  # the line of the store says that the disk does not answer


def _covered(profile: Profile) -> dict[VenueId, float]:
    """The share of the last 24 h that is recorded of each enabled venue; empty where nothing can be read."""
    try:
        past = StoredHistory(open_for_reading(profile.store))
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
    return f"; {tr(known[venue].completeness.value)}" + (
        "" if share is None else "; " + tr("{share} of 24 h recorded").format(share=percent(share))
    )


def _enabled(opened: Session) -> frozenset[VenueId]:
    return enabled_venues(infos(), opened.settings.value.venues)


def _left_alone(opened: Session) -> dict[str, str]:
    """The venues that were not knocked at, and why."""
    told: dict[str, str] = {}
    enabled = _enabled(opened)
    for venue, info in infos().items():
        if not info.connects:
            told[venue] = tr("read from tapes only: {caveat}").format(caveat=tr(info.caveat))
        elif venue not in enabled:
            told[venue] = tr("switched off") + _trial(info)
    return told | {silent.name: tr("publishes nothing: {why}").format(why=tr(silent.why)) for silent in SILENT}


def _trial(info: VenueInfo) -> str:
    return (
        "; " + tr("experimental: {caveat}").format(caveat=tr(info.caveat))
        if info.standing is Standing.EXPERIMENTAL
        else ""
    )


def _programs() -> Check:
    return Check(
        "python",
        True,
        tr("Python {python_version} on {platform}, liqdesk {version}").format(
            python_version=platform.python_version(), platform=platform.platform(), version=__version__
        ),
    )


def _qt() -> Check:
    try:
        importlib.import_module("PySide6.QtWidgets")
        version = importlib.import_module("PySide6").__version__
    except ImportError as fault:
        return Check("window", False, tr("Qt cannot be loaded: {fault}").format(fault=fault))
    why = no_display()
    if why is not None:
        return Check("window", False, tr("{why}; the live board in the terminal works").format(why=why))
    wanted = os.environ.get("QT_QPA_PLATFORM") or (
        "wayland" if os.environ.get("WAYLAND_DISPLAY") else tr("the usual one")
    )
    return Check(
        "window",
        True,
        tr("Qt {version}, platform {platform}").format(version=version, platform=wanted),
    )


async def _sound() -> Check:
    """What there is to play on, asked of a process of its own: a sound server that hangs holds up only that."""
    try:
        outputs = await sound_outputs(SOUND_LIMIT)
    except ExpectedFailure as fault:
        return Check("sound", False, f"{fault}; {_other_player()}")
    if not outputs:
        return Check(
            "sound", False, tr("there is no sound output; {other_player}").format(other_player=_other_player())
        )
    return Check("sound", True, tr("played on {outputs}").format(outputs=", ".join(outputs)))


def _other_player() -> str:
    command = player_of_system(Path(), 1)
    return (
        tr("{name} is tried instead").format(name=Path(command[0]).name)
        if command
        else tr("there is no other player, the bell is rung")
    )


async def _keyring(opened: Session) -> Check:
    if opened.profile.own_folder:
        return Check("keyring", True, tr("not used: this profile keeps everything in its own folder"))
    try:
        found = await patiently(system_keyring)
    except NoKeyring as fault:
        return Check(
            "keyring", False, tr("{fault}; a key for the cross-check can be kept in a file").format(fault=fault)
        )
    return Check("keyring", True, tr("{module}, used only for a key you enter").format(module=type(found).__module__))


def _profile(profile: Profile, holds: bool) -> Check:
    store = profile.store
    size = _recorded(store)
    if profile.imports.is_file():
        imported = newest_backup(profile.imports, MachineClock().now())
        size = tr("{recorded}; imported rows: {backup}").format(recorded=size, backup=imported)
    if not holds:
        return Check("store", True, tr("{store}: {size}; another liqdesk is writing it").format(store=store, size=size))
    if not os.access(store.parent, os.W_OK):
        return Check("store", False, tr("{parent} cannot be written").format(parent=store.parent))
    return Check("store", True, f"{store}: {size}")


def _recorded(store: Path) -> str:
    """How much there is, from when, and how old the newest backup is."""
    if not store.is_file():
        return tr("nothing recorded yet")
    said = [tr("{size} MB recorded").format(size=figure(f"{store.stat().st_size / 1e6:.1f}"))]
    try:
        connection = open_for_reading(store)
        try:
            since = StoredHistory(connection).fact(SINCE)
        finally:
            connection.close()
    except ExpectedFailure as fault:
        said.append(str(fault))
    else:
        said.append(orders_kept(UnixMs(int(since or 0))))
    said.append(newest_backup(store, MachineClock().now()))
    if not room_for(store.parent, store.stat().st_size):
        said.append(tr("no room for another backup"))
    return ", ".join(said)


def _market(opened: Session) -> Check:
    """What is asked of exchanges beside their liquidations."""
    asked = [VENUES[venue].info.name for venue in CONTEXTS if venue in _enabled(opened)]
    if not asked:
        return Check("market", False, tr("no exchange that tells open interest and funding is switched on"))
    return Check(
        "market",
        True,
        tr("prices, open interest, funding and quotes once a minute from {asked}").format(asked=", ".join(asked)),
    )


async def _venues(opened: Session, endpoints: Endpoints, limit_s: float) -> Sequence[Check]:
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

    return await asyncio.gather(*(_limited(venue, one(venue), limit_s) for venue in order))


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
    return Check(venue, True, tr("reachable, {took} ms").format(took=took))
