"""What the totals line says, as text and amounts, from one frame; no painting and no Qt."""

from dataclasses import dataclass, replace

from liqdesk.analytics.rank import basis_words
from liqdesk.analytics.told import account_of, covered_words, tell, tell_count
from liqdesk.analytics.views import WHOLE, WINDOWS, LiveFrame, WindowTotal
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.format import (
    UNKNOWN,
    at_least,
    fmt_clock,
    fmt_count,
    fmt_covered,
    fmt_day,
    fmt_minute,
    fmt_share,
    fmt_usd,
    fmt_usd_exact,
    side_glyph,
    side_word,
    zone_name,
)

COINS_ALONE = marked("Coins alone: shares, metals, indices and currencies are on the tape and not counted.")
WITH_TRADFI = marked("Shares, metals, indices and currencies are counted too, as the settings say.")
LONG_WINDOWS = ("4h", "12h", "24h")

MENTIONED = 0.995
"""A covered share below this is worth the room for both its measures."""
_EVER = 0.97
"""Of a stretch that was watched ever since its first moment, this much was covered: connections change now and then."""


@dataclass(frozen=True, slots=True)
class WindowFigure:
    """One window: `total`, sides and shares as text, the amounts for the bar, a note on how whole it is, and a shorter one.

    `rank` is its place among the recorded hours, empty where there is none worth a word. `of` says of what it is where a filter
    is applied.
    """

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
    brief: str
    tip: str
    rank: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class PlainFigure:
    """A figure with a caption above and a note below.

    `position` colours it where it has a side; `brief` is a note for less room.
    """

    caption: str
    text: str
    note: str
    tip: str
    position: PositionSide | None = None
    brief: str = ""


def window_figure(window: WindowTotal, at: int, zone: Zone, with_tradfi: bool = False) -> WindowFigure:
    """What one window says; where no number is known, dashes and the reason, never a zero."""
    coverage, total = window.coverage, window.total
    told = tell(total, coverage, fmt_usd)
    return WindowFigure(
        window.window.upper(),
        told.total,
        told.more_possible,
        total.long,
        total.short,
        told.long,
        told.short,
        fmt_share(told.long_share),
        fmt_share(told.short_share),
        _note(window, told.state, at, zone),
        _brief(window, at, zone),
        f"{_tip(window, at, zone)}\n{tr(WITH_TRADFI) if with_tradfi else tr(COINS_ALONE)}",
    )


def hour_figure(frame: LiveFrame, zone: Zone) -> WindowFigure:
    """What the trailing hour says, with its place among the recorded ones; too short a record is told in the tip alone."""
    window = frame.totals.window("1h")
    figure = window_figure(window, frame.at, zone, frame.totals.with_tradfi)
    placed = frame.rank
    if placed is None or window.coverage.blind or not window.total.both:
        return figure
    names = {str(venue.id): venue.name for venue in frame.venues}
    words = f"{placed.words[0].upper()}{placed.words[1:]}: {basis_words(placed.rank.basis, names)}."
    short = (
        tr("rank {position} / {days} d").format(
            position=fmt_count(placed.rank.position), days=fmt_count(placed.rank.days)
        )
        if placed.rank.enough
        else ""
    )
    return replace(figure, tip=f"{figure.tip}\n{words}", rank=short)


def filtered(figure: WindowFigure, of: str, side: PositionSide | None) -> WindowFigure:
    """The figure as that of a filter, which is said; of a side that is left out nothing is."""
    figure = replace(figure, of=of, tip=tr("Filtered: {of}.\n{tip}").format(of=of, tip=figure.tip))
    if side is PositionSide.LONG:
        return replace(figure, short_text=UNKNOWN, short_share=UNKNOWN)
    if side is PositionSide.SHORT:
        return replace(figure, long_text=UNKNOWN, long_share=UNKNOWN)
    return figure


def _ever_since(window: WindowTotal, at: int, zone: Zone) -> str:
    """As `_since`, only where it was watched ever since: else the share says more, and less than this would promise."""
    since, length = window.coverage.since, WINDOWS[window.window]
    if since and window.coverage.share < _EVER * (at - since) / length:
        return ""
    return _since(window, at, zone)


