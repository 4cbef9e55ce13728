"""What a bubble chart says in words: one order, the stretch in sight, and what is not drawn; no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from liqdesk.analytics.orders import PRICE_KINDS, OrdersView, Picked, between, total_of
from liqdesk.analytics.told import Told, tell, tell_count
from liqdesk.analytics.views import SideTotal
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide, PriceKind
from liqdesk.domain.money import MicroUsd, dollars
from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.reading import coverage_between, covered_since
from liqdesk.ui.format import (
    at_least,
    fmt_clock,
    fmt_count,
    fmt_day,
    fmt_minute,
    fmt_price,
    fmt_since,
    fmt_usd,
    fmt_usd_axis,
    side_glyph,
    side_word,
    zone_name,
)

KIND_WORDS = {
    PriceKind.FILL: marked("filled at"),
    PriceKind.BANKRUPTCY: marked("bankruptcy price"),
    PriceKind.ORDER: marked("order price"),
    PriceKind.MARK: marked("mark price"),
    PriceKind.ENTRY: marked("entry price"),
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
        price = f"{tr(KIND_WORDS[self.kind])} {fmt_price(self.price)}"
        venue = tr("{venue}, sampled").format(venue=self.venue) if self.sampled else self.venue
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
    if not folded.both:
        return tr("{count} of unknown size not drawn").format(count=count)
    said = tr("{count} below {floor} not drawn: {total}").format(
        count=count, floor=fmt_usd_axis(picked.floor / 1e6), total=told.signed(told.total)
    )
    if not folded.unvalued:
        return said
    return tr("{said}, {count} of unknown size").format(said=said, count=fmt_count(folded.unvalued))


def no_bubbles(view: OrdersView, picked: Picked, in_sight: int, zone: Zone) -> str:
    """Why there is no bubble in sight; empty where there is one."""
    if len(picked.orders):
        return ""
    if in_sight:
        return tr("None of the {in_sight} orders in sight reaches {floor}, the tape's minimum").format(
            in_sight=fmt_count(in_sight), floor=fmt_usd_axis(picked.floor / 1e6)
        )
    since = covered_since(view)
    if since is None:
        return tr("Nothing recorded: no venue was connected in the last 24 hours")
    if len(view.found.orders):
        return tr("No {base} liquidations seen in this stretch of time").format(base=view.base)
    if since <= view.start:
        return tr("No {base} liquidations seen in the last 24 hours").format(base=view.base)
    return tr("No {base} liquidations yet since {since} {zone}").format(
        base=view.base, since=fmt_since(since, view.at, zone), zone=zone_name(since, zone)
    )


def bubble_table(view: OrdersView, picked: Picked) -> tuple[Sequence[str], list[Sequence[object]]]:
    """The bubbles drawn as a table: header and rows, times in UTC."""
    header = ("time_utc", "coin", "side", "usd", "price", "price_kind", "venue", "sampled")
    rows: list[Sequence[object]] = []
    for order in picked.orders:
        one = bubble_of(view, order)
        when = str(np.datetime64(one.at, "ms"))
        usd = dollars(one.notional)
        rows.append((when + "Z", one.base, one.position.value, usd, one.price, one.kind.value, one.venue, one.sampled))
    return header, rows


def summary_of_bubbles(view: OrdersView, start: float, end: float, zone: Zone) -> str:
    """The chart in two sentences, for those who hear it."""
    orders = between(view.found.orders, start, end)
    told = told_between(view, total_of(orders), start, end)
    said = tr("Liquidations of {base} as bubbles, {start}: {short} shorts, {long} longs, covered {covered}.").format(
        base=view.base,
        start=stretch_words(start, end, zone),
        short=told.signed(told.short),
        long=told.signed(told.long),
        covered=told.covered,
    )
    if not len(orders):
        return said
    largest = bubble_of(view, orders[int(np.argmax(orders["micro"]))])
    return tr("{said} Largest: {largest}.").format(said=said, largest=", ".join(largest.words(zone)))
