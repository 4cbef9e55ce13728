"""The desk of a running program: answers from the account in memory, passes orders to the feed and the settings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from liqdesk.analytics.card import CardView
from liqdesk.analytics.choice import Choice
from liqdesk.analytics.coin_board import CoinBoardView
from liqdesk.analytics.coin_tiles import CoinTilesView
from liqdesk.analytics.context import CoinContext
from liqdesk.analytics.courses import CoursesQuery, CoursesView
from liqdesk.analytics.cumulative import CumulativeQuery, CumulativeView
from liqdesk.analytics.glance import Glance
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.measure import Measured, MeasureQuery
from liqdesk.analytics.orders import OrdersView
from liqdesk.analytics.rank import PlacedHour
from liqdesk.analytics.venue_lines import as_recorded
from liqdesk.analytics.venue_stacks import VenueStacksQuery, VenueStacksView
from liqdesk.analytics.views import LiveFrame, SideTotal, StatusView, TimelineQuery, TimelineView, TotalsView, VenueView
from liqdesk.domain.feed_state import COVERING
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import SECOND, Clock, UnixMs
from liqdesk.domain.venue import VenueId, VenueInfo
from liqdesk.engine.afterwards import Afterwards
from liqdesk.engine.alerting import AlertDesk, NoAlerts
from liqdesk.engine.archive import ArchiveDesk, no_archive
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.crosscheck import CrossCheck, NoCrossCheck
from liqdesk.engine.desk import CALM_STEP, Mode
from liqdesk.engine.filtering import choice_of
from liqdesk.engine.ingest import Ingest
from liqdesk.engine.journal import Journal
from liqdesk.engine.pipeline import Ring
from liqdesk.engine.ports import FeedOrders, RawMessage, RawShelf, StoreStatus
from liqdesk.engine.sending import NoSending, SendingDesk
from liqdesk.engine.surroundings import Surroundings
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings, VenueSettings

PRICE_SOURCES = 2
LIVELY = 50
"""So many rows since the last step are worth one within the second."""
ALWAYS_WATCHED = ("BTC", "ETH")
WATCHED = 30
"""Of so many coins the price is followed by the second and the context is kept on disk."""


def enabled_venues(infos: Mapping[VenueId, VenueInfo], settings: VenueSettings) -> frozenset[VenueId]:
    """The venues to listen to, of those that can be: each one's default unless switched by hand."""
    return frozenset(
        venue
        for venue, info in infos.items()
        if info.connects and settings.switched.get(venue, info.enabled_by_default)
    )


