"""The sentence a newsroom would print, with what the number leaves out."""

from collections.abc import Mapping, Sequence

from liqdesk.analytics.views import SideTotal, WindowTotal
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.money import MICRO

COINS_NAMED = 2


def short_usd(micro: int) -> str:
    """Dollars in the trade's short form: $419.0M, $39.0M, $5.2M, $310k, $88."""
    usd = micro / MICRO
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if usd >= size * 0.9995:
            scaled = usd / size
            return f"${scaled:.0f}{letter}" if scaled >= 99.95 or letter == "k" else f"${scaled:.1f}{letter}"
    return f"${usd:.0f}"


def headline(
    hour: WindowTotal,
    bases: Mapping[str, SideTotal],
    largest: Liquidation | None,
    venue_names: Mapping[str, str],
    feeds: tuple[int, int],
) -> str:
    """The trailing hour in one honest line; `feeds` are those live and those expected."""
    if hour.coverage.blind:
        return f"The last hour is unknown: no feed covered it. Feeds {feeds[0]}/{feeds[1]}."
    total = hour.total
    if not total.count:
        quiet = (
            "Nothing was liquidated in the last hour" if not hour.coverage.at_least else "No liquidation was seen in 1h"
        )
        return " ".join((f"{quiet}.", *_caveats(hour.coverage.reasons, feeds)))
    floor = "at least " if hour.coverage.at_least else ""
    parts = [f"{floor}{short_usd(total.both)} liquidated in 1h: {_sides(total)}."]
    parts[0] = parts[0][0].upper() + parts[0][1:]
    coins = sorted(bases.items(), key=lambda item: -item[1].both)[:COINS_NAMED]
    named = ", ".join(f"{base} {short_usd(one.both)}" for base, one in coins if one.both)
    if named:
        parts.append(f"{named}.")
    if largest is not None and largest.notional is not None:
        venue = venue_names.get(largest.instrument.venue, largest.instrument.venue)
        parts.append(f"Largest {largest.instrument.base} {largest.position} {short_usd(largest.notional)} on {venue}.")
    return " ".join((*parts, *_caveats(hour.coverage.reasons, feeds)))


def _sides(total: SideTotal) -> str:
    sides = [("shorts", total.short), ("longs", total.long)]
    sides.sort(key=lambda side: -side[1])
    (first, more), (second, less) = sides
    percent = f" ({round(100 * more / total.both)} %)" if total.both else ""
    return f"{first} {short_usd(more)}{percent}, {second} {short_usd(less)}"


def _caveats(reasons: Sequence[str], feeds: tuple[int, int]) -> tuple[str, ...]:
    told = f"Feeds {feeds[0]}/{feeds[1]}"
    return (f"{told}; {'; '.join(reasons)}." if reasons else f"{told}.",)
