"""What the cumulative chart says: money with how whole it is, a net that claims no floor, and honest silence."""

from dataclasses import replace

import numpy as np
import pytest

from liqdesk.analytics.cumulative import CumulativeQuery, CumulativeView
from liqdesk.analytics.views import Coverage, Gap, SideTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.cumulative_reading import (
    net_text,
    nothing_since,
    reading_at,
    since_words,
    summary_of_sums,
    values_of,
)

T0 = UnixMs(1_768_340_400_000)
ALL = Coverage(1.0, T0, False, zero_known=True)
FLOOR = Coverage(0.9, T0, True, ("OKX publishes samples",))
BLIND = Coverage(0.0, None, True, ("no venue was connected",))


def view_of(long=(0, 0, 4), short=(0, 6, 6), coverage=FLOOR, gaps=()) -> CumulativeView:
    ends = np.array([T0, T0 + MINUTE, T0 + 2 * MINUTE])
    sums = [np.array(side, dtype=np.int64) * 10**12 for side in (long, short)]
    total = SideTotal(MicroUsd(int(sums[0][-1])), MicroUsd(int(sums[1][-1])), 9)
    price_at, price = np.array([T0 + 1_000]), np.array([95_700.0])
    return CumulativeView(
        CumulativeQuery(since=T0), T0, UnixMs(T0 + 2 * MINUTE), ends, *sums, total, coverage, gaps, price_at, price
    )


def test_the_end_says_all_of_it():
    view = view_of()
    assert values_of(view, reading_at(view, 2), Zone.UTC) == (
        "13 Jan 21:42 UTC",
        "≥ $6.00M",
        "≥ $4.00M",
        "≥ $10.00M",
        "▲ $2.00M",
        "BTC 95,700.0",
    )


def test_a_moment_between_says_how_whole_it_was_by_then():
    gap = Gap(Span(T0, UnixMs(T0 + 30_000)), 1.0)
    told = reading_at(view_of(coverage=ALL, gaps=(gap,)), 1).told
    assert told.short == "$6.00M"
    assert told.more_possible
    assert told.covered == "50% of time"
    assert told.long == "–", "nothing seen, and not all was watched"


@pytest.mark.parametrize(
    ("long", "short", "coverage", "expected"),
    [
        (1, 3, FLOOR, "▲ $2.00M"),
        (3, 1, ALL, "▼ $2.00M"),
        (2, 2, ALL, "$0"),
        (2, 2, FLOOR, "even"),
        (0, 0, FLOOR, "–"),
        (0, 0, BLIND, "–"),
    ],
)
def test_the_net_is_of_what_was_seen(long, short, coverage, expected):
    assert net_text(SideTotal(MicroUsd(long * 10**12), MicroUsd(short * 10**12), long + short), coverage) == expected


@pytest.mark.parametrize(
    ("count", "coverage", "expected"),
    [
        (0, BLIND, "Nothing recorded since 13 Jan 21:40 UTC: no venue was connected"),
        (0, FLOOR, "No liquidations seen since 13 Jan 21:40 UTC"),
        (0, ALL, "No liquidations since 13 Jan 21:40 UTC"),
        (2, ALL, "Only orders of unknown size since 13 Jan 21:40 UTC"),
    ],
)
def test_nothing_to_draw_is_told_apart(count, coverage, expected):
    view = replace(view_of((0, 0, 0), (0, 0, 0), coverage), total=SideTotal(count=count, unvalued=count))
    assert nothing_since(view, Zone.UTC) == expected
    assert summary_of_sums(view, Zone.UTC) == expected + "."


def test_the_summary_is_a_sentence():
    assert since_words(view_of(), Zone.UTC) == "13 Jan 21:40 UTC"
    assert summary_of_sums(view_of(), Zone.UTC) == (
        "Liquidated of all coins since 13 Jan 21:40 UTC, up to 21:42:00: at least $6.00M shorts, at least $4.00M longs, "
        "net of what was seen shorts $2.00M, covered 90% of time."
    )
