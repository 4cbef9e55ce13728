"""One liquidation as the tape words it: cells, tool tip, sentence, and the form that is copied; no Qt."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from liqdesk.domain.instrument import OPTION, Instrument, Settlement
from liqdesk.domain.language import figure, in_english, marked, tr
from liqdesk.domain.liquidation import Liquidation, LiquidationKind, PriceKind
from liqdesk.domain.money import dollars
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.settings.model import Zone
from liqdesk.ui.format import fmt_age, fmt_clock, fmt_price, fmt_usd, fmt_usd_exact, side_glyph, side_word, zone_name


class Column(IntEnum):
    """The columns, left to right."""

    TIME = 0
    SIDE = 1
    COIN = 2
    USD = 3
    PRICE = 4
    VENUE = 5
    AGE = 6


TITLES = (
    marked("Time"),
    marked("Side"),
    marked("Coin"),
    marked("USD"),
    marked("Price"),
    marked("Venue"),
    marked("Age"),
)
TIERS_USD = (10_000, 100_000, 1_000_000)
UNVALUED = marked("size unknown")
_MARKS = {Completeness.SAMPLED: "*", Completeness.PARTIAL: "*", Completeness.AGGREGATED: "*", Completeness.FULL: ""}
_EXTENT = {
    Completeness.FULL: marked("The venue publishes every liquidation."),
    Completeness.SAMPLED: marked("The venue publishes only some: at most one per second and contract."),
    Completeness.PARTIAL: marked("The venue publishes only part of its liquidations."),
    Completeness.AGGREGATED: marked("The venue publishes sums, not single orders."),
}
_PRICE_WORDS = {
    PriceKind.FILL: marked("the price it was filled at"),
    PriceKind.BANKRUPTCY: marked("bankruptcy price, not a fill"),
    PriceKind.ORDER: marked("the order's limit price, not a fill"),
    PriceKind.MARK: marked("mark price, not a fill"),
    PriceKind.ENTRY: marked("entry price of the position: the dollar value is an estimate"),
}
_KINDS = {
    LiquidationKind.LIQUIDATION: "",
    LiquidationKind.BACKSTOP: marked(" bs"),
    LiquidationKind.DELEVERAGE: marked(" adl"),
}
_KIND_WORDS = {
    LiquidationKind.LIQUIDATION: "",
    LiquidationKind.BACKSTOP: marked("Taken over by the venue's backstop."),
    LiquidationKind.DELEVERAGE: marked("Deleveraging: counts in no total."),
}
_OPTION_MARK = marked(" opt")
_OPTION_WORDS = marked("An option: the dollar value is that of what it is an option on, and counts in no total.")
_CORRECTION_MARK = marked(" fix")
_CORRECTION_WORDS = marked("Corrects what was told at an estimate before; it counts once.")
_TRADFI_MARK = marked(" trad")
_TRADFI_WORDS = marked(
    "A share, metal, index or currency: totals are of coins alone unless the settings say otherwise."
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What the words depend on besides the row: the clock of the labels and the venues' names, also those for narrow places."""

    zone: Zone
    names: Mapping[VenueId, str]
    short_names: Mapping[VenueId, str] = field(default_factory=dict)

    def venue(self, venue: VenueId) -> str:
        """The venue's name, or its id where nobody gave a name."""
        return self.names.get(venue, venue)

    def short_venue(self, venue: VenueId) -> str:
        """What the venue is called where there is no room for its name."""
        return self.short_names.get(venue) or self.venue(venue)


def tier_of(row: Liquidation) -> int:
    """0 for small or unvalued rows, then one step per amount of `TIERS_USD`."""
    usd = (row.notional or 0) / 1e6
    return sum(usd >= floor for floor in TIERS_USD)


def mark_of(row: Liquidation, column: int) -> str:
    """What follows the text of a cell and is never cut: a star for a venue that publishes only part, the kind of a row."""
    if column == Column.VENUE:
        return _MARKS[row.completeness]
    if column != Column.COIN:
        return ""
    if row.corrects is not None or _KINDS[row.kind]:
        return tr(_KINDS[row.kind]) or tr(_CORRECTION_MARK)
    if row.instrument.group == OPTION:
        return tr(_OPTION_MARK)
    return tr(_TRADFI_MARK) if row.instrument.tradfi else ""


def age_text(row: Liquidation, now: UnixMs) -> str:
    """How long ago, or that the venue told it from its past."""
    return tr("earlier") if row.history else fmt_age(now - row.at)


