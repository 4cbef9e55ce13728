"""What is said of how each venue tells a side, and how its rows became dollars, is what its frames on file show."""

import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest

from liqdesk.analytics.arithmetic import Way, way_of
from liqdesk.domain.liquidation import Liquidation, LiquidationReport, PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.venues.registry import VENUES
from tests.fakes.frames import Golden, goldens, listed

SIGNS = {"above zero", "below zero"}
POSITIONAL = {"bitfinex": 5}
"""Where the field has no name, its place in the row."""


def reports(golden: Golden) -> list[LiquidationReport]:
    return [event for event in golden.session().received(golden.frame) if isinstance(event, LiquidationReport)]


def words(golden: Golden, field: str) -> set[str]:
    """All that stands in the field anywhere in the frame, a number as its sign."""
    text = golden.frame if isinstance(golden.frame, str) else gzip.decompress(golden.frame).decode()
    return {_word(value) for value in _values(json.loads(text), field, POSITIONAL.get(golden.venue))}


def _word(value: Any) -> str:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    return str(value).lower() if isinstance(value, bool) else "above zero" if number > 0 else "below zero"


def _values(value: Any, field: str, place: int | None) -> Iterator[Any]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == field and not isinstance(inner, dict | list):
                yield inner
            yield from _values(inner, field, place)
    elif isinstance(value, list):
        if place is not None and value[:1] == ["pos"]:
            yield value[place]
        for inner in value:
            yield from _values(inner, field, place)


@pytest.mark.parametrize("venue", list(VENUES))
def test_the_side_rule_says_what_the_frames_show(venue: VenueId) -> None:
    rule = VENUES[venue].info.side
    assert rule is not None
    shown: dict[PositionSide, int] = {PositionSide.LONG: 0, PositionSide.SHORT: 0}
    for golden in goldens():
        sides = {one.position for one in reports(golden)} if golden.venue == venue else set()
        if len(sides) == 1:
            side = sides.pop()
            wanted = rule.long_word if side is PositionSide.LONG else rule.short_word
            shown[side] += wanted in words(golden, rule.field)
    assert all(shown.values()), f"no frame of {venue} on file shows {rule.field} for {shown}"
    assert {rule.long_word, rule.short_word} <= SIGNS or not {rule.long_word, rule.short_word} & SIGNS


@pytest.mark.parametrize("venue", list(VENUES))
def test_every_row_on_file_can_be_explained(venue: VenueId) -> None:
    contracts = listed()
    explained = 0
    for report in (report for golden in goldens() if golden.venue == venue for report in reports(golden)):
        of = contracts.get((report.venue, report.symbol))
        if of is None:  # of no list on file: its name is judged elsewhere
            continue
        quantity, notional = of.measure(report.size, report.unit, report.price, report.quote_value)
        row = Liquidation(
            of, report.position, report.price / of.scale, report.price_kind, quantity, notional, report.at or UnixMs(1),
            UnixMs(2), report.kind, False, VENUES[report.venue].info.completeness, report.size, report.price,
        )  # fmt: skip
        way = way_of(row)
        assert (way is Way.UNVALUED) is (notional is None)
        assert way is not Way.STATED or report.quote_value, row
        explained += 1
    assert explained > 1
