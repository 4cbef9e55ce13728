"""One liquidation read back from its JSON form, or from the same columns of a table."""

from collections.abc import Mapping
from math import isfinite
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from liqdesk.domain.instrument import OPTION, Instrument, Settlement
from liqdesk.domain.liquidation import Liquidation, LiquidationKind, PositionSide, PriceKind
from liqdesk.domain.money import CEILING_USD, micro_usd
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId

EARLIEST, LATEST = 1_230_768_000_000, 4_102_444_800_000
"""Unix ms between which a moment is believed: the years 2009 to 2099."""

Name = Annotated[str, Meta(min_length=1, max_length=64)]
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
    quote: Name = "USD"
    price_kind: PriceKind = PriceKind.ORDER
    quantity_base: float | None = None
    received_at: Moment | None = None
    kind: LiquidationKind = LiquidationKind.LIQUIDATION
    completeness: Completeness = Completeness.PARTIAL
    key: Annotated[str, Meta(max_length=400)] = ""
    option: bool = False
    tradfi: bool = False


class RowReader:
    """Makes rows of forms. Rows without a key are told apart by what they say and, where they say the same, by their order.

    Every row is marked as history: nobody saw it happen here.
    """

    def __init__(self) -> None:
        self._instruments: dict[tuple[str, str, str, str, bool, bool], Instrument] = {}
        self._at = 0
        self._same: dict[str, int] = {}

    def of_line(self, line: bytes) -> Liquidation:
        """The row on a line of JSON. Raises ValueError with what is wrong."""
        return self._row(msgspec.json.decode(line, type=RowForm))

    def of_cells(self, cells: Mapping[str, Any]) -> Liquidation:
        """The row in named cells, of which empty ones say nothing. Raises ValueError with what is wrong."""
        said = {name: value for name, value in cells.items() if value is not None and value != ""}
        return self._row(msgspec.convert(said, RowForm, strict=False))

    def _row(self, form: RowForm) -> Liquidation:
        if not 0 < form.price < float("inf"):
            raise ValueError("the price is no number above 0")
        for name, value in (("notional_usd", form.notional_usd), ("quantity_base", form.quantity_base)):
            if value is not None and not (isfinite(value) and 0 <= value < CEILING_USD):
                raise ValueError(f"{name} is not believable")
        quantity = form.quantity_base
        return Liquidation(
            self._instrument(form),
            form.position,
            form.price,
            form.price_kind,
            quantity,
            None if form.notional_usd is None else micro_usd(form.notional_usd),
            UnixMs(form.at),
            UnixMs(form.received_at or form.at),
            form.kind,
            True,
            form.completeness,
            quantity or 0.0,
            form.price,
            0,
            self._ident(form),
        )

    def _instrument(self, form: RowForm) -> Instrument:
        key = (form.venue, form.symbol, form.base, form.quote, form.option, form.tradfi)
        found = self._instruments.get(key)
        if found is None:
            # The form does not say how the contract settles; its money is stated, so nothing is worked out from that.
            found = self._instruments[key] = Instrument(
                VenueId(form.venue),
                form.symbol,
                form.base,
                form.quote,
                Settlement.LINEAR,
                group=OPTION if form.option else "",
                tradfi=form.tradfi,
            )
        return found

    def _ident(self, form: RowForm) -> str:
        if form.key:
            return form.key.removeprefix(f"{form.venue}:")
        if form.at != self._at:
            self._at = form.at
            self._same.clear()
        said = f"{form.symbol}:{form.at}:{form.position}:{form.notional_usd}:{form.price:.12g}"
        number = self._same[said] = self._same.get(said, -1) + 1
        return f"{said}:{number}"
