"""What each venue usually brings, by which missing time is weighed: losing the largest for a minute is not losing a small one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from liqdesk.domain.language import tr
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.domain.venue import VenueId

USUAL_DAYS = 7
"""The recorded days before today that make up what is usual."""

LOOKED_BACK = 30
"""Days among which they are looked for."""


@dataclass(frozen=True, slots=True)
class UsualVolume:
    """Money (any unit) each venue brought over so many recorded days; 0 days: over the last 24 h; None: nothing is known."""

    amounts: Mapping[VenueId, int] = field(default_factory=dict)
    days: int | None = None

    @property
    def basis(self) -> str:
        """In words which past that was; empty where nothing is known."""
        if self.days is None:
            return ""
        if self.days == 0:
            return tr("what came in the last 24 h")
        if self.days == 1:
            return tr("the one recorded day before today")
        if self.days == USUAL_DAYS:
            return tr("the last {count} recorded days").format(count=self.days)
        return tr("the only {count} recorded days").format(count=self.days)

    def weighed(self, shares: Mapping[VenueId, float]) -> float | None:
        """The mean of these venues' covered shares, each with the weight of its money; None where none ever brought any."""
        whole, covered = 0, 0.0
        for venue, share in shares.items():
            weight = self.amounts.get(venue, 0)
            whole += weight
            covered += share * weight
        return covered / whole if whole > 0 else None


def days_before(at: UnixMs) -> Iterator[int]:
    """The UTC days to look for recordings in, counted from 1970: yesterday first."""
    today = at // DAY
    return iter(range(today - 1, today - 1 - LOOKED_BACK, -1))


def usual_of(days: Sequence[Mapping[VenueId, int]]) -> UsualVolume | None:
    """The sum over recorded days, newest first, of which the first `USUAL_DAYS` count; None where there is none."""
    recorded = days[:USUAL_DAYS]
    if not recorded:
        return None
    amounts: dict[VenueId, int] = {}
    for day in recorded:
        for venue, micro in day.items():
            amounts[venue] = amounts.get(venue, 0) + micro
    return UsualVolume(amounts, len(recorded))
