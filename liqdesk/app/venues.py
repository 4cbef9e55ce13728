"""The known venues as the rest of the wiring wants them."""

from collections.abc import Mapping

from liqdesk.app.resources import Resources
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.venue import VenueId, VenueInfo
from liqdesk.engine.catalogue import Catalogue
from liqdesk.venues.registry import VENUES
from liqdesk.venues.wire.bundled import read_bundled


class UnknownVenue(ExpectedFailure):
    """A name that is no venue's."""

    wrong_usage = True


def known_venue(name: str) -> VenueId:
    """The venue called `name`. Raises UnknownVenue with the names there are."""
    venue = VenueId(name)
    if venue not in VENUES:
        raise UnknownVenue(f"there is no venue called {name!r}; known are {', '.join(VENUES)}")
    return venue


def infos() -> Mapping[VenueId, VenueInfo]:
    """What is known of every venue, in the order they are shown."""
    return {venue: one.info for venue, one in VENUES.items()}


def demo_venues() -> tuple[VenueId, ...]:
    """The venues that are on where nobody has switched any: those a demo is about."""
    return tuple(venue for venue, info in infos().items() if info.enabled_by_default)


def bundled_list(resources: Resources, venue: VenueId) -> str | None:
    """The text of the instrument list that came with the program."""
    return resources.text(f"instruments/{venue}.json")


def new_catalogue(resources: Resources) -> Catalogue:
    """A catalogue that holds the lists that came with the program, each under its own date."""
    catalogue = Catalogue({venue: one.infer for venue, one in VENUES.items()})
    for venue in VENUES:
        text = bundled_list(resources, venue)
        if text is not None:
            as_of, instruments = read_bundled(text)
            catalogue.replace(venue, instruments, f"bundled {as_of}", None)
    return catalogue
