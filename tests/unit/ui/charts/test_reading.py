"""What a bucket says: unknown is never zero."""

from dataclasses import replace

import numpy as np
import pytest

from liqdesk.analytics.views import Gap, GapFills, TimelineQuery, TimelineView
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.reading import (
    covered_since,
    gap_sentence,
    hatch_weight,
    missing_share,
    missing_words,
    nothing_to_see,
    reading_of,
    status_of,
    summary_of,
)
from liqdesk.ui.format import fmt_usd

START = UnixMs(1_768_262_400_000)


def gap(first: float, last: float, missing: float = 1.0) -> Gap:
    return Gap(Span(UnixMs(round(START + first * MINUTE)), UnixMs(round(START + last * MINUTE))), missing)


def view(*gaps: Gap, filled: bool = True, at_least: bool = False) -> TimelineView:
    usd = np.arange(10.0) * 1_000 if filled else np.zeros(10)
    return TimelineView(
        TimelineQuery(MINUTE, None, None, "BTC"),
        START,
        usd,
        usd * 2,
        (usd > 0).astype(np.int64),
        gaps,
        START + np.arange(10) * MINUTE,
        np.where(np.arange(10) == 4, np.nan, 100.0 + np.arange(10)),
        1,
        at_least,
        UnixMs(START + 10 * MINUTE - 1),
        zero_known=True,
    )


def test_a_covered_bucket() -> None:
    reading = reading_of(view(), 3)
    assert (reading.short, reading.long, reading.count, reading.told(fmt_usd).total) == (6_000, 3_000, 1, "$9k")
    assert reading.price == 103
    assert status_of(reading) == "covered"


def test_nobody_looked_is_not_nothing_happened() -> None:
    dark = reading_of(view(gap(0, 5), filled=False), 2)
    assert (dark.short, dark.long, dark.count, dark.told(fmt_usd).total) == (None, None, None, "–")
    assert status_of(dark) == "uncovered"
    assert gap_sentence(dark.gap, Zone.UTC) == "not covered 00:00–00:05: nobody was listening"
    calm = reading_of(view(filled=False), 2)
    assert (calm.short, calm.long, calm.count, calm.told(fmt_usd).total) == (0, 0, 0, "$0")


def test_rows_told_later_show_although_nobody_looked() -> None:
    assert reading_of(view(gap(0, 5)), 2).short == 4_000


def test_partly_covered() -> None:
    reading = reading_of(view(gap(2.5, 5), gap(5, 6, 0.25)), 2)
    assert reading.missing == 0.5
    assert status_of(reading) == "50% missing"
    assert gap_sentence(gap(5, 6, 0.25), Zone.UTC) == "25% of the feeds missing 00:05–00:06"
    assert status_of(reading_of(view(at_least=True), 3)) == "sampled"
    assert missing_share(view(gap(5, 6, 0.25)), START + 5 * MINUTE, START + 6 * MINUTE)[0] == 0.25


def test_the_words_say_neither_all_nor_nothing_unless_it_is() -> None:
    assert [missing_words(share) for share in (0.001, 0.857, 0.999, 1.0)] == ["1%", "86%", "99%", "100%"]
    told_later = reading_of(view(gap(0, 5)), 2)
    assert status_of(told_later) == "100% missing"


@pytest.mark.parametrize("missing", [0.0, 0.001, 12 / 14, 1.0])
@pytest.mark.parametrize("fills", [GapFills(), GapFills(never=12), GapFills(partly=12), GapFills(2, 3, 4, 5)])
def test_what_the_read_out_calls_missing_is_hatched_and_nothing_else(missing: float, fills: GapFills) -> None:
    one = replace(gap(2, 4, missing), fills=fills)
    said = [reading_of(view(one), number).missing > 0 for number in range(10)]
    assert said == [hatch_weight(one) > 0 and number in (2, 3) for number in range(10)]


