"""Hours of the day and sizes of orders as classes to draw, and as rows and sentences; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from liqdesk.analytics.past.views import DayProfile, PastSizes, SizeBin
from liqdesk.analytics.told import split_form, tell, tell_count
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.domain.language import marked, tr
from liqdesk.domain.money import MicroUsd
from liqdesk.settings.model import Zone
from liqdesk.ui.format import fmt_count, fmt_share, fmt_stretch, fmt_usd, fmt_usd_axis, zone_name

HOUR_HEADER = ("hour", "shorts_usd_per_watched_hour", "longs_usd_per_watched_hour", "orders", "watched_hours")
SIZE_HEADER = ("from_usd", "below_usd", "shorts", "longs", "shorts_usd", "longs_usd", "coverage", "at_least")


@dataclass(frozen=True, slots=True)
class Category:
    """One class: its name below the axis, what it holds, what is read of it, and how much of it is missing (0 to 1)."""

    label: str
    short: float
    long: float
    values: tuple[str, ...]
    status: str
    spoken: str
    missing: float = 0.0


def hours_of(profile: DayProfile, zone: Zone) -> list[Category]:
    """The hours of the day by what a mean watched hour brought."""
    clock = zone_name(profile.query.span.start, zone)
    short, long = profile.hourly(profile.short), profile.hourly(profile.long)
    most = max(float(profile.watched.max()), 1e-9)
    shown = []
    for hour in range(len(short)):
        watched = float(profile.watched[hour])
        coverage = _of_hour(profile, hour)
        mean = SideTotal(_micro(long[hour]), _micro(short[hour]), int(profile.rows[hour]))
        told = tell(mean, coverage, fmt_usd)
        name = tr("{hour}:00–{next}:00 {zone}").format(hour=f"{hour:02}", next=f"{(hour + 1) % 24:02}", zone=clock)
        status = tr("mean of {watched} h watched, {covered}").format(watched=f"{watched:,.0f}", covered=told.covered)
        shown.append(
            Category(
                f"{hour:02}",
                mean.short / 1e6,
                mean.long / 1e6,
                (name, *map(told.signed, (told.short, told.long)), tell_count(mean, coverage)),
                told.state or status,
                f"{name}: {told.signed(told.short)} {tr('shorts')}, {told.signed(told.long)} {tr('longs')}",
                1.0 - watched / most if watched < 0.5 * most else 0.0,
            )
        )
    return shown


def _of_hour(profile: DayProfile, hour: int) -> Coverage:
    whole = profile.coverage
    seen = float(profile.watched[hour]) > 0
    if not seen:
        return Coverage(0.0, None, whole.at_least, whole.reasons)
    return replace(whole, missing=())


def _micro(usd: float) -> MicroUsd:
    """Dollars as micro-dollars; what was not watched brought nothing that is known."""
    return MicroUsd(0 if usd != usd else round(usd * 1e6))


REST_OF_HOURS = marked("mean watched hour")


def rows_of_hours(profile: DayProfile) -> Iterator[tuple[object, ...]]:
    """Every hour, as values under `HOUR_HEADER`; a dash is nothing at all, where none was watched."""
    short, long = profile.hourly(profile.short), profile.hourly(profile.long)
    for hour in range(len(short)):
        seen = float(profile.watched[hour]) > 0
        sums = split_form(SideTotal(_micro(long[hour]), _micro(short[hour])), _of_hour(profile, hour))[0]
        money = (sums["short_usd"], sums["long_usd"]) if seen else ("", "")
        yield hour, *money, int(profile.rows[hour]), round(float(profile.watched[hour]), 2)


def sizes_of(sizes: PastSizes, money: bool) -> list[Category]:
    """The bins of sizes, by how many orders or by what those come to."""
    rows = sum(one.rows for one in sizes.bins) or 1
    shown = []
    for one in sizes.bins:
        total = SideTotal(one.long, one.short, one.rows)
        told = tell(total, sizes.coverage, fmt_usd)
        name = _bin_name(one)
        share = tr("{share} of the orders").format(share=fmt_share(one.rows / rows))
        shown.append(
            Category(
                fmt_usd_axis(one.least / 1e6),
                one.short / 1e6 if money else float(one.short_rows),
                one.long / 1e6 if money else float(one.long_rows),
                (name, fmt_count(one.short_rows), fmt_count(one.long_rows), told.signed(told.total)),
                f"{share}; {told.covered}",
                tr("{name}: {rows} orders, {total}").format(
                    name=name, rows=fmt_count(one.rows), total=told.signed(told.total)
                ),
            )
        )
    return shown


def _bin_name(one: SizeBin) -> str:
    return f"{fmt_usd_axis(one.least / 1e6)} – {fmt_usd_axis(one.until / 1e6)}"


def rest_of_sizes(sizes: PastSizes, zone: Zone) -> str:
    """What is said where no bin is pointed at."""
    if not sizes.bins:
        return tell(SideTotal(), sizes.coverage, fmt_usd).state
    told = tr("%n order(s)", "", sum(one.rows for one in sizes.bins))
    if sizes.span != sizes.query.span:
        told = tr("{orders} of whole days, {span}").format(orders=told, span=fmt_stretch(sizes.span, zone))
    if sizes.unvalued:
        told += tr("; %n of unknown size", "", sizes.unvalued)
    return told


def rows_of_sizes(sizes: PastSizes) -> Iterator[tuple[object, ...]]:
    """Every bin, as values under `SIZE_HEADER`."""
    for one in sizes.bins:
        sums, whole = split_form(SideTotal(one.long, one.short, one.rows), sizes.coverage)
        yield (
            one.least / 1e6, one.until / 1e6, one.short_rows, one.long_rows, sums["short_usd"], sums["long_usd"],
            whole["coverage"], int(whole["at_least"]),
        )  # fmt: skip
