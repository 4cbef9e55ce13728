"""What was liquidated between two chosen moments, how whole that is, and what the price did meanwhile."""

from dataclasses import dataclass

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.context import PriceLine, reach_of
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.domain.feed_state import Span


@dataclass(frozen=True, slots=True)
class MeasureQuery:
    """A stretch of the last day, the choice that is summed (None: all), and whose price goes with it."""

    span: Span
    among: Choice | None = None
    price_base: str = "BTC"


@dataclass(frozen=True, slots=True)
class Measured:
    """The sums of a stretch in whole seconds. `price_change` is a fraction; None where either end is not known."""

    query: MeasureQuery
    total: SideTotal
    coverage: Coverage
    price_change: float | None


def change_over(line: PriceLine | None, span: Span) -> float | None:
    """How the price changed from the start of a stretch to its end, as a fraction."""
    if line is None:
        return None
    reach = reach_of(span.end - span.start)
    first, last = line.before(span.start, reach), line.before(span.end, reach)
    return None if first is None or last is None else last / first - 1.0
