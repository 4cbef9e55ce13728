"""The contract of a venue's public history: which pages to ask for, and what a page tells; the feed does the asking."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from liqdesk.domain.feed_state import Span
from liqdesk.domain.instrument import Instrument, SizeUnit
from liqdesk.domain.liquidation import Likeness, Liquidation, LiquidationReport
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.venues.session import Addresses, ConnectionPlan, Rejected, Unknown, VenueEvent


@dataclass(frozen=True, slots=True)
class HistoryRequest:
    """One page to ask for: `span` is the time it is asked about, `symbol` what of, where a venue has a history for each."""

    url: str
    span: Span
    symbol: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """What a page told of the span of its request, oldest first.

    `then` are the requests that go on where it ended, or that replace it. `whole` is False where something of the span is
    missing and no further request will bring it. `alike` is empty, or holds for each report what its live twin is known by.
    """

    reports: tuple[LiquidationReport, ...] = ()
    then: tuple[HistoryRequest, ...] = ()
    whole: bool = True
    alike: tuple[float, ...] = ()


class History(Protocol):
    """One venue's history. Pure: the same arguments give the same answer."""

    @property
    def venue(self) -> VenueId: ...

    @property
    def every(self) -> DurationMs:
        """The least time between two requests."""
        ...

    @property
    def settles(self) -> DurationMs:
        """How long after its end a span is asked about: what the venue publishes late, and live rows still under way."""
        ...

    @property
    def likeness(self) -> Likeness | None:
        """How its rows are known for those of the feed; None where both have the same key."""
        ...

    def requests(
        self, plan: ConnectionPlan, instruments: Sequence[Instrument], addresses: Addresses, span: Span
    ) -> Sequence[HistoryRequest]:
        """The first requests about what this connection would have told in `span`, in the order of the instruments."""
        ...

    def read(self, body: bytes, request: HistoryRequest) -> HistoryPage:
        """What the answer to `request` tells.

        Raises ValueError with a sentence where it is no such page; a single bad row only costs the page its wholeness.
        """
        ...


@runtime_checkable
class UnprovenHistory(History, Protocol):
    """A history of which nobody says what its sizes count: none of it counts until a row that was heard live too has shown it.

    `read` tells them in contracts of unknown size.
    """

    def unit(self, told: Sequence[LiquidationReport], heard: Sequence[Liquidation]) -> SizeUnit | None:
        """What the sizes of `told` count, by those that are among the live rows `heard`; None where that does not show it."""
        ...


def told(events: Iterable[VenueEvent], span: Span) -> tuple[list[LiquidationReport], bool]:
    """The reports among what a session made of a page, oldest first, as far as they lie in the span; and whether all was read."""
    reports: list[LiquidationReport] = []
    whole = True
    for event in events:
        if isinstance(event, LiquidationReport):
            if event.at is not None and span.start <= event.at < span.end:
                reports.append(event)
        elif isinstance(event, Rejected | Unknown):
            whole = False
    reports.sort(key=lambda report: report.at or 0)
    return reports, whole


def earlier(span: Span, oldest: UnixMs, newest: UnixMs, full: bool) -> tuple[UnixMs | None, bool]:
    """Before which moment a list that is told newest first goes on, None where it has been told; and whether nothing is skipped.

    A page ends in the middle of a millisecond: the next one begins with that millisecond again, and what it tells twice
    has the same key. Only a page full of one millisecond cannot be followed without a loss.
    """
    if oldest < span.start or not full:
        return None, True
    if oldest == newest and oldest + 1 >= span.end:
        return oldest, False
    return UnixMs(oldest + 1), True
