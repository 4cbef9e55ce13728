"""Ours beside theirs: the same coin over the same span, the difference, and what each side rests on; never a sum of both."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import tr
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.third_party import KeyPlace, ServiceState, TheirTotal
from liqdesk.domain.time import UnixMs


@dataclass(frozen=True, slots=True)
class OurSpan:
    """What we counted over a span, by coin, with how whole it is."""

    totals: Mapping[str, SideTotal]
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class SidePair:
    """One side's dollars in both countings; None where that counting does not know, as with a zero nobody can be sure of."""

    ours: MicroUsd | None
    theirs: MicroUsd | None

    @property
    def difference(self) -> int | None:
        """Ours less theirs in micro-USD; None unless both are known."""
        return None if self.ours is None or self.theirs is None else self.ours - self.theirs

    @property
    def share(self) -> float | None:
        """The difference as a share of theirs; None where there is none, or nothing to share."""
        difference = self.difference
        return None if difference is None or not self.theirs else difference / self.theirs


@dataclass(frozen=True, slots=True)
class CoinPair:
    """A coin in both countings. `total` is ours as it was seen; `basis` says what their figure rests on."""

    base: str
    long: SidePair
    short: SidePair
    total: SideTotal
    basis: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A service's coins over one window: `span` is the same stretch of time for both sides."""

    window: str
    span: Span
    closed: bool
    venues: tuple[str, ...]
    ours: Coverage
    coins: tuple[CoinPair, ...]


@dataclass(frozen=True, slots=True)
class ServiceView:
    """One service: where it stands, where its key is kept, and the comparisons that its last good answer allows.

    `key_trouble` is a sentence where a kept key could not be read, else empty.
    """

    state: ServiceState
    place: KeyPlace
    key_trouble: str
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class CrossCheckView:
    """Everything the cross-check shows at `at`; `unavailable` is a sentence where there can be none, and then no service."""

    at: UnixMs
    services: tuple[ServiceView, ...]
    unavailable: str = ""


def compare(totals: Sequence[TheirTotal], ours_over: Callable[[Span], OurSpan]) -> tuple[Comparison, ...]:
    """Their totals beside ours, one comparison for each window and span, in the order in which they were told."""
    groups: dict[tuple[str, Span], list[TheirTotal]] = {}
    for total in totals:
        groups.setdefault((total.window, total.span), []).append(total)
    return tuple(_comparison(window, span, group, ours_over(span)) for (window, span), group in groups.items())


def _comparison(window: str, span: Span, group: Sequence[TheirTotal], ours: OurSpan) -> Comparison:
    venues = tuple(dict.fromkeys(venue for total in group for venue in total.venues))
    coins = tuple(_pair(total, ours) for total in group)
    return Comparison(window, span, all(total.closed for total in group), venues, ours.coverage, coins)


def _pair(total: TheirTotal, ours: OurSpan) -> CoinPair:
    seen = ours.totals.get(total.base, SideTotal())
    sure = ours.coverage.zero_known and not seen.unvalued
    theirs = total.amounts

    def known(amount: MicroUsd) -> MicroUsd | None:
        return None if ours.coverage.blind or not (amount or sure) else amount

    return CoinPair(
        base=total.base,
        long=SidePair(known(seen.long), None if theirs is None else theirs.long),
        short=SidePair(known(seen.short), None if theirs is None else theirs.short),
        total=seen,
        basis=_basis(total),
    )


def _basis(total: TheirTotal) -> str:
    if total.missing:
        return total.missing
    venues = ", ".join(total.venues)
    if not total.listed:
        return venues
    return tr("{asked} of {listed} perpetuals on {venues}").format(
        asked=total.asked, listed=total.listed, venues=venues
    )
