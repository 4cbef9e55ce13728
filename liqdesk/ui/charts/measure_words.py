"""What was measured between two moments, in words."""

from liqdesk.analytics.measure import Measured
from liqdesk.analytics.told import UNKNOWN, tell
from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DurationMs
from liqdesk.settings.model import Zone
from liqdesk.ui.format import fmt_change, fmt_clock, fmt_day, fmt_span, fmt_usd, zone_name


def measure_words(measured: Measured, zone: Zone, of: str = "") -> tuple[str, ...]:
    """From when to when and how long, each side with how whole it is, the price's change: a short text for each.

    `of` names what is summed, empty where it is everything. Of a side that the filter leaves out nothing is said.
    """
    query = measured.query
    span, choice = query.span, query.among
    told = tell(measured.total, measured.coverage, fmt_usd)
    side = None if choice is None else choice.side
    short = UNKNOWN if side is PositionSide.LONG else told.signed(told.short)
    long = UNKNOWN if side is PositionSide.SHORT else told.signed(told.long)
    when = tr("{day} {start}–{end} {zone}").format(
        day=fmt_day(span.start, zone),
        start=fmt_clock(span.start, zone),
        end=fmt_clock(span.end, zone),
        zone=zone_name(span.end, zone),
    )
    return (
        when,
        fmt_span(DurationMs(span.end - span.start)),
        *((of,) if of else ()),
        tr("▲ shorts {short}").format(short=short),
        tr("▼ longs {long}").format(long=long),
        told.state or tr("covered {covered}").format(covered=told.covered),
        tr("{coin} {change}").format(coin=query.price_base, change=fmt_change(measured.price_change)),
    )
