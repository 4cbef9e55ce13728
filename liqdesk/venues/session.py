"""The contract of a venue adapter: its addresses, its instruments, and a conversation without a wire."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, get_args, runtime_checkable

from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.domain.venue import VenueId, VenueInfo


@dataclass(frozen=True, slots=True)
class Send:
    """Put this text frame on the wire."""

    text: str


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The venue agreed to this topic."""

    topic: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The venue declined; `topic` is empty where it did not say which. The session has already arranged any new try."""

    topic: str
    reason: str
    retryable: bool = False


@dataclass(frozen=True, slots=True)
class Alive:
    """Proof of life of the channel's server: a pong, a heartbeat, a server's ping."""

    reason: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """The venue announced that it will close this connection soon."""

    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A shape we know and deliberately do not map."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """A shape no mapping knows: counted, shown, logged."""

    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """A known shape with a value that cannot be: counted and shown, never summed."""

    reason: str


VenueEvent = (
    LiquidationReport | PriceTick | Send | Subscribed | Refused | Alive | Leaving | Skipped | Unknown | Rejected
)


_OTHERS = frozenset(get_args(VenueEvent)) - {LiquidationReport}
"""All kinds of events but reports, of which there are subclasses. Asking isinstance costs a row three times as much."""


def reports_among(events: Sequence[VenueEvent]) -> Sequence[LiquidationReport]:
    """The reports of one frame, in its order; the events themselves where they are nothing else."""
    for event in events:
        if type(event) in _OTHERS:
            return [one for one in events if isinstance(one, LiquidationReport)]
    return events  # type: ignore[return-value]  # just looked through


class VenueSession(Protocol):
    """One connection's conversation. No socket, no clock, no task; fresh for every connection.

    Whatever bytes it is given, it answers with events and raises nothing. Every frame gives at least one event.
    """

    def opened(self) -> Sequence[VenueEvent]:
        """The connection stands: what to say first."""
        ...

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """A frame came in; the reports of one frame are one batch, in the venue's order."""
        ...

    def keepalive(self) -> Sequence[VenueEvent]:
        """It is time for a sign of life: what to say."""
        ...

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """Ask for the mark prices of these symbols, and of no others but the built-in ones; nothing where a venue has none."""
        ...


@runtime_checkable
class HoldingSession(VenueSession, Protocol):
    """A session in which rows may wait for what a later frame says of them."""

    def held(self) -> Sequence[tuple[int, VenueEvent]]:
        """What still waits when there are no more frames, each with the number of the frame it came in, from 1."""
        ...


@dataclass(frozen=True, slots=True)
class ConnectionPlan:
    """One connection that should exist.

    `part` names it within its venue (`linear-1`). `carries` are the venues whose rows it brings, its own first.
    `topics` is how many `Subscribed` make the subscription whole; 0 where the address itself subscribes and nothing is
    acknowledged. `keepalive_every` is how often `VenueSession.keepalive` is due. `silence_limit`: no frame of any kind for
    so long means the line is dead. `canary_limit`: no `PriceTick` for so long means the channel is dead though the line
    lives; None where there is no canary. `transport_pings` only where the venue is known to answer them. `rotate_after`
    is when a successor is opened beside it. `history_before_open`: rows older than the connection are replays.
    `subscribes` are the symbols asked for one by one, empty where one subscription brings all: a plan with the same part
    but other symbols is another connection. Of our messages `sends_at_once` may go out together, and then one each
    `send_every`, counted on over reconnects.
    """

    part: str
    url: str
    carries: tuple[VenueId, ...]
    new_session: Callable[[], VenueSession]
    topics: int
    keepalive_every: DurationMs = DurationMs(5 * SECOND)
    silence_limit: DurationMs = DurationMs(15 * SECOND)
    canary_limit: DurationMs | None = None
    transport_pings: bool = False
    rotate_after: DurationMs | None = None
    history_before_open: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    max_frame_bytes: int = 8 * 1024 * 1024
    subscribes: tuple[str, ...] = ()
    send_every: DurationMs = DurationMs(110)
    sends_at_once: int = 1


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a venue is reached: the complete websocket URL, the REST root, and further sockets by category.

    `accounts` are those of the venue whose own feeds are listened to, where it has no feed for everybody: what its pages
    named last, empty until they did.
    """

    ws: str
    rest: str
    ws_by_category: Mapping[str, str] = field(default_factory=dict)
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A page that is asked for by posting `body`, JSON text, to `url`."""

    url: str
    body: str


@dataclass(frozen=True, slots=True)
class InstrumentPage:
    """The contracts of one REST body, and the URL of the next page if the list goes on.

    `accounts` are those the body names for `Addresses.accounts`.
    """

    instruments: tuple[Instrument, ...]
    next_url: str | None = None
    accounts: tuple[str, ...] = ()


class Venue(Protocol):
    """What the feed needs of a venue. Pure: the same arguments give the same answer."""

    @property
    def info(self) -> VenueInfo: ...

    @property
    def addresses(self) -> Addresses:
        """The live addresses."""
        ...

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """The connections that should exist for these instruments."""
        ...

    def instrument_urls(self, addresses: Addresses) -> Sequence[str | Post]:
        """The first page of each instrument list."""
        ...

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """The contracts of a REST body fetched from `url` (empty when it comes from a tape or a file).

        Raises ValueError with a sentence where the body is no such list; a single bad row is left out.
        """
        ...

    def infer(self, symbol: str) -> Instrument | None:
        """What the name of an unlisted symbol gives away by the venue's naming rule; never a contract size."""
        ...

    def decoder(self) -> VenueSession:
        """A session to read recorded frames with, expecting every product of the venue."""
        ...
