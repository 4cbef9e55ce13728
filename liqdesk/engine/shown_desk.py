"""The desk the window looks at: the live one, or for a while that of a replay; one switch for everything that shows."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from liqdesk.alerts.alert import Alert
from liqdesk.analytics.card import CardView
from liqdesk.analytics.choice import Choice
from liqdesk.analytics.coin_board import CoinBoardView
from liqdesk.analytics.coin_tiles import CoinTilesView
from liqdesk.analytics.context import CoinContext
from liqdesk.analytics.courses import CoursesQuery, CoursesView
from liqdesk.analytics.cumulative import CumulativeQuery, CumulativeView
from liqdesk.analytics.glance import Glance
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.measure import Measured, MeasureQuery
from liqdesk.analytics.orders import OrdersView
from liqdesk.analytics.venue_stacks import VenueStacksQuery, VenueStacksView
from liqdesk.analytics.views import LiveFrame, StatusView, TimelineQuery, TimelineView
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.alerting import AlertDesk, AlertsView, Announcer, DryRun, Snooze
from liqdesk.engine.archive import ArchiveDesk
from liqdesk.engine.crosscheck import CrossCheck
from liqdesk.engine.desk import Desk, Mode
from liqdesk.engine.ports import RawMessage
from liqdesk.engine.sending import SendingDesk
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.settings.rules import SavedRule

NO_ROWS = 2**62
"""Behind every row: who asks for a frame from there on gets none."""


class AlertsBeside:
    """Implements `AlertDesk` while a replay is shown: its alerts to look at, and every order to the live ones, which go on."""

    def __init__(self, shown: AlertDesk, live: AlertDesk) -> None:
        self._shown = shown
        self._live = live

    @property
    def revision(self) -> int:
        """Grows with either."""
        return self._shown.revision + self._live.revision

    def view(self) -> AlertsView:
        """The replay's alerts, and what keeps the live ones quiet."""
        live = self._live.view()
        return replace(
            self._shown.view(),
            used=live.used, budget=live.budget, muted=live.muted, snoozed_until=live.snoozed_until,
            quiet=live.quiet, silent_until=live.silent_until, sending=live.sending, held=live.held,
        )  # fmt: skip

    def alert(self, ident: str) -> Alert | None:
        """One of the replay's, or else of the live ones."""
        return self._shown.alert(ident) or self._live.alert(ident)

    def announce_to(self, announcer: Announcer) -> None:
        """Have the live ones heard; a replay tells nobody."""
        self._live.announce_to(announcer)

    def mute(self, on: bool) -> None:
        """Mute the live ones."""
        self._live.mute(on)

    def snooze(self, long: Snooze | None) -> None:
        """Put off the live ones."""
        self._live.snooze(long)

    def try_out(self, rule: SavedRule) -> None:
        """Tell a made-up alert through the live channels."""
        self._live.try_out(rule)

    async def dry_run(self, rule: SavedRule) -> DryRun:
        """Try a rule on the recorded days. Raises ExpectedFailure."""
        return await self._live.dry_run(rule)

    async def history(self, since: UnixMs, until: UnixMs, limit: int) -> Sequence[Alert]:
        """The replay's alerts of that time."""
        return await self._shown.history(since, until, limit)


