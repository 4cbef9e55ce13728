"""What was measured is written in its own unit, beside the condition it is of."""

import pytest

from liqdesk.analytics.events import Evidence
from liqdesk.domain.time import UnixMs
from liqdesk.settings.rules import AlertLevel, CoverageUnder, EventReaches, OneSided, OrderOver, WindowOver
from liqdesk.ui.tables.measured import measured_words, needed_words, paired
from tests.fakes.alerts import squeeze

AT = UnixMs(1_768_343_160_000)
SHARE = Evidence("one-sided", 83.0, 80.0, True, "percent of the market in 1 h")
TOTAL = Evidence("window", 25e6, 20e6, True, "longs and shorts of the market in 1 h, at least")
HEARD = Evidence("coverage", 41.0, 50.0, True, "percent of the last hour covered")


@pytest.mark.parametrize(
    ("evidence", "measured", "needed"),
    [
        (Evidence("window", 3_100_000.0, 10_000_000.0, False, "dollars of shorts"), "$3.10M", "$10M"),
        (Evidence("window", 3_100_000.0, 10_000_000.0, False, "dollars, at least"), "≥ $3.10M", "$10M"),
        (Evidence("coverage", 41.0, 50.0, True, "percent of the hour"), "41%", "50%"),
        (Evidence("rank", 1.0, 1.0, True, "place"), "place 1", "place 1"),
        (Evidence("window", None, 10_000_000.0, None, "dollars"), "–", "$10M"),
        (Evidence("feed", None, None, None), "–", ""),
        (Evidence("feed", 150.0, 120.0, True, "seconds; Bybit down"), "2m 30s", "2m"),
        (Evidence("event", 3.0, 1.0, True, "Short squeeze: critical"), "critical", "watch"),
        (Evidence("one-sided", 83.4, 80.0, True, "percent of the market"), "83.4%", "80%"),
        (Evidence("other", 12_345.0, 3.0, True), "1.234e+04", "3"),
    ],
)
def test_what_was_measured_is_written_in_its_unit(evidence, measured, needed):
    assert (measured_words(evidence), needed_words(evidence)) == (measured, needed)


def test_an_alert_s_own_dollars_are_a_floor_where_its_sum_is():
    assert measured_words(squeeze(AT).why[0], at_least=True) == "≥ $312.00M"


def test_each_measurement_stands_beside_its_condition():
    named = paired((OneSided(), CoverageUnder()), (SHARE, TOTAL, HEARD), {})
    assert [evidence for _, evidence in named] == [SHARE, TOTAL, HEARD]
    assert [words for words, _ in named] == [
        "One side is at least 80% of $20M or more liquidated in 1h on the whole market",
        "as a total",
        "Less than 50% of the last hour is heard",
    ]


def test_what_could_not_be_measured_does_not_take_its_neighbour_s():
    lacks = Evidence("one-sided", None, None, None, "Bybit is off")
    named = paired((OneSided(), WindowOver(usd=20_000_000)), (lacks, TOTAL), {})
    assert [words.split(" ")[0] for words, _ in named] == ["One", "Liquidated"]


def test_measurements_of_other_conditions_speak_for_themselves():
    own = "coverage: percent of the last hour covered"
    assert paired((), (HEARD,), {}) == [(own, HEARD)]
    assert paired((OrderOver(),), (HEARD,), {}) == [(own, HEARD)]
    longs = Evidence("window", 25e6, 9e6, True, "longs of the market in 1 h")
    assert paired((WindowOver(usd=20_000_000),), (longs,), {})[0][0] == "window: longs of the market in 1 h"


def test_an_event_that_grew_is_measured_more_than_once_of_the_same_condition():
    rules = (EventReaches(), EventReaches(level=AlertLevel.ALERT, any_coin=True))
    grown = [Evidence("event", level, 2.0, True, "Short squeeze") for level in (2.0, 3.0)]
    words = "A squeeze or flush of the market or of any coin reaches alert"
    assert [said for said, _ in paired(rules, grown, {})] == [words, words]
