"""What a file of liquidations holds, and what became of it: in sentences for people and as JSON for others."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from liqdesk.analytics.told import split_form, tell
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.money import MicroUsd, usd_text
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId

WRONG_KEPT = 100
"""So many bad lines are told one by one; the rest is counted."""
WRONG_SAID = 5
COINS_SAID = 5
UNWATCHED = "a file does not say when its maker listened, or what it left out"


@dataclass(slots=True)
class Contents:
    """What was found in a file so far. `fresh` are rows that were not known before; `total` is of coins, as every total.

    `rows` are all that stand there; whatever else is counted or summed has a row that stands there twice once.
    """

    file: str
    forms: list[str] = field(default_factory=list)
    rows: int = 0
    fresh: int = 0
    first: UnixMs | None = None
    last: UnixMs | None = None
    venues: Counter[VenueId] = field(default_factory=Counter)
    bases: Counter[str] = field(default_factory=Counter)
    sides: Counter[PositionSide] = field(default_factory=Counter)
    sums: Counter[PositionSide] = field(default_factory=Counter)
    unvalued: int = 0
    uncounted: int = 0
    wrong: list[tuple[str, str]] = field(default_factory=list)
    wrong_count: int = 0
    notes: list[str] = field(default_factory=list)

    def take(self, rows: Sequence[Liquidation], again: int) -> None:
        """More rows, and how many stood there before. What is no order of a coin is counted and not summed."""
        self.rows += len(rows) + again
        for row in rows:
            self._count(row)

    def _count(self, row: Liquidation) -> None:
        self.first = row.at if self.first is None else min(self.first, row.at)
        self.last = row.at if self.last is None else max(self.last, row.at)
        self.venues[row.instrument.venue] += 1
        self.bases[row.instrument.base] += 1
        self.sides[row.position] += 1
        if not row.counts:
            self.uncounted += 1
        elif row.notional is None:
            self.unvalued += 1
        else:
            self.sums[row.position] += row.notional

    def refuse(self, where: str, why: str) -> None:
        """A line that is no liquidation, and why not."""
        self.wrong_count += 1
        if len(self.wrong) < WRONG_KEPT:
            self.wrong.append((where, why))

    @property
    def total(self) -> SideTotal:
        """Longs and shorts of coins."""
        long, short = self.sums[PositionSide.LONG], self.sums[PositionSide.SHORT]
        return SideTotal(MicroUsd(long), MicroUsd(short), self.sides.total() - self.uncounted, self.unvalued)


def whole_words(rows: int, known: int) -> str:
    """`1,200 rows, 20 of them known before`; a row that stands in the file twice is known when it comes again."""
    more = f", {known:,} of them known before" if known else ""
    return f"{rows:,} {'row' if rows == 1 else 'rows'}{more}"


def wrong_words(found: Contents) -> str:
    """Which lines were none, and why; empty where there were none."""
    if not found.wrong_count:
        return ""
    more = " and more" if found.wrong_count > WRONG_SAID else ""
    named = "; ".join(f"{where}: {why}" for where, why in found.wrong[:WRONG_SAID])
    lines = "line is" if found.wrong_count == 1 else "lines are"
    return f"{found.wrong_count:,} {lines} no liquidation ({named}{more})"


def span_words(found: Contents) -> str:
    """From the first row to the last."""
    return "no time" if found.first is None or found.last is None else f"{_day(found.first)} to {_day(found.last)}"


def venue_words(found: Contents) -> str:
    """How many rows of each venue."""
    return ", ".join(f"{count:,} of {venue}" for venue, count in sorted(found.venues.items()))


def preview_lines(found: Contents) -> list[str]:
    """What a file would add, a sentence each."""
    told = tell(found.total, _coverage(found), usd_text)
    coins = ", ".join(f"{base} {count:,}" for base, count in found.bases.most_common(COINS_SAID))
    rest = f" and {len(found.bases) - COINS_SAID} more" if len(found.bases) > COINS_SAID else ""
    left_out = f"; {found.uncounted:,} of options and the like are summed with nothing" if found.uncounted else ""
    unvalued = f"; {found.unvalued:,} of unknown value" if found.unvalued else ""
    return [
        f"{found.file}: {' and '.join(found.forms) or 'nothing'}",
        f"{whole_words(found.rows, found.rows - found.fresh)}{' or there twice' if found.rows > found.fresh else ''};"
        f" {found.fresh:,} would be added",
        f"{span_words(found)}: {venue_words(found)}",
        f"coins: {coins}{rest}",
        f"▼ {found.sides[PositionSide.LONG]:,} long {told.signed(told.long)},"
        f" ▲ {found.sides[PositionSide.SHORT]:,} short {told.signed(told.short)},"
        f" together {told.signed(told.total)} (at least: {UNWATCHED}){unvalued}{left_out}",
        *found.notes,
        *filter(None, [wrong_words(found)]),
    ]


def contents_form(found: Contents) -> dict[str, Any]:
    """The same as JSON; `told` holds the sums as people write them."""
    told = tell(found.total, _coverage(found), usd_text)
    sums, _ = split_form(found.total, _coverage(found))
    return {
        "file": found.file,
        "forms": found.forms,
        "rows": found.rows,
        "new": found.fresh,
        "first": found.first,
        "last": found.last,
        "venues": dict(found.venues.most_common()),
        "bases": dict(found.bases.most_common()),
        "long": found.sides[PositionSide.LONG],
        "short": found.sides[PositionSide.SHORT],
        "sum": {**sums, "unvalued": found.unvalued, "coverage": None, "at_least": True, "reasons": [UNWATCHED]},
        "told": {"long": told.signed(told.long), "short": told.signed(told.short), "total": told.signed(told.total)},
        "uncounted": found.uncounted,
        "wrong_count": found.wrong_count,
        "wrong": [{"line": where, "reason": why} for where, why in found.wrong],
        "notes": found.notes,
    }


def _coverage(found: Contents) -> Coverage:
    """Nobody knows how much was watched; so whatever was seen is the least that happened."""
    return Coverage(0.0, found.first, True, (UNWATCHED,))


def _day(at: UnixMs) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M} UTC"
