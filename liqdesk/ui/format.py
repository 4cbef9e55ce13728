"""Numbers, ages and moments as the text a person reads; an en dash stands for what is not known."""

from datetime import UTC, datetime

from liqdesk.analytics import told
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import figure, in_percent, marked, spoken, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import usd_text
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.settings.model import Zone

UNKNOWN = told.UNKNOWN
AT_LEAST = told.AT_LEAST
at_least = told.at_least
floor_words = told.floor_words

_UNITS = ((10**9, "B"), (10**6, "M"), (10**3, "k"))


def side_glyph(position: PositionSide) -> str:
    """▼ for longs, which are closed into a falling market, ▲ for shorts."""
    return "▼" if position is PositionSide.LONG else "▲"


def side_word(position: PositionSide) -> str:
    """`long` or `short`: whose position was closed."""
    return tr("long") if position is PositionSide.LONG else tr("short")


def fmt_usd(micro: int | None) -> str:
    """A `MicroUsd` amount as `usd_text` writes it: `$1.24M`, `$310k`, `$950`."""
    return UNKNOWN if micro is None else figure(usd_text(micro))


def fmt_usd_brief(micro: int) -> str:
    """A `MicroUsd` amount in three figures: `$110M`, `$84.0M`, `$3.97M`, `$905k`, `$88`.

    Rounded down, so that `≥` may stand before it.
    """
    usd = micro / 10**6
    for size, unit in _UNITS:
        if usd >= size:
            whole = micro // 10**6 * 100 // size
            places = 0 if whole >= 10_000 else 1 if whole >= 1_000 else 2
            return figure(f"${whole // 10 ** (2 - places) / 10**places:.{places}f}{unit}")
    return f"${usd:.0f}"


def split_sign(text: str) -> tuple[str, str]:
    """What may stand before a total, with its space, and the total: painters write the first in a fainter ink."""
    sign = f"{AT_LEAST} "
    return (sign, text.removeprefix(sign)) if text.startswith(sign) else ("", text)


def fmt_their_usd(micro: int | None) -> str:
    """Another's total in `MicroUsd`, as it told it: how whole it is nobody here knows, and a zero is its own."""
    return fmt_usd(micro)


def fmt_usd_change(micro: int | None) -> str:
    """A difference of `MicroUsd` amounts with its sign: `+$1.24M`, `−$310k`, `$0`."""
    if micro is None:
        return UNKNOWN
    text = figure(usd_text(abs(micro)))
    return text if text == "$0" else f"{'+' if micro > 0 else '−'}{text}"


def fmt_share_change(share: float | None) -> str:
    """A difference as a percentage with its sign: `+12%`, `−34%`, `0%`; from ten times on as a factor: `×12`."""
    if share is None:
        return UNKNOWN
    if share >= 9:
        return figure(f"×{share + 1:,.0f}")
    text = f"{abs(share) * 100:.0f}"
    return in_percent(text if text == "0" else f"{share * 100:+.0f}")


def fmt_usd_axis(usd: float) -> str:
    """Dollars on an axis, without decimals that say nothing: `$2.5M`, `$500k`, `0`; the sign is dropped."""
    usd = abs(usd)
    if usd == 0:
        return "0"
    for size, unit in _UNITS:
        if usd >= size * 0.99995:
            return figure(f"${usd / size:.4g}{unit}")
    return figure(f"${usd:.3g}")


def fmt_usd_exact(micro: int | None) -> str:
    """A `MicroUsd` amount to the cent: `$1,240,310.55`."""
    return UNKNOWN if micro is None else figure(f"${micro / 1e6:,.2f}")


def fmt_price(price: float | None) -> str:
    """A quote price with about six figures that matter: `95,800.1`, `3,120.44`, `0.00001234`."""
    if price is None or price != price:
        return UNKNOWN
    for floor, places in ((10_000, 1), (100, 2), (1, 4), (0.01, 6)):
        if price >= floor:
            return figure(f"{price:,.{places}f}")
    return figure(f"{price:.8f}")


def fmt_count(count: int | None) -> str:
    """A count with thousands marked: `8,412`."""
    return UNKNOWN if count is None else figure(f"{count:,}")


def fmt_share(share: float | None) -> str:
    """A share of one as a percentage; only nothing is `0%` and only everything is `100%`."""
    if share is None:
        return UNKNOWN
    if 0 < share < 0.005:
        return in_percent("<1")
    if 0.995 <= share < 1:
        return in_percent(">99")
    return in_percent(f"{share * 100:.0f}")


