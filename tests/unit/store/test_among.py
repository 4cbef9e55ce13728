"""A choice as SQL."""

from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.venue import VenueId
from liqdesk.store.among import EVERYTHING, Among


def test_everything_asks_for_nothing():
    assert EVERYTHING.rows() == ("true", [])
    assert EVERYTHING.markets() == ("true", [])


def test_values_never_stand_in_the_statement():
    evil = "'; DROP TABLE liquidations; --"
    among = Among(frozenset({VenueId(evil)}), frozenset({"BTC", "ETH"}), PositionSide.SHORT, MicroUsd(5))
    condition, values = among.rows()
    assert evil not in condition
    assert values == [1, evil, "BTC", "ETH", 5]
    assert condition.count("?") == len(values)
    assert among.position() == ("position = ?", [1])
