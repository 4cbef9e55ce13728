"""What a chart shows in words, and what was liquidated in the stretch that is measured on it."""

from collections.abc import Mapping

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.measure import MeasureQuery
from liqdesk.domain.feed_state import Span
from liqdesk.engine.desk import Desk
from liqdesk.settings.model import Settings
from liqdesk.ui.charts.measure_words import measure_words
from liqdesk.ui.charts.measuring import Words
from liqdesk.ui.panels.filter_words import of_words

Names = Mapping[str, str]
"""The venues' own names by id."""


def measured(desk: Desk, span: Span, among: Choice | None, base: str | None, price_base: str, names: Names) -> Words:
    """What of `among` was liquidated in a stretch; `base` is the coin that a chart shows in place of the filter's."""
    settings = desk.settings.value
    found = desk.measure(MeasureQuery(span, among, price_base))
    return measure_words(found, settings.look.zone, shown_words(settings, base, names))


def shown_words(settings: Settings, base: str | None, names: Names) -> str:
    """What a chart shows, `of BTC on Bybit`: the filter, with the chart's own coin in place of its coins; else empty."""
    wanted = settings.filter
    if base is not None:
        wanted = wanted.model_copy(update={"coins": (base,), "groups": ()})
    return of_words(wanted, names)
