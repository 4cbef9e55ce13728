"""What the engine asks of the outside, and what the outside may tell it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from liqdesk.alerts.alert import Alert
from liqdesk.analytics.events import Level
from liqdesk.analytics.journal import JournalEntry
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, LaneStatus, Span
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import Batch, Liquidation, LiquidationReport
from liqdesk.domain.market import ContextReport, PriceTick
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import Kept, KeyPlace, KeyPlaces, ServiceId, ServiceState
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.domain.venue import VenueId


class FeedListener(Protocol):
    """What a feed tells the engine. Every call returns at once and raises nothing."""

    def reported(
        self,
        reports: Sequence[LiquidationReport],
        received_at: UnixMs,
        history_before: UnixMs,
        frame: str | bytes | None = None,
    ) -> None:
        """The reports of one `frame`, in order. Rows older than `history_before` are replays (0: none is).

        The frame is as it came; None where the rows came with none.
        """
        ...

    def priced(self, tick: PriceTick) -> None:
        """A mark price."""
        ...

    def surrounded(self, reports: Sequence[ContextReport], received_at: UnixMs) -> None:
        """What one page said of the market beside the liquidations, in order."""
        ...

    def lane_changed(self, status: LaneStatus) -> None:
        """A lane's newest state; also the renewal of its lease, about once a second."""
        ...

    def lane_gone(self, lane: LaneId) -> None:
        """A lane is no longer expected to exist."""
        ...

    def covered(self, span: CoveredSpan) -> None:
        """A span that is covered so far; told again with the same lane and start as its end moves on."""
        ...

    def recovered(
        self,
        reports: Sequence[LiquidationReport],
        received_at: UnixMs,
        alike: Sequence[float],
        page: bytes | None = None,
    ) -> None:
        """The reports of one `page` of a venue's history, oldest first; None where they came with none.

        `alike` is empty, or holds for each the size or price by which its live twin is known (see `Likeness`).
        """
        ...

    def filled(self, span: FilledSpan) -> None:
        """The history was asked about this gap to the end."""
        ...


class GapBook(Protocol):
    """What the feed asks before it asks a venue's history."""

    def unfilled(self, lane: LaneId, within: Span) -> Sequence[Span]:
        """The gaps of a lane that are over and that no history was asked about, oldest first, as far as they lie within."""
        ...

    def bases(self) -> Sequence[str]:
        """Coins of the last 24 hours, the most liquidated first."""
        ...

    def heard(self, venue: VenueId) -> Sequence[Liquidation]:
        """Rows of a venue that its feed has told lately, oldest first: as many as are held."""
        ...


class FeedOrders(Protocol):
    """What may be ordered of a feed; every order returns at once and takes effect soon."""

    def set_enabled(self, venues: frozenset[VenueId]) -> None:
        """Listen to exactly these venues."""
        ...

    def renew(self, lane: LaneId) -> None:
        """Let a fresh connection take over from one that works and is not believed."""
        ...

    def retry(self, venue: VenueId) -> None:
        """Try a waiting venue now, unless it asked us to wait."""
        ...

    def follow(self, symbols: Mapping[VenueId, Sequence[str]]) -> None:
        """Also ask each of these venues for the mark prices of its symbols, instead of what was followed before."""
        ...


class InstrumentSource(Protocol):
    """Knows what symbols stand for."""

    @property
    def listed(self) -> Mapping[VenueId, Mapping[str, Instrument]]:
        """What the lists hold, by venue and symbol: where to look first, as it costs no call."""
        ...

    def find(self, venue: VenueId, symbol: str) -> Instrument | None:
        """The instrument, an inferred one for a symbol not yet listed (and a refresh is arranged), or None."""
        ...


class LiquidationSink(Protocol):
    """Takes each batch in constant time per entry; never awaits."""

    def take(self, batch: Batch) -> None: ...


class LaneSink(Protocol):
    """Keeps the account of when lanes were covered and why not."""

    def lane_changed(self, status: LaneStatus) -> None: ...

    def covered(self, span: CoveredSpan) -> None: ...

    def withdrawn(self, lane: LaneId, since: UnixMs) -> None:
        """Nothing told as covered by this lane after `since` counts, unless it is told again."""
        ...

    def filled(self, span: FilledSpan) -> None: ...


class PriceSink(Protocol):
    """Keeps the price lines."""

    def priced(self, base: str, venue: VenueId, at: UnixMs, price: float) -> None:
        """A coin's price in its quote currency; the sink thins what it keeps."""
        ...


class JournalSink(Protocol):
    """Keeps events, and what the program has learnt from the market."""

    def entered(self, entry: JournalEntry) -> None:
        """An event as it is known now; the same id may come again, the last one counts."""
        ...

    def learnt(self, name: str, at: UnixMs, value: bytes, at_once: bool = False) -> None:
        """What the part called `name` has learnt from the rows up to `at`, in place of what it kept before.

        `at_once` is for what a person decided; the rest may wait for whatever is kept next.
        """
        ...