def _since(window: WindowTotal, at: int, zone: Zone) -> str:
    """Since when it was watched, where that is later than its start: a time of today, or the day before."""
    since = window.coverage.since
    if not since or since <= at - WINDOWS[window.window] + MINUTE:
        return ""
    day = fmt_day(since, zone)
    return tr("since {since}").format(since=fmt_minute(since, zone) if day == fmt_day(UnixMs(at), zone) else day)


def _brief(window: WindowTotal, at: int, zone: Zone) -> str:
    """Beside a caption: since when, or how much of the time; nothing where that is all of it."""
    if window.coverage.blind:
        return ""
    share = window.coverage.share
    return _ever_since(window, at, zone) or (
        tr("{share} covered").format(share=fmt_covered(share)) if share < WHOLE else ""
    )


def _note(window: WindowTotal, state: str, at: int, zone: Zone) -> str:
    """How whole it is, in the few words there is room for."""
    coverage = window.coverage
    if coverage.blind:
        return state
    note = _ever_since(window, at, zone)
    if not note and coverage.by_volume is not None and min(coverage.share, coverage.by_volume) < MENTIONED:
        note = tr("{share} of time, {by_volume} of volume").format(
            share=fmt_covered(coverage.share), by_volume=fmt_covered(coverage.by_volume)
        )
    note = note or tr("{share} covered").format(share=fmt_covered(coverage.share))
    return f"{state}, {note}" if state else note


def _tip(window: WindowTotal, at: int, zone: Zone) -> str:
    coverage, total = window.coverage, window.total
    exact = tell(total, coverage, fmt_usd_exact)
    if coverage.blind:
        return tr("Not known.\n{state}").format(state=exact.state)
    lines = [
        (
            tr("Liquidated in the last {window}, at least")
            if coverage.at_least
            else tr("Liquidated in the last {window}")
        ).format(window=window.window),
        tr("shorts {short}").format(short=exact.short),
        tr("longs {long}").format(long=exact.long),
        tr("{count} orders, {unvalued} of them without a known value").format(
            count=fmt_count(total.count), unvalued=fmt_count(total.unvalued)
        ),
        *account_of(coverage, _since(window, at, zone)),
    ]
    return "\n".join(lines)


def largest_figure(frame: LiveFrame, zone: Zone) -> PlainFigure:
    """The largest single order of a day."""
    row = frame.totals.largest
    caption = tr("LARGEST 24H")
    if frame.totals.window("24h").coverage.blind:
        return PlainFigure(caption, UNKNOWN, tr("not known"), tr("No exchange was watched in the last 24 hours."))
    if row is None:
        return PlainFigure(caption, UNKNOWN, tr("none seen"), tr("No valued order was seen in the last 24 hours."))
    where = next((venue for venue in frame.venues if venue.id == row.instrument.venue), None)
    venue = str(row.instrument.venue) if where is None else where.name
    word = side_word(row.position)
    largest = fmt_usd(row.notional)
    return PlainFigure(
        caption,
        f"{side_glyph(row.position)} {largest if frame.totals.largest_known else at_least(largest, True)}",
        f"{row.instrument.base} {word}, {venue}",
        tr("{symbol} on {venue}, a {word} of {notional}\n{day} {clock} {zone}").format(
            symbol=row.instrument.symbol,
            venue=venue,
            word=word,
            notional=fmt_usd_exact(row.notional),
            day=fmt_day(row.at, zone),
            clock=fmt_clock(row.at, zone),
            zone=zone_name(row.at, zone),
        ),
        row.position,
        f"{row.instrument.base}, {where.short if where and where.short else venue}",
    )


def orders_figure(frame: LiveFrame) -> PlainFigure:
    """How many orders a day and an hour brought, and how whole that is."""
    day, hour = frame.totals.window("24h"), frame.totals.window("1h")
    tip = tr("Forced orders received, those without a known value included.\ncovered {coverage}").format(
        coverage=covered_words(day.coverage)
    )
    return PlainFigure(tr("ORDERS 24H"), _orders(day), f"1h {_orders(hour)}", tip)


def _orders(window: WindowTotal) -> str:
    many = tell_count(window.total, window.coverage)
    return at_least(many, window.coverage.at_least and window.total.count > 0)


def clock_figure(frame: LiveFrame, zone: Zone) -> PlainFigure:
    """The moment the windows end at."""
    name = zone_name(frame.at, zone)
    return PlainFigure(
        name,
        fmt_clock(frame.at, zone),
        fmt_day(frame.at, zone),
        tr("Every window ends now, in {name}.").format(name=name),
    )
