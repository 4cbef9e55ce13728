"""A venue that speaks in plain words, for tests of the feed: `ack x`, `price`, `liq SYMBOL PRICE`, `pong`, `bye`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import Completeness, VenueId, VenueInfo
from liqdesk.venues.session import (
    Addresses,
    Alive,
    ConnectionPlan,
    InstrumentPage,
    Leaving,
    Refused,
    Rejected,
    Send,
    Skipped,
    Subscribed,
    Unknown,
    VenueEvent,
    VenueSession,
)

PLAIN = VenueId("plain")
GUEST = VenueId("guest")
MOMENT = UnixMs(1_768_338_000_000)


class PlainSession:
    """Says `sub TOPIC` for each topic, `ping` as a sign of life, `follow SYMBOL` for prices."""

    def __init__(self, venue: VenueId, topics: Sequence[str]) -> None:
        self._venue = venue
        self._topics = topics

    def opened(self) -> Sequence[VenueEvent]:
        return [Send(f"sub {topic}") for topic in self._topics]

    def keepalive(self) -> Sequence[VenueEvent]:
        return (Send("ping"),)

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        return [Send(f"follow {symbol}") for symbol in symbols]

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        text = frame if isinstance(frame, str) else frame.decode()
        return [self._word(part) for part in text.split(";")]

    def _word(self, text: str) -> VenueEvent:
        word, *rest = text.split()
        fixed: dict[str, Callable[[], VenueEvent]] = {
            "ack": lambda: Subscribed(rest[0]),
            "nack": lambda: Refused(rest[0], "no such topic"),
            "pong": lambda: Alive("pong"),
            "bye": lambda: Leaving("maintenance"),
            "hm": lambda: Skipped("known"),
            "bad": lambda: Rejected("a price below zero"),
            "price": lambda: PriceTick(self._venue, "BTCUSDT", 100.0, PriceKind.MARK, MOMENT),
            "liq": lambda: _report(VenueId(rest[2]) if len(rest) > 2 else self._venue, rest[0], float(rest[1])),
        }
        return fixed.get(word, lambda: Unknown(f"word {word}"))()


def _report(venue: VenueId, symbol: str, price: float) -> LiquidationReport:
    return LiquidationReport(venue, symbol, PositionSide.LONG, 1.0, SizeUnit.BASE, price, PriceKind.FILL, MOMENT)


def plain_plan(venue: VenueId = PLAIN, topics: Sequence[str] = ("all",), part: str = "main") -> ConnectionPlan:
    return ConnectionPlan(
        part=part,
        url=f"ws://{venue}.invalid/{part}",
        carries=(venue,),
        new_session=lambda: PlainSession(venue, topics),
        topics=len(topics),
        subscribes=tuple(topics),
    )


@dataclass
class PlainVenue:
    """A `Venue`. `enumerates` makes it one whose topics are its instruments; pages are lines of symbols."""

    info: VenueInfo = field(
        default_factory=lambda: VenueInfo(PLAIN, "Plain", Completeness.FULL, "All of it.", "Nothing.")
    )
    addresses: Addresses = field(default_factory=lambda: Addresses("ws://plain.invalid", "http://plain.invalid"))
    plans: tuple[ConnectionPlan, ...] = (plain_plan(),)
    enumerates: bool = False

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        if not self.enumerates:
            return self.plans
        topics = tuple(sorted(one.symbol for one in instruments))
        return (plain_plan(self.info.id, topics),) if topics else ()

    def instrument_urls(self, addresses: Addresses) -> Sequence[str]:
        return (f"{addresses.rest}/list",)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        symbols, _, following = page.decode().partition("|")
        if symbols.startswith("<"):
            raise ValueError("a web page")
        found = tuple(
            Instrument(self.info.id, symbol, symbol[:3], "USDT", Settlement.LINEAR) for symbol in symbols.split()
        )
        return InstrumentPage(found, following or None)

    def infer(self, symbol: str) -> Instrument | None:
        return None

    def decoder(self) -> VenueSession:
        return PlainSession(self.info.id, ())


def canaried(plan: ConnectionPlan, limit: int = 30 * SECOND, rotate: int | None = None) -> ConnectionPlan:
    """The plan with a price as its canary, and a rotation."""
    return replace(plan, canary_limit=DurationMs(limit), rotate_after=None if rotate is None else DurationMs(rotate))
