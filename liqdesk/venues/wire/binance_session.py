"""The conversation on a futures market socket of Binance's kind: subscribed by its address, followed by requests."""

from collections.abc import Callable, Sequence

import msgspec

from liqdesk.domain.time import HOUR, SECOND, DurationMs
from liqdesk.domain.venue import VenueId
from liqdesk.venues.session import ConnectionPlan, Send, VenueEvent, VenueSession
from liqdesk.venues.wire.binance_frames import FrameReader
from liqdesk.venues.wire.urls import with_query

FORCE_ORDERS = "!forceOrder@arr"
CANARY = "btcusdt@markPrice@1s"
ROTATE_AFTER = DurationMs(23 * HOUR)
CANARY_LIMIT = DurationMs(10 * SECOND)
STREAM_OF_PRICE = "{}@markPrice@1s"


class BinanceSession:
    """`read` makes events of its frames; the canary is the built-in mark price on the same socket."""

    def __init__(self, read: Callable[[str | bytes], Sequence[VenueEvent]]) -> None:
        self.received = read
        self._followed: frozenset[str] = frozenset()
        self._requests = 0

    def opened(self) -> Sequence[VenueEvent]:
        """The address has subscribed already."""
        return ()

    def keepalive(self) -> Sequence[VenueEvent]:
        """The server pings and the canary ticks; there is nothing to say."""
        return ()

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """Change the mark-price streams beside the canary to those of `symbols`."""
        wanted = frozenset(STREAM_OF_PRICE.format(symbol.lower()) for symbol in symbols) - {CANARY}
        events = [
            *self._request("UNSUBSCRIBE", self._followed - wanted),
            *self._request("SUBSCRIBE", wanted - self._followed),
        ]
        self._followed = wanted
        return events

    def _request(self, method: str, streams: frozenset[str]) -> list[Send]:
        if not streams:
            return []
        self._requests += 1
        said = {"method": method, "params": sorted(streams), "id": self._requests}
        return [Send(msgspec.json.encode(said).decode())]


def binance_plan(ws: str, carries: tuple[VenueId, ...]) -> ConnectionPlan:
    """One connection that brings every forced order of both products and the canary."""
    wanted = frozenset(carries)
    return streams_plan(ws, carries, lambda: BinanceSession(FrameReader(wanted).read), transport_pings=True)


def streams_plan(
    ws: str, carries: tuple[VenueId, ...], new_session: Callable[[], VenueSession], *, transport_pings: bool
) -> ConnectionPlan:
    """One connection whose address asks for every forced order and the canary, which ticks once a second."""
    return ConnectionPlan(
        part="market",
        url=with_query(ws, f"streams={FORCE_ORDERS}/{CANARY}"),
        carries=carries,
        new_session=new_session,
        topics=0,
        silence_limit=DurationMs(12 * SECOND),
        canary_limit=CANARY_LIMIT,
        transport_pings=transport_pings,
        rotate_after=ROTATE_AFTER,
    )
