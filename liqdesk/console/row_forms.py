"""One liquidation read back from its JSON form, or from the same columns of a table."""

from collections.abc import Mapping
from math import isfinite
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liqdesk.console.forms import tidy
from liqdesk.domain.instrument import OPTION, Instrument, Settlement
from liqdesk.domain.liquidation import Liquidation, LiquidationKind, PositionSide, PriceKind
from liqdesk.domain.money import CEILING_USD, MICRO, MicroUsd, cents, micro_usd
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId

EARLIEST, LATEST = 1_230_768_000_000, 4_102_444_800_000
"""Unix ms between which a moment is believed: the years 2009 to 2099."""
MOST_COINS = 1e22
"""The largest size a venue may tell, of the smallest coin that is traded by the million."""
SIMULATED = "demo"
WHOLE = ("at", "received_at", "micro_usd")

Name = Annotated[str, Meta(min_length=1, max_length=80)]
Moment = Annotated[int, Meta(ge=EARLIEST, lt=LATEST)]


class RowForm(msgspec.Struct, frozen=True):
    """What a row must say, and what it may leave out; names it does not know are passed over."""

    venue: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,31}$")]
    symbol: Name
    base: Name
    position: PositionSide
    price: float
    at: Moment
    notional_usd: float | None = None
    micro_usd: Annotated[int, Meta(ge=0, lt=int(CEILING_USD) * MICRO)] | None = None
    quote: Name = "USD"
    price_kind: PriceKind = PriceKind.ORDER
    quantity_base: float | None = None
    received_at: Moment | None = None
    kind: LiquidationKind = LiquidationKind.LIQUIDATION
    history: bool = True
    completeness: Completeness = Completeness.PARTIAL
    key: Annotated[str, Meta(max_length=400)] = ""
    option: bool = False
    tradfi: bool = False
    source: str = ""
    size: float | None = None
    venue_price: float | None = None
    settlement: Settlement = Settlement.LINEAR
    multiplier: float | None = None
    scale: float = 1.0


class RowReader:
    """Makes rows of forms. Rows without a key are told apart by what they say and, where they say the same, by their order.

    A row that does not say whether it is history is: nobody saw it happen here.
    """

    def __init__(self) -> None:
        self._instruments: dict[tuple[object, ...], Instrument] = {}
        self._at = 0
        self._same: dict[str, int] = {}

    def of_line(self, line: bytes) -> Liquidation:
        """The row on a line of JSON. Raises ValueError with what is wrong."""
        return self._row(msgspec.json.decode(line, type=RowForm))

    def of_cells(self, cells: Mapping[str, Any]) -> Liquidation:
        """The row in named cells, of which empty ones say nothing. Raises ValueError with what is wrong."""
        said = {name: value for name, value in cells.items() if value is not None and value != ""}
        for name in WHOLE:
            text = said.get(name)
            if isinstance(text, str) and not text.isdigit():
                raise ValueError(f"{name} is {text[:30]!r}, no whole number: spreadsheets leave out the last digits")
        return self._row(msgspec.convert(said, RowForm, strict=False))

    def _row(self, form: RowForm) -> Liquidation:
        _check(form)
        size = form.quantity_base or 0.0 if form.size is None else form.size
        venue_price = form.price if form.venue_price is None else form.venue_price
        occurrence, ident = self._identity(form, size, venue_price)
        return Liquidation(
            self._instrument(form),
            form.position,
            _exact(form.price, venue_price / form.scale) or form.price,
            form.price_kind,
            _exact(form.quantity_base, size, size * form.scale),
            _money(form),
            UnixMs(form.at),
            UnixMs(form.received_at or form.at),
            form.kind,
            form.history,
            form.completeness,
            size,
            venue_price,
            occurrence,
            ident,
        )

    def _instrument(self, form: RowForm) -> Instrument:
        key = (
            form.venue, form.symbol, form.base, form.quote, form.option, form.tradfi, form.settlement, form.multiplier,
            form.scale,
        )  # fmt: skip
        found = self._instruments.get(key)
        if found is None:
            found = self._instruments[key] = Instrument(
                VenueId(form.venue),
                form.symbol,
                form.base,
                form.quote,
                form.settlement,
                form.multiplier,
                form.scale,
                group=OPTION if form.option else "",
                tradfi=form.tradfi,
            )
        return found

    def _identity(self, form: RowForm, size: float, venue_price: float) -> tuple[int, str]:
        """Which of several equal rows it is, or its ident: together with the rest they make the key it came with."""
        if form.key:
            said = form.key.removeprefix(f"{form.venue}:")
            words = f"{form.symbol}:{form.at}:{form.position}:{size:.12g}:{venue_price:.12g}:"
            number = said.removeprefix(words)
            if said.startswith(words) and number.isascii() and number.isdigit() and str(int(number)) == number:
                return int(number), ""
            return 0, said
        if form.at != self._at:
            self._at = form.at
            self._same.clear()
        said = f"{form.symbol}:{form.at}:{form.position}:{form.notional_usd}:{form.price:.12g}"
        count = self._same[said] = self._same.get(said, -1) + 1
        return 0, f"{said}:{count}"


def _check(form: RowForm) -> None:
    """Raises ValueError with what cannot be."""
    if form.source == SIMULATED:
        raise ValueError("the row was made up by a simulation")
    for name, value in (("price", form.price), ("venue_price", form.venue_price), ("scale", form.scale)):
        if value is not None and not 0 < value < float("inf"):
            raise ValueError(f"the {name} is no number above 0")
    amounts = (
        ("notional_usd", form.notional_usd, CEILING_USD),
        ("quantity_base", form.quantity_base, MOST_COINS),
        ("size", form.size, MOST_COINS),
    )
    for name, value, most in amounts:
        if value is not None and not (isfinite(value) and 0 <= value < most):
            raise ValueError(f"{name} is not believable")
    if form.multiplier is not None and not 0 < form.multiplier < float("inf"):
        raise ValueError("the multiplier is no number above 0")


def _exact(told: float | None, *made: float) -> float | None:
    """What the form says, with the digits it leaves out where the venue's own words give them."""
    return next((value for value in made if tidy(value) == told), told)


def _money(form: RowForm) -> MicroUsd | None:
    """The notional to the millionth where that is told, else to the cent. Raises ValueError where both disagree."""
    if form.micro_usd is None:
        return None if form.notional_usd is None else micro_usd(form.notional_usd)
    if form.notional_usd is not None and abs(cents(form.micro_usd) - form.notional_usd * 100) > 1:
        raise ValueError("notional_usd and micro_usd say different things")
    return MicroUsd(form.micro_usd)
