"""What the tiles of the largest coins say in words; no Qt."""

from dataclasses import dataclass

import numpy as np

from liqdesk.analytics.courses import CoinCourse, CoursesView
from liqdesk.analytics.told import Told, tell
from liqdesk.analytics.views import SideTotal
from liqdesk.domain.language import marked, tr
from liqdesk.domain.money import micro_usd
from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.reading import coverage_between
from liqdesk.ui.format import fmt_minute, fmt_share, fmt_usd, zone_name

WAITING = marked("Waiting for the first figures…")


@dataclass(frozen=True, slots=True)
class TileWords:
    """One tile: the coin, its total, both sides, its share of everything, and all that as a sentence."""

    base: str
    total: str
    short: str
    long: str
    share: str
    sentence: str

    def sides(self, short: str, long: str) -> tuple[tuple[str, str], ...]:
        """Both sides with their colours."""
        return (self.short, short), (self.long, long)


def words_of(view: CoursesView, course: CoinCourse, at: UnixMs | None, zone: Zone) -> TileWords:
    """What a tile says; where `at` is pointed at, of the bar that holds it."""
    told = tell(course.total.total, course.total.coverage, fmt_usd)
    share = tr("{share} of all").format(share=fmt_share(course.share)) if course.share else ""
    sentence = tr("{base}: {total} in {window}, {short} shorts, {long} longs, {share}, covered {covered}").format(
        base=course.base,
        total=told.signed(told.total),
        window=course.total.window,
        short=told.signed(told.short),
        long=told.signed(told.long),
        share=share,
        covered=told.covered,
    )
    short, long = f"▲ {fmt_share(told.short_share)}", f"▼ {fmt_share(told.long_share)}"
    if at is not None:
        bar = _bar(view, course, at)
        return TileWords(
            course.base,
            f"{fmt_minute(at, zone)} {zone_name(at, zone)}",
            f"▲ {bar.signed(bar.short)}",
            f"▼ {bar.signed(bar.long)}",
            "",
            sentence,
        )
    return TileWords(course.base, told.signed(told.total), short, long, share, sentence)


def _bar(view: CoursesView, course: CoinCourse, at: UnixMs) -> Told:
    index = min(max((at - view.start) // view.query.bucket, 0), len(course.long) - 1)
    start = view.start + index * view.query.bucket
    long, short = micro_usd(float(course.long[index])), micro_usd(float(course.short[index]))
    coverage = coverage_between(view, start, start + view.query.bucket)
    return tell(SideTotal(long, short, int(long > 0) + int(short > 0)), coverage, fmt_usd)


def nothing_in(view: CoursesView | None, zone: Zone) -> str:
    """The sentence for no tile at all; empty where there is one."""
    if view is None:
        return tr(WAITING)
    if view.coins:
        return ""
    if view.market.coverage.blind:
        return tr("Nothing recorded: no venue was connected in the last {window}").format(window=view.query.window)
    return tr("No liquidations seen in the last {window}").format(window=view.query.window)


def summary_of_courses(view: CoursesView | None) -> str:
    """The largest coins with their totals, for those who hear the chart."""
    if view is None:
        return ""
    if not view.coins:
        return nothing_in(view, Zone.UTC)
    said = (words_of(view, course, None, Zone.UTC) for course in view.coins)
    return tr("The {count} largest coins. {coins}.").format(
        count=len(view.coins), coins=". ".join(one.sentence for one in said)
    )


def course_rows(view: CoursesView) -> list[tuple[str, str, float, float]]:
    """Every bar: its start in UTC, the coin, dollars long and short."""
    found = []
    for course in view.coins:
        for index, (long, short) in enumerate(zip(course.long.tolist(), course.short.tolist(), strict=True)):
            when = str(np.datetime64(view.start + index * view.query.bucket, "ms")) + "Z"
            found.append((when, course.base, round(long, 2), round(short, 2)))
    return found