def cell(row: Liquidation, column: int, wording: Wording) -> str:
    """The text of one cell; the age, which moves on, is left to `age_text`."""
    match column:
        case Column.TIME:
            return fmt_clock(row.at, wording.zone)
        case Column.SIDE:
            return f"{side_glyph(row.position)} {side_word(row.position)}"
        case Column.COIN:
            return row.instrument.base
        case Column.USD:
            return tr(UNVALUED) if row.notional is None else fmt_usd(row.notional)
        case Column.PRICE:
            return fmt_price(row.price)
        case Column.VENUE:
            return wording.venue(row.instrument.venue)
    return ""


def sentences(row: Liquidation, wording: Wording) -> tuple[str, ...]:
    """Everything there is to say of a row, a line each, in plain text."""
    value = tr("size unknown: no trusted contract size") if row.notional is None else fmt_usd_exact(row.notional)
    said = (
        tr("{glyph} {position} liquidated: {base}, {value}").format(
            glyph=side_glyph(row.position), position=side_word(row.position), base=row.instrument.base, value=value
        ),
        tr("{venue}, {symbol}: size {size} at {venue_price}").format(
            venue=wording.venue(row.instrument.venue),
            symbol=row.instrument.symbol,
            size=figure(f"{row.size:g}"),
            venue_price=figure(f"{row.venue_price:g}"),
        ),
        tr("Price {price} {instrument}: {price_word}").format(
            price=fmt_price(row.price),
            instrument=priced_in(row.instrument),
            price_word=tr(_PRICE_WORDS[row.price_kind]),
        ),
        f"{fmt_clock(row.at, wording.zone)} {zone_name(row.at, wording.zone)}{_delay(row)}",
        tr(_EXTENT[row.completeness]),
        tr(_KIND_WORDS[row.kind]),
        tr(_OPTION_WORDS) if row.instrument.group == OPTION else "",
        tr(_TRADFI_WORDS) if row.instrument.tradfi else "",
        tr("Told by the venue from its past.") if row.history else "",
        "" if row.corrects is None else tr(_CORRECTION_WORDS),
    )
    return tuple(line for line in said if line)


def _delay(row: Liquidation) -> str:
    return "" if row.history else tr(", here {received_at} ms later").format(received_at=row.received_at - row.at)


def priced_in(instrument: Instrument) -> str:
    """What a price counts: the premium of a coin-margined option is in coins."""
    in_coins = instrument.group == OPTION and instrument.settlement is Settlement.INVERSE
    return instrument.base if in_coins else instrument.quote


def spoken(row: Liquidation, wording: Wording) -> str:
    """The row as one sentence for those who hear it."""
    value = tr(UNVALUED) if row.notional is None else fmt_usd(row.notional)
    return tr("{position} {base} {value} at {price}, {venue}, {at}").format(
        position=side_word(row.position),
        base=row.instrument.base,
        value=value,
        price=fmt_price(row.price),
        venue=wording.venue(row.instrument.venue),
        at=fmt_clock(row.at, wording.zone),
    )


def as_text(row: Liquidation, wording: Wording) -> str:
    """The row to paste into a sheet: tab-separated, the amount exact."""
    with in_english():
        day_time = f"{fmt_clock(row.at, wording.zone)} {zone_name(row.at, wording.zone)}"
        usd = UNVALUED if row.notional is None else fmt_usd_exact(row.notional)
        venue = wording.venue(row.instrument.venue)
        return "\t".join((day_time, side_word(row.position), row.instrument.base, usd, fmt_price(row.price), venue))


def as_json(row: Liquidation) -> str:
    """The row in the form that the console prints."""
    return json.dumps(
        {
            "venue": row.instrument.venue,
            "symbol": row.instrument.symbol,
            "base": row.instrument.base,
            "quote": row.instrument.quote,
            "position": row.position.value,
            "price": row.price,
            "price_kind": row.price_kind.value,
            "quantity_base": row.quantity_base,
            "notional_usd": None if row.notional is None else dollars(row.notional),
            "at": row.at,
            "received_at": row.received_at,
            "kind": row.kind.value,
            "history": row.history,
            "completeness": row.completeness.value,
            "key": row.key,
        }
        | ({"option": True} if row.instrument.group == OPTION else {})
        | ({"tradfi": True} if row.instrument.tradfi else {})
    )
