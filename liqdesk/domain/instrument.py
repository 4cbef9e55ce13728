"""Instruments: what a venue's symbol stands for, and the one place where a size becomes money."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from liqdesk.domain.money import CEILING_USD, MICRO, MicroUsd, nearest
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId

DOLLARS = frozenset({"USD", "USDT", "USDC", "USD1", "FDUSD", "BFUSD", "USDE", "BUSD", "TUSD", "USDH"})
"""Quotes counted as one US dollar."""

OPTION = "option"
"""The group of options on every venue. The notional of an option is that of what it is an option on, far more than anybody
lost: it is kept and shown, and enters no total."""


class Settlement(StrEnum):
    """How the contract pays: in the quote currency, or in the coin with a size in dollars."""

    LINEAR = "linear"
    INVERSE = "inverse"


class SizeUnit(StrEnum):
    """What a venue counts a size in."""

    BASE = "base"
    CONTRACTS = "contracts"
    QUOTE = "quote"


_MICRO = float(MICRO)

# Looking a member up on its enum class costs as much as an addition and a dictionary get together.
_BASE, _CONTRACTS, _QUOTE, _INVERSE = SizeUnit.BASE, SizeUnit.CONTRACTS, SizeUnit.QUOTE, Settlement.INVERSE


@dataclass(frozen=True, slots=True, eq=False)
class Instrument:
    """One contract of one venue.

    `multiplier` is the size of one contract: in the symbol's base unit when linear, in US dollars when inverse; None
    where nobody trusted has said. `scale` is how many coins one base unit of the symbol holds (1000 for 1000PEPE).
    `group` is the venue's own product group (bybit: linear, inverse), or `OPTION`. `code` is what the venue's frames call
    it where that is not the symbol (a market's number). `expires_at` is None for perpetuals. `tradfi` is what is no coin: a
    share, a metal, an index, a currency. `listed_at` tells a name that was given to another contract later from the one
    that had it first; None where the venue does not say. Identity is the object's: the catalogue keeps one per venue and
    wire name, and a new one when anything about it changes, so that what was valued stays as it was.
    """

    venue: VenueId
    symbol: str
    base: str
    quote: str
    settlement: Settlement
    multiplier: float | None = None
    scale: float = 1.0
    group: str = ""
    expires_at: UnixMs | None = None
    tradfi: bool = False
    code: str = ""
    listed_at: UnixMs | None = None
    in_dollars: bool = field(init=False, repr=False)
    """Whether the quote counts as the US dollar."""
    summed: bool = field(init=False, repr=False)
    """Whether its liquidations enter totals: options do not."""
    token: int = field(init=False, repr=False)
    """Stands for venue and symbol, in this process, where hashing both for every row would cost."""
    plain: Mapping[SizeUnit, float] = field(init=False, repr=False)
    """Coins in one unit of a size, for the units of which the notional is size x coins x price: those of linear contracts on
    single coins, quoted in dollars. Other contracts have none. Where the venue states no value of its own, the intake works
    out in place, for speed, what `measure` would say."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "in_dollars", self.quote in DOLLARS)
        object.__setattr__(self, "summed", self.group != OPTION)
        object.__setattr__(self, "token", hash((self.venue, self.symbol)))
        object.__setattr__(self, "plain", self._plain())

    def _plain(self) -> Mapping[SizeUnit, float]:
        if self.scale != 1.0 or not self.in_dollars:
            return {}
        if self.multiplier is None or self.settlement is _INVERSE:
            return {_BASE: 1.0}
        return {_BASE: 1.0, _CONTRACTS: self.multiplier}

    @property
    def wire_name(self) -> str:
        """What the venue's frames call it."""
        return self.code or self.symbol

    def measure(
        self, size: float, unit: SizeUnit, price: float, quote_value: float = 0.0
    ) -> tuple[float | None, MicroUsd | None]:
        """Quantity in single coins and notional in USD of `size` at the venue's `price`; None for what is not known.

        Raises OverflowError where the notional is beyond belief.
        """
        quantity: float | None
        if unit is _BASE:
            quantity = size if self.scale == 1.0 else size * self.scale
            usd = quote_value or size * price
        elif unit is _QUOTE:
            if self.settlement is _INVERSE:
                return None, None
            quantity, usd = size / price * self.scale, size
        elif self.multiplier is None:
            quantity, usd = None, quote_value
            if not quote_value:
                return None, None
        elif self.settlement is _INVERSE:
            usd = size * self.multiplier
            quantity = usd / price * self.scale
        else:
            coins = size * self.multiplier
            quantity, usd = coins * self.scale, quote_value or coins * price
        if not self.in_dollars:
            return quantity, None
        if usd < CEILING_USD:
            return quantity, nearest(usd * _MICRO)  # type: ignore[return-value]  # calling the NewType costs as much
        raise OverflowError(f"a notional of {usd:.3g} USD is not believable")
