"""What is said of bars of the past."""

from dataclasses import replace

import numpy as np

from liqdesk.analytics.past.views import PastBars, PastQuery
from liqdesk.analytics.views import Coverage, Gap, SideTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, HOUR, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.past_reading import (
    HEADER,
    gap_words,
    rows_of_past,
    summary_of_past,
    values_of_bar,
    values_of_stretch,
)

START = UnixMs(1_768_262_400_000)
"""13 January 2026, 00:00 UTC."""
SPAN = Span(START, UnixMs(START + 3 * HOUR))
WHOLE = Coverage(1.0, START, False, zero_known=True)


def ints(*values):
    return np.array(values, dtype=np.int64)


def bars(share=(1.0, 1.0, 0.5), short=(0, 2_000_000, 5_000_000), coverage=WHOLE, around=0):
    pad = [0] * around
    return PastBars(
        PastQuery(SPAN), HOUR, UnixMs(START - around * HOUR), ints(*[9 * 10**9] * around, 0, 10**9, 0),
        ints(*pad, *short), ints(*pad, 0, 2, 1), ints(*pad, 0, 0, 0), np.array((*[1.0] * around, *share)), (),
        SideTotal(MicroUsd(10**9), MicroUsd(sum(short)), 3), coverage, "BTC", ints(START + HOUR - 5_000), np.array((95_000.0,)),
        False, True,
    )  # fmt: skip


def test_a_bar_is_told_with_its_coverage_and_the_price_at_its_start():
    values, status = values_of_bar(bars(), 1, Zone.UTC)
    assert values == ("13 Jan 01:00 UTC", "$2", "$1k", "$1k", "2", "BTC 95,000.0")
    assert status == "100% of time"


def test_an_empty_bar_that_was_watched_is_a_zero_and_another_is_none():
    assert values_of_bar(bars(), 0, Zone.UTC)[0][1:4] == ("$0", "$0", "$0")
    values, status = values_of_bar(bars(share=(0.0, 1.0, 1.0)), 0, Zone.UTC)
    assert values[1:4] == ("–", "–", "–")
    assert status == "nobody was looking"


def test_a_bar_that_was_watched_in_part_is_a_floor():
    values, status = values_of_bar(bars(), 2, Zone.UTC)
    assert values[1] == "≥ $5"
    assert status == "50% of time"


def test_a_price_is_not_told_long_after_it_was_heard():
    assert values_of_bar(bars(), 0, Zone.UTC)[0][5] == "BTC 95,000.0", (
        "none was known at its start: the first within it"
    )
    early = replace(bars(), price_at=ints(START - 3 * HOUR))
    assert values_of_bar(early, 0, Zone.UTC)[0][5] == "BTC –", "long before"
    late = replace(bars(), price_at=ints(START + 2 * HOUR))
    assert values_of_bar(late, 0, Zone.UTC)[0][5] == "BTC –", "only after it"


def test_the_stretch_and_its_sentence_speak_of_what_is_in_sight_alone():
    values, _ = values_of_stretch(bars(around=2), Zone.UTC)
    assert values[:4] == ("in sight", "$7", "$1k", "$1k")
    said = summary_of_past(bars(around=2), Zone.UTC)
    assert said.startswith("Liquidations 13 Jan 2026, 00:00–03:00 UTC: $7 shorts and $1k longs, covered 100% of time.")
    assert "Largest bar 13 Jan 2026, 01:00 UTC" in said
    blind = Coverage(0.0, None, True)
    assert "nobody was looking" in summary_of_past(bars(share=(0, 0, 0), coverage=blind), Zone.UTC)


def test_gaps_say_who_was_missing_and_when():
    day = Span(START, UnixMs(START + DAY))
    assert gap_words(Gap(day, 1.0), Zone.UTC) == "not covered 13 Jan 2026 UTC: nobody was listening"
    assert gap_words(Gap(SPAN, 0.25), Zone.UTC) == "25% of the feeds' time missing 13 Jan 2026, 00:00–03:00 UTC"


def test_rows_hold_what_the_header_names():
    rows = list(rows_of_past(bars(), "recorded"))
    assert all(len(line) == len(HEADER) for line in rows)
    assert rows[2] == (START + 2 * HOUR, 0.000005 * 1e6, 0.0, 1, 0, 0.5, 1, "recorded")
