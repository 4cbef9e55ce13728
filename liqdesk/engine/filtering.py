"""The filter of the settings as a choice of coins, venues and side."""

from liqdesk.analytics.choice import Choice
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.venue import VenueId
from liqdesk.settings.filtering import SideChoice
from liqdesk.settings.groups import OTHER
from liqdesk.settings.model import Settings

_SIDES = {SideChoice.LONGS: PositionSide.LONG, SideChoice.SHORTS: PositionSide.SHORT}


def choice_of(settings: Settings) -> Choice | None:
    """What the filter lets through; None where that is everything. A group that is no more lets nothing through."""
    wanted, groups = settings.filter, settings.groups.coins
    bases: frozenset[str] | None = None
    if wanted.coins or wanted.groups:
        members = (coin for name in wanted.groups for coin in groups.get(name, ()))
        bases = frozenset((*wanted.coins, *members))
    but = None
    if OTHER in wanted.groups:
        but = frozenset(coin for coins in groups.values() for coin in coins)
    venues = frozenset(VenueId(name) for name in wanted.venues) if wanted.venues else None
    choice = Choice(bases, but, venues, _SIDES.get(wanted.side))
    return None if choice == Choice() else choice
