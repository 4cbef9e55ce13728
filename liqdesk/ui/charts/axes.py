"""Ticks: moments on the user's clock, dollars in both directions, prices; and the seconds that pyqtgraph counts in."""

import math
from datetime import UTC, date, datetime, timedelta

from liqdesk.domain.language import figure, tr
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.geometry import Heights, nice_step
from liqdesk.ui.format import fmt_day, fmt_minute, fmt_usd_axis, month_name_of, zone_name

Ticks = list[tuple[float, str]]
"""Places on an axis, in the axis' own unit, and their labels."""

_STEPS = tuple(MINUTE * n for n in (1, 2, 5, 10, 15, 30)) + tuple(HOUR * n for n in (1, 2, 3, 4, 6, 12, 24))
_QUARTER = 15 * MINUTE
_DAYS = (2, 5, 10, 15)
_MONTHS = (1, 2, 3, 6, 12, 24, 60)
_MONTH = 30.4


def seconds(at: float) -> float:
    """Unix ms as the seconds pyqtgraph counts in."""
    return at / SECOND


def time_step(span: float, count: float) -> DurationMs:
    """The step of the clock that puts at most `count` labels on `span` milliseconds."""
    for step in _STEPS:
        if span / step <= count:
            return DurationMs(step)
    return DAY


def time_ticks(start: float, end: float, count: float, zone: Zone) -> Ticks:
    """Labelled moments between two moments, in Unix ms.

    They stand on round times of the zone's clock, also on a day when it is put forward or back; the first label after
    such a change, and midnight, say more than the hour.
    """
    if end - start > count * DAY:
        return _date_ticks(start, end, count, zone)
    step = time_step(end - start, count)
    pace = min(step, _QUARTER)
    at = math.ceil(start / pace) * pace
    found: Ticks = []
    name = zone_name(UnixMs(at), zone)
    while at <= end:
        if (at + clock_ahead(at, zone)) % step == 0:
            now_called = zone_name(UnixMs(at), zone)
            found.append((float(at), _moment_label(UnixMs(at), zone, now_called != name)))
            name = now_called
        at += pace
    return found


def _date_ticks(start: float, end: float, count: float, zone: Zone) -> Ticks:
    """Midnights at the start of days, months or years: round ones of the calendar, so that they stay where they are."""
    days = (end - start) / DAY
    found: Ticks = []
    every = next((every for every in _DAYS if days / every <= count), 0)
    months = next((months for months in _MONTHS if days / (_MONTH * months) <= count), _MONTHS[-1])
    day = datetime.fromtimestamp(start / SECOND, tz=UTC).date().replace(day=1)
    last = datetime.fromtimestamp(end / SECOND, tz=UTC).date() + timedelta(days=1)
    while day <= last:
        first_only = (1,) if (day.year * 12 + day.month - 1) % months == 0 else ()
        for number in range(1, min(32 - every, 29), every) if every else first_only:
            at = _midnight(day.replace(day=number), zone)
            if start <= at <= end:
                found.append((at, _date_label(day.replace(day=number), bool(every))))
        day = (day + timedelta(days=32)).replace(day=1)
    return found


def _midnight(day: date, zone: Zone) -> float:
    """When a calendar day begins on the zone's clock."""
    shown = round(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * SECOND)
    return float(shown - clock_ahead(shown - clock_ahead(shown, zone), zone))


def _date_label(day: date, with_day: bool) -> str:
    if day.month == 1 and day.day == 1:
        return str(day.year)
    name = month_name_of(day.month)
    return tr("{day} {month}").format(day=day.day, month=name) if with_day else name


def clock_ahead(at: int, zone: Zone) -> int:
    """How many milliseconds the zone's clock is ahead of UTC at a moment."""
    if zone is Zone.UTC:
        return 0
    ahead = datetime.fromtimestamp(at / SECOND, tz=UTC).astimezone().utcoffset()
    return round(ahead.total_seconds() * SECOND) if ahead else 0


def _moment_label(at: UnixMs, zone: Zone, changed: bool) -> str:
    label = fmt_minute(at, zone)
    if changed:
        return f"{label} {zone_name(at, zone)}"
    return fmt_day(at, zone) if label == "00:00" else label


def usd_ticks(heights: Heights, count: float) -> Ticks:
    """Dollars up and down from zero; both directions are labelled with what they are, without a sign."""
    step = nice_step(heights.both, count)
    ticks = [(0.0, "0")]
    for reach, sign in ((heights.short, 1), (heights.long, -1)):
        ticks += [(sign * n * step, fmt_usd_axis(n * step)) for n in range(1, math.floor(reach / step * 0.97) + 1)]
    return ticks


def price_ticks(low: float, high: float, count: float) -> Ticks:
    """Round prices between two prices, with just the decimals that tell them apart."""
    step = nice_step(high - low, count)
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    first = math.ceil(low / step)
    return [(n * step, figure(f"{n * step:,.{places}f}")) for n in range(first, math.floor(high / step) + 1)]
