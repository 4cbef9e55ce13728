"""What the totals line says, as text and amounts, from one frame; no painting and no Qt."""

from dataclasses import dataclass

from liqdesk.analytics.views import WINDOWS, LiveFrame, WindowTotal
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import MINUTE
from liqdesk.settings.model import Zone
from liqdesk.ui.format import (
    UNKNOWN,
    fmt_clock,
    fmt_count,
    fmt_day,
    fmt_minute,
    fmt_share,
    fmt_usd,
    fmt_usd_exact,
    side_glyph,
    side_word,
    zone_name,
)

LONG_WINDOWS = ("4h", "12h", "24h")


@dataclass(frozen=True, slots=True)
class WindowFigure:
    """One window: `total`, sides and shares as text, the amounts for the bar, and a note on how whole it is."""

    caption: str
    total: str
    more_possible: bool
    long: int
    short: int
    long_text: str
    short_text: str
    long_share: str
    short_share: str
    note: str
    tip: str


@dataclass(frozen=True, slots=True)
class PlainFigure:
    """A figure with a caption above and a note below; `position` colours it where it has a side."""

    caption: str
    text: str
    note: str
    tip: str
    position: PositionSide | None = None


def window_figure(window: WindowTotal, at: int, zone: Zone) -> WindowFigure:
    """What one window says; blind means dashes and the reason, never a zero."""
    coverage, total = window.coverage, window.total
    caption = window.window.upper()
    reasons = "\n".join(coverage.reasons)
    if coverage.blind:
        reason = coverage.reasons[0] if coverage.reasons else "nothing was watched in this window"
        return WindowFigure(
            caption, UNKNOWN, False, 0, 0, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, reason, f"Not known.\n{reason}"
        )
    both = total.both
    shorts = total.short / both if both else None
    longs = None if shorts is None else 1 - shorts
    note = f"{fmt_share(coverage.share)} covered"
    if coverage.since is not None and coverage.since > at - WINDOWS[window.window] + MINUTE:
        note = f"since {fmt_minute(coverage.since, zone)}"
    tip = (
        f"Liquidated in the last {window.window}{', at least' if coverage.at_least else ''}\n"
        f"shorts {fmt_usd_exact(total.short)}\nlongs {fmt_usd_exact(total.long)}\n"
        f"{fmt_count(total.count)} orders, {fmt_count(total.unvalued)} of them without a known value\n"
        f"{fmt_share(coverage.share)} of the time covered"
    )
    return WindowFigure(
        caption,
        fmt_usd(both),
        coverage.at_least,
        total.long,
        total.short,
        fmt_usd(total.long),
        fmt_usd(total.short),
        fmt_share(longs),
        fmt_share(shorts),
        note,
        f"{tip}\n{reasons}" if reasons else tip,
    )


def largest_figure(frame: LiveFrame, zone: Zone) -> PlainFigure:
    """The largest single order of a day."""
    row = frame.totals.largest
    caption = "LARGEST 24H"
    if frame.totals.window("24h").coverage.blind:
        return PlainFigure(caption, UNKNOWN, "not known", "No exchange was watched in the last 24 hours.")
    if row is None:
        return PlainFigure(caption, UNKNOWN, "none seen", "No valued order was seen in the last 24 hours.")
    names = {venue.id: venue.name for venue in frame.venues}
    venue = names.get(row.instrument.venue, str(row.instrument.venue))
    word = side_word(row.position)
    return PlainFigure(
        caption,
        f"{side_glyph(row.position)} {fmt_usd(row.notional)}",
        f"{row.instrument.base} {word}, {venue}",
        f"{row.instrument.symbol} on {venue}, a {word} of {fmt_usd_exact(row.notional)}"
        f"\n{fmt_day(row.at, zone)} {fmt_clock(row.at, zone)} {zone_name(row.at, zone)}",
        row.position,
    )


def orders_figure(frame: LiveFrame) -> PlainFigure:
    """How many orders a day and an hour brought."""
    day, hour = frame.totals.window("24h"), frame.totals.window("1h")
    many = UNKNOWN if day.coverage.blind else fmt_count(day.total.count)
    few = UNKNOWN if hour.coverage.blind else fmt_count(hour.total.count)
    tip = "Forced orders received, those without a known value included."
    return PlainFigure("ORDERS 24H", many, f"1h {few}", tip)


def clock_figure(frame: LiveFrame, zone: Zone) -> PlainFigure:
    """The moment the windows end at."""
    name = zone_name(frame.at, zone)
    return PlainFigure(name, fmt_clock(frame.at, zone), fmt_day(frame.at, zone), f"Every window ends now, in {name}.")
