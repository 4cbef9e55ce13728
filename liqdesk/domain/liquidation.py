"""Liquidations: what a venue said of one (a report) and what we mean by it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NewType

import msgspec

from liqdesk.domain.instrument import Instrument, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId

LiquidationKey = NewType("LiquidationKey", str)
"""The same text whenever the same event is seen again."""


class PositionSide(StrEnum):
    """Whose position was closed by force."""

    LONG = marked("long")
    SHORT = marked("short")


class PriceKind(StrEnum):
    """What the price of a row is."""

    FILL = "fill"
    BANKRUPTCY = "bankruptcy"
    ORDER = "order"
    MARK = "mark"
    ENTRY = "entry"


ESTIMATED = (PriceKind.ENTRY, PriceKind.MARK)
"""What a row may be told at before it is known what was paid."""


class LiquidationKind(StrEnum):
    """What kind of forced closing it was; deleveraging enters no total."""

    LIQUIDATION = "liquidation"
    BACKSTOP = "backstop"
    DELEVERAGE = "deleverage"


# Looking a member up on its enum class costs more than the comparison it is needed for.
_DELEVERAGE = LiquidationKind.DELEVERAGE


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a row of a venue's history is known for an event its feed has told, where no number and no equal key says so.

    Both are of one symbol and side, agree in `by`, and their times, cut to whole seconds, are at most `seconds` apart.
    """

    by: Literal["size", "price"]
    seconds: int


class LiquidationReport(msgspec.Struct, frozen=True, gc=False):
    """One forced order in the venue's words, except that the side is already that of the position.

    `size` counts in `unit`; `price` is the venue's price of one unit of its symbol (a 1000PEPE costs a thousand PEPE).
    `quote_value` is the venue's own value in the quote currency, 0 where it states none. `at` is None where the venue
    gives no time. `ident` is the venue's own id of the event, empty where it has none. `history` is set only where the
    frame itself says that the row is a replay.
    """

    venue: VenueId
    symbol: str
    position: PositionSide
    size: float
    unit: SizeUnit
    price: float
    price_kind: PriceKind
    at: UnixMs | None
    quote_value: float = 0.0
    kind: LiquidationKind = LiquidationKind.LIQUIDATION
    history: bool = False
    ident: str = ""


class Liquidation(msgspec.Struct, frozen=True, gc=False):
    """One forced order as we mean it.

    `price` and `quantity_base` are per single coin; `quantity_base` and `notional` are None where no trusted contract
    size, or no dollar rate, is known. `size` and `venue_price` keep the venue's words, `occurrence` counts equal rows of
    one frame from 0. `corrects` is set where this row takes the place of one with the same key, told before at an estimate:
    that one's notional.
    """

    instrument: Instrument
    position: PositionSide
    price: float
    price_kind: PriceKind
    quantity_base: float | None
    notional: MicroUsd | None
    at: UnixMs
    received_at: UnixMs
    kind: LiquidationKind
    history: bool
    completeness: Completeness
    size: float
    venue_price: float
    occurrence: int = 0
    ident: str = ""
    corrects: MicroUsd | None = None

    @property
    def countable(self) -> bool:
        """Whether it is one more to be summed: deleveraging is nobody's liquidation, options are summed with nothing else."""
        return self.kind is not _DELEVERAGE and self.instrument.summed and self.corrects is None

    @property
    def counts(self) -> bool:
        """Whether it is a coin's and summed: shares, metals, indices and currencies are counted apart."""
        return self.countable and not self.instrument.tradfi

    @property
    def key(self) -> LiquidationKey:
        """`venue:symbol:time:position:size:price:occurrence`, or `venue:id` where the venue numbers its events."""
        venue = self.instrument.venue
        if self.ident:
            return LiquidationKey(f"{venue}:{self.ident}")
        return LiquidationKey(
            f"{venue}:{self.instrument.symbol}:{self.at}:{self.position}"
            f":{self.size:.12g}:{self.venue_price:.12g}:{self.occurrence}"
        )


Batch = tuple[Liquidation, ...]
"""The liquidations of one frame, in the venue's order; never empty."""