class LiveDesk:
    """Implements `Desk`. `only` fixes the venues whatever the settings say (a console's --venue)."""

    def __init__(
        self,
        mode: Mode,
        clock: Clock,
        infos: Mapping[VenueId, VenueInfo],
        settings: CurrentSettings,
        analytics: LiveAnalytics,
        journal: Journal,
        ingest: Ingest,
        ring: Ring,
        catalogue: Catalogue,
        store_status: Callable[[], StoreStatus],
        surroundings: Surroundings,
        only: frozenset[VenueId] | None = None,
    ) -> None:
        self._mode = mode
        self._clock = clock
        self._infos = infos
        self._settings = settings
        self._analytics = analytics
        self._journal = journal
        self._ingest = ingest
        self._ring = ring
        self._catalogue = catalogue
        self._store_status = store_status
        self._surroundings = surroundings
        self._charted = ALWAYS_WATCHED[0]
        self._only = only
        self._crosscheck: CrossCheck = NoCrossCheck(mode.value)
        self._alerts: AlertDesk = NoAlerts()
        self._sending: SendingDesk = NoSending(mode.value)
        self._archive = no_archive(
            f"a {mode.value} keeps no archive" if mode is not Mode.LIVE else "nothing is recorded"
        )
        self._feed: FeedOrders | None = None
        self._afterwards: Afterwards | None = None
        self._messages: RawShelf | None = None
        self._paused = False
        self._orders = 0
        self._held: LiveFrame | None = None
        self._held_state: tuple[int, int, str] | None = None
        self._held_newest = 0
        settings.subscribe(lambda value: value.venues, self._venues_changed)

    def attach(self, feed: FeedOrders) -> None:
        """Where orders go from now on."""
        self._feed = feed
        self._ingest.renew_by(feed.renew)

    def rank_by(self, afterwards: Afterwards) -> None:
        """Who knows where an hour ranks, from now on."""
        self._afterwards = afterwards

    def attach_messages(self, messages: RawShelf) -> None:
        """Who keeps what the venues sent, from now on."""
        self._messages = messages

    def attach_crosscheck(self, crosscheck: CrossCheck) -> None:
        """What compares with third-party services from now on."""
        self._crosscheck = crosscheck

    @property
    def crosscheck(self) -> CrossCheck:
        """The totals of third-party services beside ours; of a demo or a replay there are none."""
        return self._crosscheck

    def attach_archive(self, archive: ArchiveDesk) -> None:
        """What answers about the past from now on."""
        self._archive = archive

    @property
    def archive(self) -> ArchiveDesk:
        """Any stretch of the past, asked from the disk."""
        return self._archive

    def attach_alerts(self, alerts: AlertDesk) -> None:
        """Who watches the rules from now on."""
        self._alerts = alerts

    @property
    def alerts(self) -> AlertDesk:
        """Rules and alerts."""
        return self._alerts

    def attach_sending(self, sending: SendingDesk) -> None:
        """Who sends alerts from now on."""
        self._sending = sending

    @property
    def sending(self) -> SendingDesk:
        """Where alerts are sent; nowhere from a demo or a replay."""
        return self._sending

    @property
    def mode(self) -> Mode:
        """Where the numbers come from."""
        return self._mode

    @property
    def settings(self) -> CurrentSettings:
        """The settings in force."""
        return self._settings

    @property
    def revision(self) -> int:
        """Grows whenever anything a front end could draw has changed."""
        return (
            self._ingest.revision
            + self._journal.revision
            + self._alerts.revision
            + self._sending.revision
            + self._orders
        )

    @property
    def enabled(self) -> frozenset[VenueId]:
        """The venues listened to; in a replay those on the tape."""
        if self.mode is Mode.REPLAY:
            return frozenset(self._analytics.coverage.expected_venues())
        return enabled_venues(self._infos, self._settings.value.venues) if self._only is None else self._only

    def now(self) -> UnixMs:
        """The moment the windows end at."""
        return self._clock.now()

    def totals(self, base: str | None = None, venue: VenueId | None = None) -> TotalsView:
        """All windows up to now."""
        return self._analytics.totals(self.now(), base, venue)

    def frame(self, after: int, calm: bool = False) -> tuple[LiveFrame, int]:
        """A snapshot with the rows that came after `after`, and the newest row's number."""
        at, newest = self.now(), self._ring.newest
        state = (self._analytics.coverage.revision, self._orders, self._store_status().trouble)
        held = self._held
        if held is None or not calm or state != self._held_state or self._outdated(held, at, newest):
            known = held if calm and state == self._held_state else None
            held, self._held_state = self._snapshot(at, known), state
            self._held, self._held_newest = held, newest
        return replace(held, at=at, fresh=self._ring.after(after)), newest

    def _outdated(self, held: LiveFrame, at: UnixMs, newest: int) -> bool:
        """Whether figures of `at` can be others: many rows let them step twice a second, time and few rows once."""
        step = CALM_STEP if newest - self._held_newest >= LIVELY else SECOND
        return at // step != held.at // step

    def _snapshot(self, at: UnixMs, known: LiveFrame | None = None) -> LiveFrame:
        """Everything but the rows; the venues' lines and the headline as in what is `known` of the same second."""
        totals = self._analytics.totals(at)
        if known is not None and at // SECOND != known.at // SECOND:
            known = None
        venues = self._venues(at) if known is None else known.venues
        feeds = _live_of(venues)
        store = self._store_status()
        status = StatusView(*feeds, totals.window("1h").coverage, store.size, store.trouble, store.since)
        rank = self._rank(at)
        words = "" if rank is None else rank.words
        headline = self._analytics.headline(totals, feeds, words) if known is None else known.headline
        choice = choice_of(self._settings.value)
        chosen = None if choice is None else self._analytics.chosen(choice, at)
        return LiveFrame(at, totals, venues, status, (), headline, rank, chosen)

    def _venues(self, at: UnixMs) -> tuple[VenueView, ...]:
        venues = self._analytics.venues(at, self._clock.monotonic(), dict.fromkeys(self.enabled, True))
        return as_recorded(venues) if self.mode is Mode.REPLAY else venues

    def _rank(self, at: UnixMs) -> PlacedHour | None:
        """Where the trailing hour stands; None before that is known, outside the live market, and with more than coins counted.

        The past of a demo is invented, that of a replay is not its own, and the recorded sums are of coins alone.
        """
        if self._afterwards is None or self._mode is not Mode.LIVE or self._settings.value.tradfi.counted:
            return None
        sums = {VenueId(venue): (one.long, one.short) for venue, one in self._analytics.by_venue("1h").items()}
        return self._afterwards.hour(sums, at)

    def timeline(self, query: TimelineQuery) -> TimelineView:
        """The bars and the price for one chart."""
        return self._analytics.timeline(query, self.now())

    def orders(self, base: str, among: Choice | None = None) -> OrdersView:
        """The single orders of a coin over the last day."""
        return self._analytics.charts.orders(base, self.now(), among)

    def cumulative(self, query: CumulativeQuery) -> CumulativeView:
        """What was liquidated since a chosen moment."""
        return self._analytics.charts.cumulative(query, self.now())

    def venue_stacks(self, query: VenueStacksQuery) -> VenueStacksView:
        """The bars of the last day by venue."""
        return self._analytics.charts.venue_stacks(query, self.now())

    def coin_tiles(self, window: str, among: Choice | None = None) -> CoinTilesView:
        """Every coin of a window by what was liquidated of it."""
        return self._analytics.charts.coin_tiles(window, self.now(), among)

    def measure(self, query: MeasureQuery) -> Measured:
        """What was liquidated between two moments."""
        return self._analytics.charts.measure(query, self.now())

    def courses(self, query: CoursesQuery) -> CoursesView:
        """The last hours of the largest coins, side by side."""
        return self._analytics.charts.courses(query, self.now())

    def hour_card(self) -> CardView:
        """The trailing hour as a picture for others holds it."""
        snapshot = self._snapshot(self.now())
        feeds = (snapshot.status.feeds_live, snapshot.status.feeds_expected)
        base = self._settings.value.chart.price_base
        rank = "" if snapshot.rank is None else snapshot.rank.words
        return self._analytics.hour_card(self.now(), base, feeds, rank)

    def glance(self, windows: Sequence[str], coins: int) -> Glance:
        """Some trailing windows and the largest coins of the first."""
        at = self.now()
        totals = self._analytics.trailing_windows(windows, at)
        largest = self._analytics.largest_coins(windows[0], coins)
        feeds = self._analytics.feeds(self.enabled, self._clock.monotonic())
        return Glance(at, totals, largest, *feeds, self._store_status().trouble, self._analytics.with_tradfi)

    def recent(self, limit: int) -> Sequence[Liquidation]:
        """The newest rows still held, oldest first."""
        return self._ring.after(max(0, self._ring.newest - limit))

    async def raw(self, row: Liquidation) -> RawMessage | None:
        """The message that brought this row, where it is kept."""
        return None if self._messages is None else await self._messages.find(row)

    def journal(self, limit: int) -> Sequence[JournalEntry]:
        """The newest events that are not part of another, oldest first."""
        return self._journal.listed(limit)

    def standing(self) -> JournalEntry | None:
        """The event that goes on now, as it stands; None in calm."""
        return self._journal.standing()

    def event(self, ident: str) -> tuple[JournalEntry, Sequence[JournalEntry]] | None:
        """One event and the coins' events that are parts of it, the largest first."""
        entry = self._journal.entry(ident)
        return None if entry is None else (entry, self._journal.parts(ident))

    def bases(self) -> Sequence[str]:
        """Coins of the last 24 hours, the most liquidated first."""
        return self._analytics.bases()

    def replace_settings(self, new: Settings) -> None:
        """Put new settings in force; whoever saves them is subscribed."""
        self._orders += 1
        self._settings.replace(new)

    def enable_venue(self, venue: VenueId, enabled: bool) -> None:
        """Switch one venue on or off."""
        value = self._settings.value
        switched = {**value.venues.switched, str(venue): enabled}
        self.replace_settings(value.model_copy(update={"venues": VenueSettings(switched=switched)}))

    @property
    def paused(self) -> bool:
        """Whether no exchange is listened to because the user wants that."""
        return self._paused

    def pause(self, on: bool) -> None:
        """Close every connection, or open them again; the time between is a gap."""
        if self._feed is None or on is self._paused:
            return
        self._orders += 1
        self._paused = on
        self._ingest.pause(self.now() if on else None)
        self._feed.set_enabled(frozenset() if on else self.enabled)

    def retry(self, venue: VenueId) -> None:
        """Try a waiting venue now."""
        if self._feed is not None:
            self._feed.retry(venue)

    def context(self, base: str) -> CoinContext:
        """The market beside a coin's liquidations."""
        return self._analytics.market(base, self.now())

    def coins(self, limit: int) -> CoinBoardView:
        """Up to `limit` of the most liquidated coins of what the filter lets through, each with its market."""
        at = self.now()

        def score(base: str, minute: SideTotal) -> float | None:
            return self._journal.score(base, minute, at)

        return self._analytics.coins(at, limit, choice_of(self._settings.value), score)

    def follow(self, base: str) -> None:
        """Keep this coin's price, from the first venues heard that have a symbol for it; a second one in case the first goes."""
        self._charted = base
        self.look_around()

    def look_around(self) -> None:
        """Watch the coins that are liquidated most by now, at venues that are heard: called now and then, because both change."""
        bases = self.watched()
        self._surroundings.wanted = frozenset(bases)
        if self._feed is None:
            return
        found: dict[VenueId, list[str]] = {}
        sources = 0
        for venue in self._heard_first():
            light = self._infos[venue].light_prices
            charted = self._catalogue.symbol_for(venue, self._charted) is not None
            if light or (charted and sources < PRICE_SOURCES):
                found[venue] = self._symbols(venue, bases if light else bases[:1])
            sources += charted
        self._feed.follow(found)

    def _heard_first(self) -> list[VenueId]:
        """The enabled venues with a connection of their own, those that are heard now before the others."""
        enabled, monotonic, ledger = self.enabled, self._clock.monotonic(), self._analytics.coverage
        own = [venue for venue, info in self._infos.items() if venue in enabled and info.carried_by not in enabled]
        return sorted(
            own, key=lambda venue: not any(one.seen_at(monotonic) in COVERING for one in ledger.statuses(venue))
        )

    def watched(self) -> list[str]:
        """The coins whose market is looked at: that of the chart, the largest two, the most liquidated."""
        return list(dict.fromkeys((self._charted, *ALWAYS_WATCHED, *self._analytics.bases())))[:WATCHED]

    def watched_symbols(self, venue: VenueId) -> Sequence[str]:
        """What stands for these coins at a venue."""
        return self._symbols(venue, self.watched())

    def _symbols(self, venue: VenueId, bases: Sequence[str]) -> list[str]:
        named = (self._catalogue.symbol_for(venue, base) for base in bases)
        return [symbol for symbol in named if symbol is not None]

    def _venues_changed(self, _: VenueSettings) -> None:
        self._orders += 1
        if self._paused:
            self._ingest.release(self.enabled)
        elif self._feed is not None:
            self._feed.set_enabled(self.enabled)


def _live_of(venues: Sequence[VenueView]) -> tuple[int, int]:
    expected = [venue for venue in venues if venue.enabled]
    return sum(venue.state in COVERING for venue in expected), len(expected)
