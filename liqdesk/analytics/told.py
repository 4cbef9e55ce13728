"""The only pen that writes the money of a total: it takes its coverage along, and writes no number where none is known."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from liqdesk.analytics.reasons import percent
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.domain.language import figure, marked, tr
from liqdesk.domain.money import dollars, usd_passed, usd_text

UNKNOWN = "–"
"""What is shown for every value nobody knows; never a zero."""

AT_LEAST = "≥"
"""Stands before a total that may be larger."""

NOBODY = marked("nobody was looking")
NONE_SEEN = marked("none seen")
NOT_VALUED = marked("seen, but of unknown size")

Pen = Callable[[int], str]
"""Writes micro-dollars in the form that a surface wants."""


@dataclass(frozen=True, slots=True)
class Told:
    """A total in words. `more_possible` asks for `≥` before every number; `state` says why where `total` is a dash, else empty.

    `long_share` and `short_share` (0 to 1) are of the money seen, None where the side is not known. `covered` says how much
    was watched, by time and by usual volume.
    """

    total: str
    long: str
    short: str
    more_possible: bool
    long_share: float | None
    short_share: float | None
    state: str
    covered: str

    @property
    def sign(self) -> str:
        """`≥` or nothing."""
        return AT_LEAST if self.more_possible else ""

    def signed(self, amount: str) -> str:
        """`total`, `long` or `short` with the sign that belongs before it: `≥ $419.03M`."""
        return at_least(amount, self.more_possible)


def floor_words(amount: str, more_possible: bool) -> str:
    """A total in a sentence: `at least $1.24M` where more may have happened."""
    return tr("at least {amount}").format(amount=amount) if more_possible else amount


def at_least(text: str, more_possible: bool) -> str:
    """`≥ text` where more may have happened, else the text."""
    return f"{AT_LEAST} {text}" if more_possible and text != UNKNOWN else text


def tell(total: SideTotal, coverage: Coverage, pen: Pen) -> Told:
    """A total in words. A zero is written only where all was watched and silence proves that nothing happened."""
    covered = covered_words(coverage)
    if coverage.blind:
        return Told(UNKNOWN, UNKNOWN, UNKNOWN, False, None, None, state_of(total, coverage), covered)
    zero_known = coverage.zero_known and not total.unvalued

    def written(amount: int) -> str:
        return pen(amount) if amount or zero_known else UNKNOWN

    def share(amount: int) -> float | None:
        return amount / total.both if total.both and (amount or zero_known) else None

    return Told(
        written(total.both),
        written(total.long),
        written(total.short),
        coverage.at_least and total.both > 0,
        share(total.long),
        share(total.short),
        "" if total.both or zero_known else state_of(total, coverage),
        covered,
    )


def tell_noted(amount: int | None, more_possible: bool, pen: Pen) -> str:
    """A sum that was noted earlier, with whether it may have been larger; for who says beside it how much was watched."""
    return UNKNOWN if amount is None else at_least(pen(amount), more_possible)


def tell_count(total: SideTotal, coverage: Coverage) -> str:
    """How many rows, with thousands marked; as with money, a zero only where it is known."""
    if coverage.blind or not (total.count or coverage.zero_known):
        return UNKNOWN
    return figure(f"{total.count:,}")


def state_of(total: SideTotal, coverage: Coverage) -> str:
    """Why there is no number."""
    if coverage.blind:
        return tr(NOBODY)
    if total.count:
        return tr(NOT_VALUED)
    return tr(NONE_SEEN)


def covered_words(coverage: Coverage) -> str:
    """`82% of time, 61% of usual volume`."""
    if coverage.blind:
        return tr("{share} of time").format(share=percent(0))
    time = tr("{share} of time").format(share=percent(coverage.share))
    if coverage.by_volume is None:
        return time
    return tr("{time}, {by_volume} of usual volume").format(time=time, by_volume=percent(coverage.by_volume))


def account_of(coverage: Coverage, since: str) -> tuple[str, ...]:
    """All that is to be said of how whole a total is, a sentence each; `since` is empty where it was watched from its start."""
    told = [tr("covered {coverage}").format(coverage=covered_words(coverage))]
    if coverage.by_volume is not None and coverage.volume_basis:
        told.append(tr("usual volume: {volume_basis}").format(volume_basis=coverage.volume_basis))
    if since:
        told.append(tr("watched {since}").format(since=since))
    if coverage.at_least and not coverage.blind:
        told.append(tr("at least, because:"))
    return (*told, *(f"· {reason}" for reason in coverage.reasons))


def amounts_form(total: SideTotal, coverage: Coverage) -> dict[str, Any]:
    """A total as JSON: dollars to the cent, counts, and its whole coverage beside them."""
    sums, whole = split_form(total, coverage)
    return {
        **sums,
        **whole,
        "unvalued": total.unvalued,
        "coverage_by_volume": None if coverage.by_volume is None else round(coverage.by_volume, 4),
        "volume_basis": coverage.volume_basis,
        "zero_known": coverage.zero_known,
        "missing": list(coverage.missing),
        "reasons": list(coverage.reasons),
    }


def split_form(total: SideTotal, coverage: Coverage) -> tuple[dict[str, Any], dict[str, Any]]:
    """A total of many as JSON, in two: dollars to the cent with the count, and how whole that is."""
    sums = {"long_usd": dollars(total.long), "short_usd": dollars(total.short), "count": total.count}
    whole = {"since": coverage.since, "coverage": round(coverage.share, 4), "at_least": coverage.at_least}
    return sums, whole


def usd_shown(micro: int) -> str:
    """As `usd_text`, with the signs of the language: `$1.24M`."""
    return figure(usd_text(micro))


def exact_usd(micro: int) -> str:
    """Dollars and cents: `$1,240,310.55`."""
    return figure(f"${dollars(micro):,.2f}")


def over_usd(micro: int) -> str:
    """The round figure that was passed: `over $458M`, or `$458M` where it is just that."""
    passed, more = usd_passed(micro)
    return tr("over {passed}").format(passed=passed) if more else passed


def utc_minute(at: int) -> str:
    """A moment for people without a zone setting: `01-13 14:07 UTC`."""
    return f"{datetime.fromtimestamp(at / 1000, tz=UTC):%m-%d %H:%M} UTC"
