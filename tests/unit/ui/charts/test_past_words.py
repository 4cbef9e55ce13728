"""Hours of the day and sizes as classes, rows and sentences."""

import numpy as np

from liqdesk.analytics.past.views import DayProfile, PastQuery, PastSizes, SizeBin
from liqdesk.analytics.views import Coverage
from liqdesk.domain.feed_state import Span
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.past_words import (
    HOUR_HEADER,
    SIZE_HEADER,
    hours_of,
    rest_of_sizes,
    rows_of_hours,
    rows_of_sizes,
    sizes_of,
)

START = UnixMs(1_768_262_400_000)
QUERY = PastQuery(Span(START, UnixMs(START + DAY)))
WHOLE = Coverage(1.0, START, False, zero_known=True)
K = 10**9
BINS = (
    SizeBin(MicroUsd(K), MicroUsd(2 * K), 3, 1, MicroUsd(4 * K), MicroUsd(K)),
    SizeBin(MicroUsd(2 * K), MicroUsd(5 * K), 0, 0, MicroUsd(0), MicroUsd(0)),
    SizeBin(MicroUsd(5 * K), MicroUsd(10 * K), 0, 4, MicroUsd(0), MicroUsd(30 * K)),
)


def profile(watched=4.0):
    hours = np.full(24, watched)
    hours[3] = 0.0
    long, short = np.zeros(24, dtype=np.int64), np.zeros(24, dtype=np.int64)
    short[14] = 8 * K
    return DayProfile(QUERY, long, short, (short > 0).astype(np.int64), hours, WHOLE)


def test_an_hour_is_the_mean_of_the_watched_ones():
    shown = hours_of(profile(), Zone.UTC)
    assert [one.label for one in shown][:3] == ["00", "01", "02"]
    assert shown[14].short == 2_000
    assert shown[14].values == ("14:00–15:00 UTC", "$2k", "$0", "1")
    assert shown[14].status == "mean of 4 h watched, 100% of time"
    assert shown[23].values[0] == "23:00–00:00 UTC"


def test_an_hour_nobody_watched_is_hatched_and_says_so():
    one = hours_of(profile(), Zone.UTC)[3]
    assert (one.missing, one.status, one.values[1]) == (1.0, "nobody was looking", "–")
    assert hours_of(profile(), Zone.UTC)[4].missing == 0


def test_rows_of_hours_leave_out_what_is_not_known():
    rows = list(rows_of_hours(profile()))
    assert all(len(line) == len(HOUR_HEADER) for line in rows)
    assert rows[3] == (3, "", "", 0, 0.0)
    assert rows[14] == (14, 2_000.0, 0.0, 1, 4.0)


def test_bins_are_drawn_by_count_or_by_money():
    sizes = PastSizes(QUERY, QUERY.span, BINS, 0, WHOLE)
    assert [(one.label, one.short, one.long) for one in sizes_of(sizes, False)] == [
        ("$1k", 1.0, 3.0), ("$2k", 0.0, 0.0), ("$5k", 4.0, 0.0),
    ]  # fmt: skip
    assert [one.short for one in sizes_of(sizes, True)] == [1_000.0, 0.0, 30_000.0]
    assert sizes_of(sizes, False)[2].status == "50% of the orders; 100% of time"


def test_what_is_said_of_sizes_as_a_whole():
    sizes = PastSizes(QUERY, QUERY.span, BINS, 2, WHOLE)
    assert rest_of_sizes(sizes, Zone.UTC) == "8 orders; 2 of unknown size"
    wide = PastSizes(PastQuery(Span(START, UnixMs(START + DAY // 2))), QUERY.span, BINS, 0, WHOLE)
    assert rest_of_sizes(wide, Zone.UTC) == "8 orders of whole days, 13 Jan 2026 UTC"
    assert (
        rest_of_sizes(PastSizes(QUERY, QUERY.span, (), 0, Coverage(0.0, None, True)), Zone.UTC) == "nobody was looking"
    )
    rows = list(rows_of_sizes(sizes))
    assert all(len(line) == len(SIZE_HEADER) for line in rows)
    assert rows[0][:6] == (1_000.0, 2_000.0, 1, 3, 1_000.0, 4_000.0)