class ShownDesk:
    """Implements `Desk` by another one that can be exchanged. Settings, switches and feeds are always those of the live one.

    Rows are numbered anew with every exchange: whoever counts them `subscribe`s, and then starts anew.
    """

    def __init__(self, live: Desk) -> None:
        self._live = live
        self._shown = live
        self._exchanged = 0
        self._told: list[Callable[[], None]] = []

    @property
    def live(self) -> Desk:
        """The desk of the live market, whatever is shown."""
        return self._live

    def look_at(self, desk: Desk | None) -> None:
        """Show another desk from now on; None: the live one."""
        before = self.revision
        self._shown = self._live if desk is None else desk
        self._exchanged += before + 1 - self.revision
        for told in tuple(self._told):
            told()

    def subscribe(self, told: Callable[[], None]) -> Callable[[], None]:
        """Have `told` called after every exchange; returns what ends that."""
        self._told.append(told)
        return lambda: self._told.remove(told)

    @property
    def mode(self) -> Mode:
        """Of what is shown."""
        return self._shown.mode

    @property
    def settings(self) -> CurrentSettings:
        """The settings in force, which are one for all."""
        return self._live.settings

    @property
    def revision(self) -> int:
        """Grows with what is shown, and with every exchange; while a replay is shown also with what is heard of the live one."""
        return self._exchanged + self._shown.revision

    @property
    def crosscheck(self) -> CrossCheck:
        """Of what is shown: a replay has none."""
        return self._shown.crosscheck

    @property
    def alerts(self) -> AlertDesk:
        """Of what is shown, ordered at the live ones."""
        if self._shown is self._live:
            return self._live.alerts
        return AlertsBeside(self._shown.alerts, self._live.alerts)

    @property
    def archive(self) -> ArchiveDesk:
        """What is recorded here, also while a replay is shown."""
        return self._live.archive

    @property
    def sending(self) -> SendingDesk:
        """Where the live alerts are sent."""
        return self._live.sending

    def now(self) -> UnixMs:
        """The moment the windows end at."""
        return self._shown.now()

    def frame(self, after: int, calm: bool = False) -> tuple[LiveFrame, int]:
        """A snapshot; beside a replay its status says what is on disk of the live market, which goes on."""
        frame, newest = self._shown.frame(after, calm)
        if self._shown is not self._live:
            frame = replace(frame, status=self._beside(frame.status))
        return frame, newest

    def _beside(self, status: StatusView) -> StatusView:
        live = self._live.frame(NO_ROWS, calm=True)[0].status
        return replace(status, store_bytes=live.store_bytes, storing=live.storing, stored_since=live.stored_since)

    def timeline(self, query: TimelineQuery) -> TimelineView:
        """The bars and the price for one chart."""
        return self._shown.timeline(query)

    def orders(self, base: str, among: Choice | None = None) -> OrdersView:
        """The single orders of a coin."""
        return self._shown.orders(base, among)

    def cumulative(self, query: CumulativeQuery) -> CumulativeView:
        """What was liquidated since a chosen moment."""
        return self._shown.cumulative(query)

    def venue_stacks(self, query: VenueStacksQuery) -> VenueStacksView:
        """The bars by venue."""
        return self._shown.venue_stacks(query)

    def coin_tiles(self, window: str, among: Choice | None = None) -> CoinTilesView:
        """Every coin of a trailing window."""
        return self._shown.coin_tiles(window, among)

    def measure(self, query: MeasureQuery) -> Measured:
        """What was liquidated between two moments."""
        return self._shown.measure(query)

    def courses(self, query: CoursesQuery) -> CoursesView:
        """The last hours of the largest coins."""
        return self._shown.courses(query)

    def hour_card(self) -> CardView:
        """The trailing hour as a picture for others."""
        return self._shown.hour_card()

    def glance(self, windows: Sequence[str], coins: int) -> Glance:
        """Some trailing windows; beside a replay with what is on disk of the live market."""
        glance = self._shown.glance(windows, coins)
        if self._shown is self._live:
            return glance
        return replace(glance, storing=self._live.frame(NO_ROWS, calm=True)[0].status.storing)

    def recent(self, limit: int) -> Sequence[Liquidation]:
        """The newest rows still held, oldest first."""
        return self._shown.recent(limit)

    async def raw(self, row: Liquidation) -> RawMessage | None:
        """The message that brought this row: what was recorded here is found whether it is shown live or again."""
        return await self._live.raw(row)

    def journal(self, limit: int) -> Sequence[JournalEntry]:
        """The newest events that are not part of another, oldest first."""
        return self._shown.journal(limit)

    def standing(self) -> JournalEntry | None:
        """The event that goes on now."""
        return self._shown.standing()

    def event(self, ident: str) -> tuple[JournalEntry, Sequence[JournalEntry]] | None:
        """One event and its parts."""
        return self._shown.event(ident)

    def bases(self) -> Sequence[str]:
        """Coins of the last 24 hours."""
        return self._shown.bases()

    def context(self, base: str) -> CoinContext:
        """The market beside a coin's liquidations."""
        return self._shown.context(base)

    def coins(self, limit: int) -> CoinBoardView:
        """The most liquidated coins."""
        return self._shown.coins(limit)

    def replace_settings(self, new: Settings) -> None:
        """Put new settings in force and have them saved."""
        self._live.replace_settings(new)

    def enable_venue(self, venue: VenueId, enabled: bool) -> None:
        """Switch one venue of the live market on or off."""
        self._live.enable_venue(venue, enabled)

    @property
    def paused(self) -> bool:
        """Whether nobody listens to the live market because the user wants that."""
        return self._live.paused

    def pause(self, on: bool) -> None:
        """Close every connection of the live market, or open them again."""
        self._live.pause(on)

    def retry(self, venue: VenueId) -> None:
        """Try a waiting venue of the live market now."""
        self._live.retry(venue)

    def follow(self, base: str) -> None:
        """Keep this coin's price, here and there."""
        self._live.follow(base)
        if self._shown is not self._live:
            self._shown.follow(base)
