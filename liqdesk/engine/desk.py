"""The desk: everything a front end may ask for and order; the only door for windows and consoles."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

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
from liqdesk.analytics.views import LiveFrame, TimelineQuery, TimelineView
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.alerting import AlertDesk
from liqdesk.engine.archive import ArchiveDesk
from liqdesk.engine.crosscheck import CrossCheck
from liqdesk.engine.ports import RawMessage
from liqdesk.engine.sending import SendingDesk
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings

CALM_STEP = DurationMs(SECOND // 2)
"""Figures that change more often than this cannot be read, and painting them costs more than all that made them."""


class Mode(StrEnum):
    """Where the numbers come from; anything but LIVE is marked on every surface."""

    LIVE = "live"
    DEMO = "demo"
    REPLAY = "replay"


class Desk(Protocol):
    """Questions return at once from memory, but for `raw`, which looks on disk; orders return at once and take effect soon."""

    @property
    def mode(self) -> Mode: ...

    @property
    def settings(self) -> CurrentSettings: ...

    @property
    def revision(self) -> int:
        """Grows whenever anything a front end could draw has changed."""
        ...

    @property
    def crosscheck(self) -> CrossCheck:
        """The totals of third-party services beside ours."""
        ...

    @property
    def alerts(self) -> AlertDesk:
        """Rules and alerts."""
        ...

    @property
    def archive(self) -> ArchiveDesk:
        """Any stretch of the past, asked from the disk."""
        ...

    @property
    def sending(self) -> SendingDesk:
        """Where alerts are sent."""
        ...

    def now(self) -> UnixMs:
        """The moment the windows end at: the wall clock, or the replay's."""
        ...

    def frame(self, after: int, calm: bool = False) -> tuple[LiveFrame, int]:
        """A snapshot with the rows that came after sequence number `after` (0: all still held), and the newest number.

        `calm` is for who asks many times a second: all but the rows may then be the very objects of the frame before,
        from the same `CALM_STEP`, or second where few rows came, unless a feed's state or the settings changed.
        """
        ...

    def timeline(self, query: TimelineQuery) -> TimelineView:
        """The bars and the price for one chart."""
        ...

    def orders(self, base: str, among: Choice | None = None) -> OrdersView:
        """The single orders of a coin over the last day, with its price; of a choice only its venues and its side."""
        ...

    def cumulative(self, query: CumulativeQuery) -> CumulativeView:
        """What was liquidated since a chosen moment of the last day, minute by minute."""
        ...

    def venue_stacks(self, query: VenueStacksQuery) -> VenueStacksView:
        """The bars of the last day by venue."""
        ...

    def coin_tiles(self, window: str, among: Choice | None = None) -> CoinTilesView:
        """Every coin of a trailing window, by its name in `WINDOWS`, by what was liquidated of it; or those of a choice."""
        ...

    def measure(self, query: MeasureQuery) -> Measured:
        """What was liquidated between two moments of the last day."""
        ...

    def courses(self, query: CoursesQuery) -> CoursesView:
        """The last hours of the largest coins, side by side."""
        ...

    def hour_card(self) -> CardView:
        """The trailing hour as a picture for others holds it."""
        ...

    def glance(self, windows: Sequence[str], coins: int) -> Glance:
        """Some trailing windows, by their names in `WINDOWS`, and the first one's largest `coins`: a cheap question."""
        ...

    def recent(self, limit: int) -> Sequence[Liquidation]:
        """The newest rows still held in memory, oldest first."""
        ...

    async def raw(self, row: Liquidation) -> RawMessage | None:
        """The message that brought this row, as the venue sent it; None where it is not kept: imported, invented, too old."""
        ...

    def journal(self, limit: int) -> Sequence[JournalEntry]:
        """The newest events that are not part of another, oldest first."""
        ...

    def standing(self) -> JournalEntry | None:
        """The event that goes on now, as it stands: the market's, or the largest of a coin; None in calm."""
        ...

    def event(self, ident: str) -> tuple[JournalEntry, Sequence[JournalEntry]] | None:
        """One event and the coins' events that are parts of it, the largest first; None where it is not known."""
        ...

    def bases(self) -> Sequence[str]:
        """Coins seen in the last 24 hours, the most liquidated first."""
        ...

    def context(self, base: str) -> CoinContext:
        """The market beside a coin's liquidations: price, volatility, open interest, funding, spread."""
        ...

    def coins(self, limit: int) -> CoinBoardView:
        """Up to `limit` of the most liquidated coins of what the filter lets through, each with its market."""
        ...

    def replace_settings(self, new: Settings) -> None:
        """Put new settings in force and have them saved."""
        ...

    def enable_venue(self, venue: VenueId, enabled: bool) -> None:
        """Switch one venue on or off."""
        ...

    @property
    def paused(self) -> bool:
        """Whether no exchange is listened to because the user wants that."""
        ...

    def pause(self, on: bool) -> None:
        """Close every connection, or open them again; the time between is a gap. A replay has none."""
        ...

    def retry(self, venue: VenueId) -> None:
        """Try a waiting venue now, unless it asked us to wait."""
        ...

    def follow(self, base: str) -> None:
        """Keep this coin's price."""
        ...
