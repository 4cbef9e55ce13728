"""Plays a script before all venues."""

from collections.abc import Mapping

from liqdesk.domain.venue import VenueId
from liqdesk.venues.registry import VENUES
from liqdesk.venues.session import Venue
from tests.fakes.street import Seen, Street, on_the_street
from tests.faults.cases import BEGIN, Case


def play(case: Case, venues: Mapping[VenueId, Venue] = VENUES) -> Seen:
    """What was seen of it."""

    async def work(street: Street) -> None:
        if case.unplugged:
            await street.until(BEGIN)
            street.loop.plug(False)
            await street.until(case.end)
            street.loop.plug(True)
        await street.until(case.runs_for)

    return on_the_street(case.faults, work, venues)
