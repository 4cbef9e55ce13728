"""What a bubble chart says in words: one order, the stretch in sight, and what is not drawn; no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from liqdesk.analytics.orders import PRICE_KINDS, OrdersView, Picked, between, total_of
from liqdesk.analytics.told import Told, tell, tell_count
from liqdesk.analytics.views import SideTotal
from liqdesk.domain.liquidation import PositionSide, PriceKind
from liqdesk.domain.money import MicroUsd, dollars
from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.reading import coverage_between, covered_since
from liqdesk.ui.format import (
    at_least,
    fmt_clock,
    fmt_day,
    fmt_minute,
    fmt_price,
    fmt_usd,
    fmt_usd_axis,
    side_glyph,
    side_word,
    zone_name,
)

KIND_WORDS = {
    PriceKind.FILL: "filled at",
    PriceKind.BANKRUPTCY: "bankruptcy price",
    PriceKind.ORDER: "order price",
    PriceKind.MARK: "mark price",
    PriceKind.ENTRY: "entry price",
}


@dataclass(frozen=True, slots=True)
class Bubble:
    """One order as a chart tells it; `notional` is in micro-USD, `venue` the venue's name."""

    base: str
    position: PositionSide
    notional: MicroUsd
    price: float
    kind: PriceKind
    venue: str
    at: UnixMs
    sampled: bool

    def words(self, zone: Zone) -> tuple[str, ...]:
        """Side and size, price with its kind, venue, time; the first is the strong one."""
        sized = f"{side_glyph(self.position)} {self.base} {side_word(self.position)} {fmt_usd(self.notional)}"
        price = f"{KIND_WORDS[self.kind]} {fmt_price(self.price)}"
        venue = f"{self.venue}, sampled" if self.sampled else self.venue
        when = f"{fmt_day(self.at, zone)} {fmt_clock(self.at, zone)} {zone_name(self.at, zone)}"
        return sized, price, venue, when


def bubble_of(view: OrdersView, order: Any) -> Bubble:
    """One record of a view's orders."""
    slot = int(order["slot"])
    venue = view.found.pairs[slot // 2][0]
    return Bubble(
        view.base,
        PositionSide.SHORT if slot % 2 else PositionSide.LONG,
        MicroUsd(int(order["micro"])),
        float(order["price"]),
        PRICE_KINDS[int(order["kind"])],
        view.names.get(venue, venue),
        UnixMs(int(order["at"])),
        bool(order["sampled"]),
    )


def stretch_words(start: float, end: float, zone: Zone) -> str:
    """A stretch of time: `13 Jan 20:26–22:26 UTC`, `12 Jan 22:30 – 13 Jan 22:30 UTC`."""
    first, last = UnixMs(round(start)), UnixMs(round(end))
    days = fmt_day(first, zone), fmt_day(last, zone)
    until = f"–{fmt_minute(last, zone)}" if days[0] == days[1] else f" – {days[1]} {fmt_minute(last, zone)}"
    return f"{days[0]} {fmt_minute(first, zone)}{until} {zone_name(last, zone)}"


def told_between(view: OrdersView, total: SideTotal, start: float, end: float) -> Told:
    """A total of a stretch in words, with how whole it is."""
    return tell(total, coverage_between(view, start, end), fmt_usd)


def not_drawn(view: OrdersView, picked: Picked, start: float, end: float) -> str:
    """What is in sight and has no bubble, with its money; empty where everything has one."""
    folded = picked.folded
    if not folded.count:
        return ""
    coverage = coverage_between(view, start, end)
    told = tell(folded, coverage, fmt_usd)
    count = at_least(tell_count(folded, coverage), told.more_possible)
    unvalued = f", {folded.unvalued:,} of unknown size" if folded.unvalued else ""
    if not folded.both:
        return f"{count} of unknown size not drawn"
    return f"{count} below {fmt_usd_axis(picked.floor / 1e6)} not drawn: {told.signed(told.total)}{unvalued}"


def no_bubbles(view: OrdersView, picked: Picked, in_sight: int, zone: Zone) -> str:
    """Why there is no bubble in sight; empty where there is one."""
    if len(picked.orders):
        return ""
    if in_sight:
        return (
            f"None of the {in_sight:,} orders in sight reaches {fmt_usd_axis(picked.floor / 1e6)}, the tape's minimum"
        )
    since = covered_since(view)
    if since is None:
        return "Nothing recorded: no venue was connected in the last 24 hours"
    if len(view.found.orders):
        return f"No {view.base} liquidations seen in this stretch of time"
    if since <= view.start:
        return f"No {view.base} liquidations seen in the last 24 hours"
    return f"No {view.base} liquidations yet since {fmt_minute(since, zone)} {zone_name(since, zone)}"


def bubble_table(view: OrdersView, picked: Picked) -> tuple[Sequence[str], list[Sequence[object]]]:
    """The bubbles drawn as a table: header and rows, times in UTC."""
    header = ("time_utc", "coin", "side", "usd", "price", "price_kind", "venue", "sampled")
    rows: list[Sequence[object]] = []
    for order in picked.orders:
        one = bubble_of(view, order)
        when = str(np.datetime64(one.at, "ms"))
        usd = dollars(one.notional)
        rows.append(
            (when + "Z", one.base, side_word(one.position), usd, one.price, one.kind.value, one.venue, one.sampled)
        )
    return header, rows


def summary_of_bubbles(view: OrdersView, start: float, end: float, zone: Zone) -> str:
    """The chart in two sentences, for those who hear it."""
    orders = between(view.found.orders, start, end)
    told = told_between(view, total_of(orders), start, end)
    said = (
        f"Liquidations of {view.base} as bubbles, {stretch_words(start, end, zone)}: "
        f"{told.signed(told.short)} shorts, {told.signed(told.long)} longs, covered {told.covered}."
    )
    if not len(orders):
        return said
    largest = bubble_of(view, orders[int(np.argmax(orders["micro"]))])
    return f"{said} Largest: {', '.join(largest.words(zone))}."