@dataclass(frozen=True, slots=True)
class RawMessage:
    """What a venue sent, byte for byte as it came in, and when that was."""

    venue: VenueId
    received_at: UnixMs
    body: str | bytes


class RawSink(Protocol):
    """Takes what the venues sent, in constant time; never awaits, raises nothing."""

    def came(self, body: str | bytes, batch: Batch) -> None:
        """This message brought these rows."""
        ...


class RawShelf(Protocol):
    """Keeps for a while what the venues sent."""

    async def find(self, row: Liquidation) -> RawMessage | None:
        """The message that brought this row; None where it is not kept, or cannot be read."""
        ...


@dataclass(frozen=True, slots=True)
class Parcel:
    """A word of an alert on its way to one target: `id` is the same however often it is sent.

    `body` is what the sender makes the message of; `due` is when it may be tried, `tried` how often it was, `remote` how the
    service calls the message that is to be edited, empty where there is none yet.
    """

    id: str
    alert: str
    target: str
    made_at: UnixMs
    due: UnixMs
    body: bytes
    tried: int = 0
    remote: str = ""


class ParcelMaker(Protocol):
    """Makes what is to be sent of an alert."""

    def parcels_for(self, alert: Alert, level: Level) -> Sequence[Parcel]:
        """One for each target that takes a word of this level, in constant time; asks nobody."""
        ...


class AlertSink(Protocol):
    """Keeps alerts, and what is to be sent of them in the same transaction."""

    def alerted(self, alert: Alert, parcels: Sequence[Parcel]) -> None:
        """An alert as it is known now; the same id may come again, the last one counts."""
        ...

    async def flush(self) -> bool:
        """Wait until everything taken so far is kept; False where it cannot be."""
        ...

    async def kept(self) -> bool:
        """Wait until the alerts taken so far are kept, whatever else waits; False where they cannot be."""
        ...


class ParcelShelf(Protocol):
    """The parcels that are not delivered yet. Raises ExpectedFailure where the disk does not answer."""

    async def waiting(self) -> Sequence[Parcel]:
        """All of them, the oldest first."""
        ...

    async def delivered(self, ident: str, at: UnixMs, remote: str) -> None:
        """This one arrived; `remote` is how the service calls it, if it does."""
        ...

    async def put_off(self, ident: str, due: UnixMs, tried: int, why: str) -> None:
        """This one did not arrive and is to be tried again."""
        ...

    async def given_up(self, ident: str, at: UnixMs, why: str) -> None:
        """This one will not be tried again."""
        ...


class Inquiries(Protocol):
    """Asks third-party services for their totals, each only with a key, and only while somebody looks."""

    @property
    def revision(self) -> int:
        """Grows whenever a state changes."""
        ...

    def states(self) -> tuple[ServiceState, ...]:
        """Every known service, in the order they are shown."""
        ...

    def set_key(self, service: ServiceId, key: Secret | None) -> None:
        """Ask with this key from now on, or not at all; what an earlier key brought is forgotten."""
        ...

    def set_watched(self, watched: bool) -> None:
        """Whether anybody looks: nothing is asked otherwise."""
        ...

    def ask_now(self, service: ServiceId) -> None:
        """Ask as soon as the service's limits allow."""
        ...

    async def check(self, service: ServiceId, key: Secret) -> str:
        """What the service says to a key, in a sentence. Raises ServiceFailure with one."""
        ...

    async def run(self) -> None:
        """Work until cancelled."""
        ...


class KeyShelf(Protocol):
    """Keeps the keys of services. A `place` that does not work raises ExpectedFailure with a sentence."""

    async def places(self) -> KeyPlaces:
        """Where a key can be kept; asks the keyring whether it works."""
        ...

    async def load(self) -> Mapping[ServiceId, Kept]:
        """The keys that are kept. Raises ExpectedFailure where the file about them cannot be read."""
        ...

    async def keep(self, service: ServiceId, key: Secret, place: KeyPlace) -> None:
        """Keep this key and no other of the service."""
        ...

    async def forget(self, service: ServiceId) -> None:
        """Keep none of the service."""
        ...


@dataclass(frozen=True, slots=True)
class PricePoint:
    """A kept price of a coin."""

    base: str
    venue: VenueId
    at: UnixMs
    price: float


class ContextSink(Protocol):
    """Keeps open interest and funding."""

    def noted(self, point: "ContextPoint") -> None:
        """One coin's figures; the sink keeps one of each venue and minute."""
        ...


@dataclass(frozen=True, slots=True)
class ContextPoint:
    """A coin's open interest and funding at one venue, as read at `at`; None is what was not known.

    `rate` is a fraction for each `interval`.
    """

    base: str
    venue: VenueId
    symbol: str
    at: UnixMs
    coins: float | None
    usd: MicroUsd | None
    rate: float | None
    interval: DurationMs | None


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """`size` in bytes of what is on disk; `trouble` is a sentence where rows are not being stored, else empty.

    `since` is from when on no single order was removed to save room; 0 where none was.
    """

    size: int | None
    trouble: str
    since: UnixMs = UnixMs(0)
