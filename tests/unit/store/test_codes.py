"""The numbers on disk mean what they always meant."""

import pytest

from liqdesk.domain.liquidation import LiquidationKind, PositionSide, PriceKind
from liqdesk.domain.venue import Completeness
from liqdesk.store import codes
from liqdesk.store.codes import Source


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (codes.POSITIONS, "long short"),
        (codes.KINDS, "liquidation backstop deleverage"),
        (codes.PRICE_KINDS, "fill bankruptcy order mark entry"),
        (codes.COMPLETENESSES, "full sampled partial aggregated"),
        (codes.SOURCES, "live replay demo import"),
    ],
)
def test_no_number_changes_its_meaning(table, words):
    assert " ".join(table).startswith(words)


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (codes.POSITIONS, PositionSide),
        (codes.KINDS, LiquidationKind),
        (codes.PRICE_KINDS, PriceKind),
        (codes.COMPLETENESSES, Completeness),
        (codes.SOURCES, Source),
    ],
)
def test_every_member_has_a_number(table, kind):
    assert set(codes.codes(table)) == set(kind)
