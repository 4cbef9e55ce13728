"""The totals of a choice of coins, venues and side."""

from dataclasses import replace

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.coverage import CoverageLedger
from liqdesk.analytics.leaders import Leaders
from liqdesk.analytics.rolling import RollingTotals
from liqdesk.analytics.views import WINDOWS, Coverage, TotalsView, WindowTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import DAY, UnixMs


def chosen_totals(
    choice: Choice, at: UnixMs, rolling: RollingTotals, coverage: CoverageLedger, leaders: Leaders
) -> TotalsView:
    """All windows that end at `at`, as of the last step, each as whole as the chosen venues were heard."""
    windows = []
    for name, span in WINDOWS.items():
        total = rolling.trailing(span // 1000, choice, choice.side)
        whole = coverage.coverage(Span(UnixMs(at - span), at), total.unvalued, choice.venues)
        windows.append(WindowTotal(name, total, whole))
    largest = leaders.largest_of(at - DAY, choice.admits)
    known = largest is not None and largest is leaders.largest(at - DAY)
    return TotalsView(at, tuple(windows), largest, leaders.with_tradfi, choice, known)


def of_sides(coverage: Coverage, choice: Choice | None) -> Coverage:
    """How whole the sums of a choice are: of a side that is left out nothing is said, not even that nothing happened."""
    return coverage if choice is None or choice.side is None else replace(coverage, zero_known=False)
