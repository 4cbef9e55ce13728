"""Parts of the made-up desk's frames."""

from liqdesk.analytics.headline import newsroom
from liqdesk.analytics.views import Coverage, TotalsView
from liqdesk.domain.time import HOUR, UnixMs
from liqdesk.domain.venue import VenueInfo


def partly_covered(info: VenueInfo, covering: bool, now: UnixMs) -> Coverage:
    """How whole a venue's trailing hour is."""
    share = 0.998 if covering else 0.61
    since = UnixMs(now - HOUR)
    return Coverage(share, since, True, (f"covered only in part: {info.name} {share:.0%}",), missing=(info.name,))


def headline_of(totals: TotalsView) -> str:
    """The trailing hour in words."""
    hour = totals.window("1h")
    if hour.coverage.blind:
        return "Nothing is known of the last hour: no venue was connected."
    return newsroom(hour)
