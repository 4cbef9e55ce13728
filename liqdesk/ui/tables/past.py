"""Tables of the past: the totals of a stretch by coin or venue, and its largest orders, as plain rows of words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject

from liqdesk.analytics.past.views import Part, PastOrders, PastParts
from liqdesk.analytics.told import split_form, tell, tell_count
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.format import (
    floor_words,
    fmt_date,
    fmt_day,
    fmt_minute,
    fmt_moment,
    fmt_price,
    fmt_share,
    fmt_usd,
    side_glyph,
    side_word,
)
from liqdesk.ui.tables.text_table import Head, TextModel

SHORTS, LONGS, BOTH, SHARE = 1, 2, 3, 4
_MONEY = 98


def part_heads(title: str) -> tuple[Head, ...]:
    """The columns of a table of coins or venues."""
    return (
        Head(title, 82, grows=1, least=60, right=False),
        Head(marked("▲ shorts"), _MONEY),
        Head(marked("▼ longs"), _MONEY),
        Head(marked("both"), _MONEY, goes=2),
        Head(marked("share"), 56, goes=1, hint=marked("Part of all money of this stretch")),
    )


@dataclass(frozen=True, slots=True)
class PartRow:
    """One coin or venue; `short_share` (0 to 1) is the shorts' part of its money, None where there is none.

    `brief` is a name where there is no room for the whole one, empty where there is no other.
    """

    key: str
    cells: tuple[str, ...]
    tip: str
    short_share: float | None
    spoken: str
    brief: str = ""


def part_row(part: Part, whole: int) -> PartRow:
    """One line, of a stretch whose money is `whole` in micro-dollars."""
    told = tell(part.total, part.coverage, fmt_usd)
    share = fmt_share(part.total.both / whole if whole else None)
    orders = tr("{count} orders").format(count=tell_count(part.total, part.coverage))
    spoken = tr("{name}: {short} shorts, {long} longs, covered {covered}").format(
        name=part.name,
        short=floor_words(told.short, told.more_possible),
        long=floor_words(told.long, told.more_possible),
        covered=told.covered,
    )
    reasons = tuple(f"· {reason}" for reason in part.coverage.reasons)
    tip = "\n".join((part.name, orders, tr("covered {covered}").format(covered=told.covered), *reasons))
    cells = (part.name, *map(told.signed, (told.short, told.long, told.total)), share)
    return PartRow(part.key, cells, tip, told.short_share, spoken, part.short)


class PartsModel(TextModel[PartRow]):
    """Coins or venues, the largest first."""

    def __init__(self, title: str, parent: QObject | None = None) -> None:
        super().__init__(part_heads(title), lambda row: row.key, lambda row: row.short_share, parent)

    def spoken(self, row: PartRow, column: int) -> str:
        return row.spoken if column == 0 else row.cells[column]


PART_HEADER = ("kind", "name", "shorts_usd", "longs_usd", "orders", "unvalued", "coverage", "at_least")


def rows_of_parts(parts: PastParts) -> Iterator[tuple[object, ...]]:
    """Every coin and venue with how whole that is, as values under `PART_HEADER`."""
    for kind, named in (("coin", parts.coins), ("venue", parts.venues)):
        for part in named:
            sums, whole = split_form(part.total, part.coverage)
            yield (
                kind, part.key, sums["short_usd"], sums["long_usd"], part.total.count, part.total.unvalued,
                whole["coverage"], int(whole["at_least"]),
            )  # fmt: skip


ORDER_HEADS = (
    Head(marked("Moment"), 92, right=False),
    Head(marked("Coin"), 70, grows=1, right=False),
    Head(marked("Size"), 74),
    Head(marked("Price"), 92, goes=2),
    Head(marked("Venue"), 112, goes=3, least=62, right=False),
)
COIN, SIZE, VENUE = 1, 2, 4
VenueNames = Mapping[str, tuple[str, str]]
"""Venues by id: each with its name, and a shorter one where there is one."""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order, and what is shown of it."""

    order: Liquidation
    at: UnixMs
    key: str
    side: PositionSide
    cells: tuple[str, ...]
    tip: str
    brief: str = ""


def order_row(one: Liquidation, names: VenueNames, zone: Zone, years: bool) -> OrderRow:
    """One line; `years` asks for the year in place of the time of day. Its `brief` is the shorter name of the venue."""
    base = one.instrument.base
    venue, brief = names.get(one.instrument.venue, (str(one.instrument.venue), ""))
    when = fmt_date(one.at, zone) if years else f"{fmt_day(one.at, zone)} {fmt_minute(one.at, zone)}"
    size = fmt_usd(one.notional)
    tip = tr("{size} {base} {side} on {venue}, {moment}").format(
        size=size,
        base=base,
        side=side_word(one.position),
        venue=venue,
        moment=fmt_moment(one.at, zone),
    )
    cells = (when, f"{side_glyph(one.position)} {base}", size, fmt_price(one.price), venue)
    return OrderRow(one, one.at, one.key, one.position, cells, tip, brief)


class OrdersModel(TextModel[OrderRow]):
    """The largest orders, the largest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(ORDER_HEADS, lambda row: row.key, lambda row: row.side, parent)

    def spoken(self, row: OrderRow, column: int) -> str:
        return row.tip if column == 0 else row.cells[column]


ORDER_HEADER = ("unix_ms", "venue", "symbol", "coin", "side", "usd", "price")


def rows_of_orders(found: PastOrders) -> Iterator[tuple[object, ...]]:
    """Every order listed, as values under `ORDER_HEADER`."""
    for one in found.orders:
        usd = None if one.notional is None else one.notional / 1e6
        of = one.instrument
        yield one.at, of.venue, of.symbol, of.base, side_word(one.position), usd, one.price