def fmt_covered(share: float | None) -> str:
    """A covered share as `fmt_share` writes it, but rounded down, as in the sentences: more is claimed nowhere."""
    if share is not None and 0 < share < 0.01:
        return fmt_share(0.001)
    return fmt_share(share if share is None or share >= 0.99 else int(share * 100) / 100)


def fmt_worth(micro: int | None) -> str:
    """What stands open at one venue, in dollars: `$4.90B`; it is that venue's figure and no total of ours."""
    return fmt_usd(micro)


def fmt_change(change: float | None, *, signed: bool = True) -> str:
    """A fraction as a percentage with two decimals, with its sign unless it has none: `+0.42%`, `−1.30%`, `0.18%`."""
    if change is None:
        return UNKNOWN
    text = f"{abs(change) * 100:.2f}"
    return in_percent(text if not signed or float(text) == 0 else f"{change * 100:+.2f}")


def fmt_rate(rate: float | None) -> str:
    """A funding rate as a percentage with four decimals and its sign: `+0.0100%`, `−0.0182%`."""
    if rate is None:
        return UNKNOWN
    text = f"{abs(rate) * 100:.4f}"
    return in_percent(text if float(text) == 0 else f"{rate * 100:+.4f}")


_AGES = ((DAY, marked("{number}d")), (HOUR, marked("{number}h")), (MINUTE, marked("{number}m")))


