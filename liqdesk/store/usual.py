"""What one recorded day says of each venue: the money it brought, and in how many of the watched minutes it spoke."""

import apsw

from liqdesk.analytics.rhythm import HourOfVenue, Minutes
from liqdesk.domain.time import DAY, HOUR, MINUTE
from liqdesk.domain.venue import VenueId

_HOURS = DAY // HOUR
_MINUTES_OF_HOUR = HOUR // MINUTE
_MINUTES_OF_DAY = DAY // MINUTE


def day_volume(connection: apsw.Connection, day: int) -> dict[VenueId, int]:
    """Micro-dollars of each venue on a UTC day, counted from 1970; a venue without a row is not in it."""
    found = connection.execute(
        "SELECT venue, sum(micro) FROM hours JOIN markets ON markets.id = market WHERE hour >= ? AND hour < ? GROUP BY venue",
        (day * _HOURS, (day + 1) * _HOURS),
    )
    return {VenueId(venue): micro for venue, micro in found}


def day_rhythm(connection: apsw.Connection, day: int) -> dict[VenueId, list[HourOfVenue]]:
    """The hours of a UTC day in which a venue was watched for at least one whole minute."""
    active = {
        (venue, hour): count
        for venue, hour, count in connection.execute(
            f"SELECT venue, minute / {_MINUTES_OF_HOUR}, count(DISTINCT minute) FROM minutes"
            " JOIN markets ON markets.id = market WHERE minute >= ? AND minute < ? GROUP BY 1, 2",
            (day * _MINUTES_OF_DAY, (day + 1) * _MINUTES_OF_DAY),
        )
    }
    watched: dict[tuple[str, int], set[int]] = {}
    spans = connection.execute(
        "SELECT venue, start, until FROM spans WHERE until > ? AND start < ?", (day * DAY, (day + 1) * DAY)
    )
    for venue, start, until in spans:
        first = max(-(-start // MINUTE), day * _MINUTES_OF_DAY)
        for minute in range(first, min(until // MINUTE, (day + 1) * _MINUTES_OF_DAY)):
            watched.setdefault((venue, minute // _MINUTES_OF_HOUR), set()).add(minute)
    out: dict[VenueId, list[HourOfVenue]] = {}
    for (venue, hour), minutes in sorted(watched.items()):
        # Rows of minutes that nobody watched came from an import; they may not make more active than were watched.
        spoke = min(active.get((venue, hour), 0), len(minutes))
        out.setdefault(VenueId(venue), []).append(HourOfVenue(hour, Minutes(len(minutes), spoke)))
    return out
