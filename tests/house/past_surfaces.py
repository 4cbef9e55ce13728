"""What the panel of the past says of a total, for the rule that none is shown without its coverage."""

from typing import Protocol

import numpy as np

from liqdesk.analytics.past.views import DayProfile, Part, PastBars, PastDay, PastDays, PastQuery, PastSizes, SizeBin
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.calendar import Calendar, spoken_day
from liqdesk.ui.charts.past_reading import summary_of_past, values_of_bar, values_of_stretch
from liqdesk.ui.charts.past_words import hours_of, sizes_of
from liqdesk.ui.tables.past import part_row
from liqdesk.ui.theme import Theme
from tests.fakes.rows import T0

START = UnixMs(T0 - T0 % DAY)
QUERY = PastQuery(Span(START, UnixMs(START + DAY)))


class Stage(Protocol):
    """What they stand on."""

    theme: Theme


def _one(amount: int) -> np.ndarray:
    return np.array((amount,), dtype=np.int64)


def past_chart(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    bars = PastBars(
        QUERY, DAY, START, _one(total.long), _one(total.short), _one(total.count), _one(0), np.array((coverage.share,)),
        (), total, coverage, "BTC", np.empty(0, dtype=np.int64), np.empty(0), coverage.at_least, coverage.zero_known,
    )  # fmt: skip
    bar, watched = values_of_bar(bars, 0, Zone.UTC)
    stretch, status = values_of_stretch(bars, Zone.UTC)
    assert bar[1:4] == stretch[1:4]
    return " ".join((*bar[1:5], watched, *stretch[1:5], status, summary_of_past(bars, Zone.UTC)))


def calendar_day(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    day = PastDay(START // DAY, QUERY.span, total, coverage)
    made = Calendar(stage.theme)
    made.show_days(PastDays(QUERY, (day,)))
    made.point_at(day.number)
    said = " ".join((*made.read_out.values[1:], made.read_out.status, spoken_day(day)))
    made.deleteLater()
    return said


def hours_of_day(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    sums = [np.full(24, amount, dtype=np.int64) for amount in (total.long, total.short, total.count)]
    profile = DayProfile(QUERY, sums[0], sums[1], sums[2], np.full(24, coverage.share), coverage)
    one = hours_of(profile, Zone.UTC)[7]
    return " ".join((*one.values[1:], one.status, one.spoken.partition("UTC")[2]))


def sizes(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    held = SizeBin(MicroUsd(10**9), MicroUsd(2 * 10**9), 3, 4, total.long, total.short)
    one = sizes_of(PastSizes(QUERY, QUERY.span, (held,), 0, coverage), False)[0]
    return " ".join((one.values[3], one.status))


def table_of_parts(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    made = part_row(Part("BTC", "BTC", total, coverage), total.both)
    return " ".join((*made.cells[1:4], made.tip, made.spoken))


PAST_SURFACES = {
    "liqdesk/ui/charts/past_reading.py": (past_chart,),
    "liqdesk/ui/charts/calendar.py": (calendar_day,),
    "liqdesk/ui/charts/past_words.py": (hours_of_day, sizes),
    "liqdesk/ui/tables/past.py": (table_of_parts,),
}