def fmt_age(age: int | None) -> str:
    """How long ago, in one unit: `5s`, `2m`, `3h`, `4d`; what lies in the future is `0s`."""
    if age is None:
        return UNKNOWN
    for span, form in _AGES:
        if age >= span:
            return tr(form).format(number=age // span)
    return tr("{number}s").format(number=max(0, age) // SECOND)


def fmt_lag(lag: int | None) -> str:
    """A delay: `85 ms`, `1.2 s`, `14 s`."""
    if lag is None:
        return UNKNOWN
    if lag < SECOND:
        return tr("{number} ms").format(number=lag)
    seconds = figure(f"{lag / SECOND:.1f}") if lag < 9_950 else f"{lag / SECOND:.0f}"
    return tr("{number} s").format(number=seconds)


def fmt_lags(median: int | None, high: int | None) -> str:
    """Two delays in the unit that suits the longer: `90 / 260 ms`, `0.4 / 1.2 s`."""
    if median is None or high is None:
        return UNKNOWN
    if max(median, high) < SECOND:
        return tr("{median} / {high} ms").format(median=median, high=high)
    median_s, high_s = figure(f"{median / SECOND:.1f}"), figure(f"{high / SECOND:.1f}")
    return tr("{median} / {high} s").format(median=median_s, high=high_s)


def fmt_span(span: int | None) -> str:
    """A length of time in at most two units: `45s`, `12m`, `1h 20m`, `2d 3h`."""
    if span is None:
        return UNKNOWN
    if span < MINUTE:
        return tr("{number}s").format(number=max(0, span) // SECOND)
    if span < HOUR:
        return tr("{number}m").format(number=span // MINUTE)
    if span < DAY:
        return _two(span, HOUR, marked("{number}h"), MINUTE, marked("{number}m"))
    return _two(span, DAY, marked("{number}d"), HOUR, marked("{number}h"))


def _two(span: int, large: DurationMs, large_unit: str, small: DurationMs, small_unit: str) -> str:
    rest = span % large // small
    whole = tr(large_unit).format(number=span // large)
    return f"{whole} {tr(small_unit).format(number=rest)}" if rest else whole


def _moment(at: UnixMs, zone: Zone) -> datetime:
    moment = datetime.fromtimestamp(at / SECOND, tz=UTC)
    return moment.astimezone() if zone is Zone.LOCAL else moment


_MONTHS = (
    marked("Jan"), marked("Feb"), marked("Mar"), marked("Apr"), marked("May"), marked("Jun"),
    marked("Jul"), marked("Aug"), marked("Sep"), marked("Oct"), marked("Nov"), marked("Dec"),
)  # fmt: skip


def fmt_clock(at: UnixMs | None, zone: Zone = Zone.UTC) -> str:
    """The time of day to the second: `14:07:33`."""
    if at is None:
        return UNKNOWN
    moment = _moment(at, zone)
    return f"{moment.hour:02}:{moment.minute:02}:{moment.second:02}"  # strftime takes four times as long


def fmt_minute(at: UnixMs | None, zone: Zone = Zone.UTC) -> str:
    """The time of day to the minute: `14:07`."""
    if at is None:
        return UNKNOWN
    moment = _moment(at, zone)
    return f"{moment.hour:02}:{moment.minute:02}"


def fmt_day(at: UnixMs | None, zone: Zone = Zone.UTC) -> str:
    """The day: `13 Jan`."""
    if at is None:
        return UNKNOWN
    moment = _moment(at, zone)
    return tr("{day} {month}").format(day=moment.day, month=month_name(moment))


def fmt_since(at: UnixMs, now: UnixMs, zone: Zone = Zone.UTC) -> str:
    """A moment since which something is so: `14:07`, on another day than today's `13 Jan 14:07`."""
    minute = fmt_minute(at, zone)
    if fmt_day(at, zone) == fmt_day(now, zone):
        return minute
    return tr("{day} {time}").format(day=fmt_day(at, zone), time=minute)


def fmt_day_of_year(at: UnixMs | None, zone: Zone = Zone.UTC) -> str:
    """The day with its year: `13 Jan 2026`."""
    if at is None:
        return UNKNOWN
    return tr("{day} {year}").format(day=fmt_day(at, zone), year=_moment(at, zone).year)


def month_name(moment: datetime) -> str:
    """The month in short, in the language spoken: what the C library says would be in that of the system."""
    return month_name_of(moment.month)


def month_name_of(number: int) -> str:
    """The month of that number, from 1 on, in short."""
    return tr(_MONTHS[number - 1])


def fmt_date_time(moment: datetime) -> str:
    """A day with its year and the time of day: `13 Jan 2026, 14:07`."""
    return tr("{day} {month} {year}, {time}").format(
        day=moment.day, month=month_name(moment), year=moment.year, time=f"{moment:%H:%M}"
    )


WIDEST_DAY = "28 Nov"
"""How samples of the widest text write a day; `widest` puts the language's own in its place."""


def widest(sample: str) -> str:
    """A sample of the widest text there must be room for, such as `28 Nov 88:88 CEST`, in the language spoken."""
    if WIDEST_DAY not in sample:
        return sample
    days = [tr("{day} {month}").format(day=28, month=tr(month)) for month in _MONTHS]
    return sample.replace(WIDEST_DAY, WIDEST_DAY if spoken.plain else max(days, key=len))


def zone_name(at: UnixMs, zone: Zone = Zone.UTC) -> str:
    """What the labels' clock is called: `UTC`, `CEST`."""
    return "UTC" if zone is Zone.UTC else _moment(at, zone).tzname() or tr("local")


def fmt_bytes(size: int | None) -> str:
    """A size on disk: `812 kB`, `1.8 GB`."""
    if size is None:
        return UNKNOWN
    for floor, unit in ((10**9, "GB"), (10**6, "MB"), (10**3, "kB")):
        if size >= floor:
            return f"{figure(f'{size / floor:.1f}')} {unit}" if size < 10 * floor else f"{size / floor:.0f} {unit}"
    return f"{size} B"


def tool_tip(text: str) -> str:
    """`text` for a tool tip, which Qt would otherwise read as markup: every sign is shown as it is written."""
    if not text:
        return ""
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\n", "<br/>")):
        text = text.replace(sign, written)
    return f"<qt>{text}</qt>"


def fmt_date(at: UnixMs, zone: Zone) -> str:
    """`13 Jan 2026`."""
    moment = _moment(at, zone)
    return tr("{day} {month} {year}").format(day=moment.day, month=month_name(moment), year=moment.year)


def fmt_moment(at: UnixMs, zone: Zone) -> str:
    """`13 Jan 2026, 14:07 UTC`."""
    return tr("{day}, {time} {zone}").format(
        day=fmt_date(at, zone), time=fmt_minute(at, zone), zone=zone_name(at, zone)
    )


def fmt_stretch(span: Span, zone: Zone) -> str:
    """`13 Jan 14:00 – 15 Jan 02:00 UTC`, with the year where it is not clear, and without times where those are midnight."""
    first, last = fmt_date(span.start, zone), fmt_date(span.end, zone)
    begin, end = fmt_minute(span.start, zone), fmt_minute(span.end, zone)
    clock = zone_name(span.start, zone)
    if begin == end == "00:00" and span.end - span.start >= DAY - HOUR:
        last_day = fmt_date(UnixMs(span.end - MINUTE), zone)
        if last_day == first:
            return tr("{day} {zone}").format(day=first, zone=clock)
        return tr("{first} – {last} {zone}").format(first=first, last=last_day, zone=clock)
    if first == last:
        return tr("{day}, {begin}–{end} {zone}").format(day=first, begin=begin, end=end, zone=clock)
    return tr("{first}, {begin} – {last}, {end} {zone}").format(
        first=first, begin=begin, last=last, end=end, zone=clock
    )
