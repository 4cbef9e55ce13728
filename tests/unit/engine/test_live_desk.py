"""Which venues are listened to."""

from dataclasses import replace

from liqdesk.domain.venue import Standing, VenueId
from liqdesk.engine.live_desk import enabled_venues
from liqdesk.settings.model import VenueSettings
from tests.fakes.rows import info

PLAIN, TRIAL, OLD = VenueId("plain"), VenueId("trial"), VenueId("old")
INFOS = {
    PLAIN: info("plain"),
    TRIAL: replace(info("trial"), standing=Standing.EXPERIMENTAL),
    OLD: replace(info("old"), standing=Standing.TAPES_ONLY),
}


def test_by_default_only_the_regular_ones():
    assert enabled_venues(INFOS, VenueSettings()) == {PLAIN}


def test_a_hand_switches_all_but_those_of_old_tapes():
    switched = VenueSettings(switched={"plain": False, "trial": True, "old": True, "nobody": True})
    assert enabled_venues(INFOS, switched) == {TRIAL}
