"""What the settings' filter lets through."""

from liqdesk.analytics.choice import Choice
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.venue import VenueId
from liqdesk.engine.filtering import choice_of
from liqdesk.settings.filtering import FilterSettings, SideChoice
from liqdesk.settings.model import Settings


def chosen(**named: object) -> Choice | None:
    return choice_of(Settings(filter=FilterSettings(**named)))


def test_nothing_named_is_everything():
    assert chosen() is None


def test_coins_and_groups_add_up():
    choice = chosen(coins=("PEPE",), groups=("majors",))
    assert [base for base in ("BTC", "ETH", "PEPE", "SOL") if choice.has_coin(base)] == ["BTC", "ETH", "PEPE"]


def test_all_others_are_those_of_no_group():
    choice = chosen(groups=("other",))
    assert choice.has_coin("PEPE")
    assert not choice.has_coin("BTC")
    assert not choice.has_coin("SOL")


def test_a_group_that_is_no_more_lets_nothing_through():
    assert not chosen(groups=("gone",)).has_coin("BTC")


def test_venues_and_side():
    choice = chosen(venues=("okx",), side=SideChoice.LONGS)
    assert choice == Choice(venues=frozenset((VenueId("okx"),)), side=PositionSide.LONG)
