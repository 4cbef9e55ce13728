"""A venue's history in plain words, for tests of the feed: a page is `SYMBOL@SECOND ... |next`, `part` or `strange`."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from liqdesk.domain.feed_state import LaneId, Span
from liqdesk.domain.instrument import Instrument, SizeUnit
from liqdesk.domain.liquidation import Likeness, Liquidation, LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.venues.history import HistoryPage, HistoryRequest
from liqdesk.venues.session import Addresses, ConnectionPlan
from tests.fakes.venue import PLAIN


@dataclass
class PlainHistory:
    """A `History` with a page for each contract."""

    venue = PLAIN
    every: DurationMs = DurationMs(1_000)
    settles: DurationMs = DurationMs(5_000)
    likeness: Likeness | None = None
    spans: list[Span] = field(default_factory=list)
    silent: bool = False

    def requests(
        self, plan: ConnectionPlan, instruments: Sequence[Instrument], addresses: Addresses, span: Span
    ) -> Sequence[HistoryRequest]:
        self.spans.append(span)
        if self.silent:
            return []
        return [HistoryRequest(f"{addresses.rest}/past/{one.symbol}", span, one.symbol) for one in instruments]

    def read(self, body: bytes, request: HistoryRequest) -> HistoryPage:
        text, _, following = body.decode().partition("|")
        if text == "strange":
            raise ValueError("a web page")
        rows = tuple(_report(word) for word in text.split() if word != "part")
        then = (HistoryRequest(following, request.span, request.symbol),) if following else ()
        return HistoryPage(rows, then, "part" not in text)


@dataclass
class UnstatedHistory(PlainHistory):
    """An `UnprovenHistory`: a row heard live at the same moment shows the unit, coins, where it has the same size."""

    def unit(self, told: Sequence[LiquidationReport], heard: Sequence[Liquidation]) -> SizeUnit | None:
        same = {(one.at, one.size) for one in heard} & {(one.at, one.size) for one in told}
        return SizeUnit.BASE if same else None


def _report(word: str) -> LiquidationReport:
    symbol, _, second = word.partition("@")
    at = UnixMs(int(second) * 1_000)
    return LiquidationReport(PLAIN, symbol, PositionSide.LONG, 1.0, SizeUnit.BASE, 100.0, PriceKind.FILL, at)


@dataclass
class PlainGaps:
    """A `GapBook` that is told its gaps; those it reports filled are no gaps any more."""

    gaps: dict[LaneId, list[Span]] = field(default_factory=dict)
    ranked: list[str] = field(default_factory=list)
    live: list[Liquidation] = field(default_factory=list)

    def unfilled(self, lane: LaneId, within: Span) -> Sequence[Span]:
        return [
            Span(max(gap.start, within.start), gap.end)
            for gap in self.gaps.get(lane, ())
            if within.start < gap.end <= within.end
        ]

    def heard(self, venue: VenueId) -> Sequence[Liquidation]:
        return [one for one in self.live if one.instrument.venue == venue]

    def bases(self) -> Sequence[str]:
        return self.ranked
