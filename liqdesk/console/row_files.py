"""Liquidations written into files: JSON lines, CSV or Parquet by the name's ending, the first two also packed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liqdesk.console.forms import liquidation_form
from liqdesk.console.tables import Kind, Whole, form_of
from liqdesk.domain.instrument import OPTION
from liqdesk.domain.liquidation import Liquidation

KINDS = {
    "venue": Kind.TEXT, "symbol": Kind.TEXT, "base": Kind.TEXT, "quote": Kind.TEXT, "position": Kind.TEXT,
    "price": Kind.NUMBER, "price_kind": Kind.TEXT, "quantity_base": Kind.NUMBER, "notional_usd": Kind.NUMBER,
    "at": Kind.MOMENT, "received_at": Kind.MOMENT, "kind": Kind.TEXT, "history": Kind.FLAG, "completeness": Kind.TEXT,
    "key": Kind.TEXT, "option": Kind.FLAG, "tradfi": Kind.FLAG, "source": Kind.TEXT, "micro_usd": Kind.WHOLE,
    "size": Kind.NUMBER, "venue_price": Kind.NUMBER, "settlement": Kind.TEXT, "multiplier": Kind.NUMBER,
    "scale": Kind.NUMBER, "imported_from": Kind.TEXT, "imported_at": Kind.MOMENT,
}  # fmt: skip
"""What each column holds. `micro_usd` is the notional in whole millionths of a dollar; `size`, `venue_price`, `multiplier` and
`scale` are the venue's own words, of which price, quantity and notional were made."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row came from: `source` is live, replay, demo or import; of an imported one, the file and when."""

    source: str
    file: str | None = None
    at: int | None = None


LIVE = Origin("live")


def row_form(entry: Liquidation, origin: Origin) -> dict[str, Any]:
    """One row with everything that is needed to have it back."""
    instrument = entry.instrument
    form = liquidation_form(entry, origin.source)
    form["option"] = instrument.group == OPTION
    form["tradfi"] = instrument.tradfi
    form["micro_usd"] = entry.notional
    form["size"] = entry.size
    form["venue_price"] = entry.venue_price
    form["settlement"] = instrument.settlement.value
    form["multiplier"] = instrument.multiplier
    form["scale"] = instrument.scale
    if origin.file is not None:
        form["imported_from"] = origin.file
        form["imported_at"] = origin.at
    return form


class RowFile:
    """A file of rows that has its name only once it is whole; use it as a context.

    Raises WrongEnding, and ExpectedFailure where it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._whole = Whole(path, KINDS)
        form_of(path)

    def __enter__(self) -> "RowFile":
        self._table = self._whole.__enter__()
        return self

    def __exit__(self, *failure: Any) -> None:
        self._whole.__exit__(*failure)

    def take(self, entry: Liquidation, origin: Origin = LIVE) -> None:
        """Write one row."""
        self._table.take(row_form(entry, origin))
