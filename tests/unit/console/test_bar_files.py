"""Sums in files say how whole they are; events are cells with their parts as text."""

import msgspec
import pytest

from liqdesk.analytics.views import SideTotal
from liqdesk.console.bar_files import (
    BAR_KINDS,
    EVENT_KINDS,
    WATCHED_KINDS,
    bar_form,
    event_cells,
    watched_form,
)
from liqdesk.console.events import event_form
from liqdesk.console.tables import Kind
from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import HOUR, UnixMs
from liqdesk.domain.venue import VenueId
from tests.fakes.events import entry
from tests.fakes.rows import T0

BYBIT = VenueId("bybit")
TOTAL = SideTotal(MicroUsd(1_234_567_891), MicroUsd(0), 3)
HOUR_OF_IT = Span(T0, UnixMs(T0 + HOUR))


def bar(watched=1.0, completeness="full", total=TOTAL):
    return bar_form(HOUR_OF_IT, BYBIT, "BTC", total, watched, completeness, "live")


def test_a_bar_has_money_to_the_millionth_and_its_coverage():
    form = bar(0.82)
    assert form.keys() == BAR_KINDS.keys()
    assert (form["long_usd"], form["long_micro"], form["count"], form["coverage"]) == (1_234.57, 1_234_567_891, 3, 0.82)


@pytest.mark.parametrize(
    ("form", "at_least"),
    [
        (bar(), False),
        (bar(0.82), True),
        (bar(None), True),
        (bar(completeness="sampled"), True),
        (bar(total=SideTotal(MicroUsd(1), MicroUsd(0), 2, 1)), True),
    ],
)
def test_a_bar_is_a_floor_wherever_more_may_have_happened(form, at_least):
    assert form["at_least"] is at_least


def test_where_nobody_knows_how_much_was_watched_nothing_is_said():
    assert bar(None)["coverage"] is None


def test_watched_time():
    form = watched_form(CoveredSpan(LaneId("bybit/a"), BYBIT, HOUR_OF_IT), "live")
    assert form.keys() == WATCHED_KINDS.keys()
    assert (form["venue"], form["start"], form["until"]) == ("bybit", T0, T0 + HOUR)


def test_an_event_in_cells():
    cells, form = event_cells(entry()), event_form(entry())
    assert cells.keys() == form.keys() == EVENT_KINDS.keys()
    held = {Kind.TEXT: str, Kind.NUMBER: float, Kind.WHOLE: int, Kind.MOMENT: int, Kind.FLAG: bool}
    wrong = {name: value for name, value in cells.items() if not isinstance(value, held[EVENT_KINDS[name]] | None)}
    assert wrong == {}
    assert msgspec.json.decode(cells["coverage"]) == form["coverage"]
