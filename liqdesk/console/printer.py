"""Prints liquidations as they come, one a line, flushed at once."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec

from liqdesk.console.forms import liquidation_form
from liqdesk.console.output import OutputLost, write_out
from liqdesk.domain.liquidation import Batch, Liquidation, PositionSide
from liqdesk.domain.money import MICRO
from liqdesk.domain.venue import VenueId

GLYPHS = {PositionSide.LONG: "▼ long ", PositionSide.SHORT: "▲ short"}


def json_line(form: dict[str, Any]) -> str:
    """One JSON object on one line."""
    return msgspec.json.encode(form).decode()


def text_line(entry: Liquidation) -> str:
    """Time UTC, side, coin, dollars, price and venue in columns."""
    at = datetime.fromtimestamp(entry.at / 1000, tz=UTC)
    usd = "size unknown" if entry.notional is None else f"${entry.notional / MICRO:,.0f}"
    mark = "  earlier" if entry.history else ""
    return (
        f"{at:%H:%M:%S}.{at.microsecond // 1000:03d}  {GLYPHS[entry.position]}  {entry.instrument.base:<10}"
        f"{usd:>16}  at {entry.price:<14.10g} {entry.instrument.venue}{mark}"
    )


class Printer:
    """A sink that writes to a stream, only rows of `venues` (None: all) worth at least `minimum` micro-USD.

    A row of unknown value passes only where no minimum was asked for.
    """

    def __init__(
        self,
        as_json: bool,
        venues: frozenset[VenueId] | None,
        minimum: int,
        source: str | None = None,
        stream: TextIO | None = None,
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        self._as_json = as_json
        self._venues = venues
        self._minimum = minimum
        self._source = source
        self._stream = stream
        self._closed = closed
        self.reader_gone = False
        """Whether nothing can be printed any more."""
        self.trouble: OutputLost | None = None

    def take(self, batch: Batch) -> None:
        """Print the rows of one frame; when that is not possible any more, say so once through `closed`.

        `trouble` then holds the failure, None where it is only that the reader has gone away.
        """
        if self.reader_gone:
            return
        lines = [self._line(entry) for entry in batch if self._wanted(entry)]
        if not lines:
            return
        try:
            write_out("\n".join(lines), self._stream)
        except (BrokenPipeError, OutputLost) as lost:
            self.trouble = lost if isinstance(lost, OutputLost) else None
            self.reader_gone = True
            self._closed()

    def _wanted(self, entry: Liquidation) -> bool:
        if self._venues is not None and entry.instrument.venue not in self._venues:
            return False
        return self._minimum <= 0 or (entry.notional is not None and entry.notional >= self._minimum)

    def _line(self, entry: Liquidation) -> str:
        return json_line(liquidation_form(entry, self._source)) if self._as_json else text_line(entry)
