"""The bars of a timeline as a table, each with how whole it is; no Qt."""

from collections.abc import Iterator

from liqdesk.analytics.views import TimelineView
from liqdesk.domain.feed_state import Span
from liqdesk.ui.charts.reading import Reading, reading_of

HEADER = ("bar_start_unix_ms", "shorts_usd", "longs_usd", "orders", "coverage", "at_least", "price", "price_of")


def rows_of_bars(view: TimelineView, shown: Span | None) -> Iterator[tuple[object, ...]]:
    """The bars that lie in `shown`, or all of them, as values under `HEADER`, in dollars; an empty cell is nothing known."""
    for index in range(len(view.long)):
        bar = reading_of(view, index)
        if shown is not None and (bar.end <= shown.start or bar.start >= shown.end):
            continue
        yield (
            bar.start,
            _cell(bar, bar.short),
            _cell(bar, bar.long),
            "" if bar.count is None else bar.count,
            round(1 - bar.missing, 4),
            int(bar.at_least or bar.missing > 0),
            "" if bar.price is None else bar.price,
            view.query.price_base,
        )


def _cell(bar: Reading, dollars: float | None) -> object:
    """A zero stands only where all was watched by feeds whose silence means something."""
    certain = bar.zero_known and bar.missing == 0
    return "" if dollars is None or (dollars == 0 and not certain) else round(dollars, 2)