@pytest.mark.parametrize(
    ("missing", "fills", "sentence"),
    [
        (0.0, GapFills(filled=1), "00:00–00:05 filled from the venue's history"),
        (0.0, GapFills(filled=2), "00:00–00:05 filled from the venues' histories"),
        (
            1.0,
            GapFills(partly=1),
            "not covered 00:00–00:05: nobody was listening; partly filled from the venue's history",
        ),
        (1.0, GapFills(never=3), "not covered 00:00–00:05: nobody was listening; cannot be filled"),
        (0.5, GapFills(waiting=1), "50% of the feeds missing 00:00–00:05; not filled yet"),
        (
            0.9,
            GapFills(1, 2, 5, 1),
            "90% of the feeds missing 00:00–00:05; 1 filled from history, 2 partly filled from history,"
            " 5 cannot be filled, 1 not filled yet",
        ),
    ],
)
def test_what_became_of_a_gap_is_said(missing: float, fills: GapFills, sentence: str) -> None:
    assert gap_sentence(replace(gap(0, 5, missing), fills=fills), Zone.UTC) == sentence


def test_a_filled_gap_is_found_and_takes_nothing() -> None:
    filled = replace(gap(0, 5, 0.0), fills=GapFills(filled=1))
    reading = reading_of(view(filled), 2)
    assert (reading.missing, reading.gap, status_of(reading)) == (0.0, filled, "covered")
    assert reading_of(view(filled, gap(2, 3, 0.25)), 2).gap == gap(2, 3, 0.25)


def test_the_better_a_gap_is_known_the_fainter_it_is_hatched() -> None:
    fillings = (GapFills(), GapFills(never=2), GapFills(partly=1, never=1), GapFills(partly=2))
    assert [hatch_weight(replace(gap(0, 5), fills=one)) for one in fillings] == [1.0, 1.0, 0.75, 0.5]
    assert hatch_weight(replace(gap(0, 5, 0.0), fills=GapFills(filled=1))) == 0.0


def test_an_unheard_price_is_unknown() -> None:
    assert reading_of(view(), 4).price is None


def test_the_last_bucket_is_open() -> None:
    assert status_of(reading_of(view(), 9)) == "still open"


def test_sentences_for_an_empty_chart() -> None:
    assert nothing_to_see(view(), Zone.UTC) is None
    assert nothing_to_see(view(filled=False), Zone.UTC) == "No liquidations in the last 24 hours"
    late = view(gap(0, 3), gap(3, 6), filled=False)
    assert covered_since(late) == START + 6 * MINUTE
    assert nothing_to_see(late, Zone.UTC) == "No liquidations yet since 00:06 UTC"
    never = view(gap(0, 11), filled=False)
    assert (nothing_to_see(never, Zone.UTC) or "").startswith("Nothing recorded")
    asked = replace(view(filled=False), query=TimelineQuery(MINUTE, "SOL", VenueId("okx"), "BTC"))
    assert nothing_to_see(asked, Zone.UTC) == "No SOL liquidations on okx in the last 24 hours"


def test_the_summary_says_at_least() -> None:
    assert "at least $90k shorts" in summary_of(view(at_least=True), Zone.UTC)
    assert "00:09:00 UTC: $18k shorts, $9k longs" in summary_of(view(), Zone.UTC)
    assert "longs, covered 74% of time" in summary_of(view(gap(0, 5, 0.5)), Zone.UTC)
    assert summary_of(view(filled=False), Zone.UTC) == "No liquidations in the last 24 hours."


def test_a_zero_is_written_only_where_all_was_watched() -> None:
    assert reading_of(view(gap(2, 3, 0.25), filled=False), 2).told(fmt_usd).total == "–"
    doubtful = replace(view(filled=False), zero_known=False)
    assert reading_of(doubtful, 2).told(fmt_usd).total == "–"
    assert nothing_to_see(doubtful, Zone.UTC) == "No liquidations seen in the last 24 hours"
