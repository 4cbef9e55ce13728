"""Why a total may be larger than it looks, in short sentences."""

from collections.abc import Mapping, Sequence

from liqdesk.analytics.views import WHOLE
from liqdesk.domain.language import in_percent, marked, tr
from liqdesk.domain.venue import Completeness, VenueId, VenueInfo

_FORMS = {
    Completeness.SAMPLED: (marked("publishes samples"), marked("publish samples")),
    Completeness.PARTIAL: (marked("publishes only a part"), marked("publish only a part")),
    Completeness.AGGREGATED: (marked("publishes only sums"), marked("publish only sums")),
}


def class_reasons(venues: Mapping[VenueId, VenueInfo]) -> tuple[str, ...]:
    """A sentence for each way in which feeds are not complete."""
    told = []
    for form, (one, many) in _FORMS.items():
        names = [info.name for info in venues.values() if info.completeness is form]
        if names:
            told.append(f"{listed(names)} {tr(one) if len(names) == 1 else tr(many)}")
    return tuple(told)


def missing_reasons(shares: Mapping[VenueId, float], names: Mapping[VenueId, str]) -> tuple[str, ...]:
    """Whose time is missing, by the covered share of each expected venue; once where all lack the same."""
    lacking = {venue: share for venue, share in shares.items() if share < WHOLE}
    if not lacking:
        return ()
    if len(lacking) == len(shares) > 1 and len({_whole_percents(share) for share in lacking.values()}) == 1:
        share = next(iter(lacking.values()))
        return (tr("covered {share} of the time").format(share=percent(share)),)
    told = ", ".join(f"{names[venue]} {percent(share)}" for venue, share in lacking.items())
    return (tr("covered only in part: {told}").format(told=told),)


def doubt_reasons(names: Sequence[str]) -> tuple[str, ...]:
    """Who is silent beyond what chance explains, so that its time does not count for the present."""
    return (
        (tr("{names} suspiciously silent, not counted until heard again").format(names=listed(names)),) if names else ()
    )


def unvalued_reasons(count: int) -> tuple[str, ...]:
    """Orders whose size nobody could value."""
    return (tr("%n order(s) of unknown size not valued", "", count),) if count else ()


def listed(names: Sequence[str]) -> str:
    """`A`, `A and B`, `A, B and C`."""
    return names[0] if len(names) == 1 else tr("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])


def percent(share: float) -> str:
    """A share as whole percents; neither nothing nor everything unless it is."""
    whole = _whole_percents(share)
    return tr("under {share}").format(share=in_percent("1")) if whole is None else in_percent(str(whole))


def _whole_percents(share: float) -> int | None:
    """None for more than nothing and less than one."""
    if 0 < share < 0.01:
        return None
    return min(99, int(share * 100)) if share < 1 else 100
