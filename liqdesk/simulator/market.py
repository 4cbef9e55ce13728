"""What happens in the simulated market, before any venue has put it into its own words."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

Side = Literal["long", "short"]


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract a simulated venue lists.

    `size` below counts in base units when `counts_in` is "base", in contracts of `multiplier` (base units when linear, USD
    when inverse) when "contracts", in quote currency when "quote". One base unit of the symbol holds `scale` coins.
    """

    venue: str
    symbol: str
    base: str
    quote: str
    inverse: bool
    counts_in: Literal["base", "contracts", "quote"]
    multiplier: Decimal
    scale: int
    size_step: Decimal
    price_step: Decimal
    group: str

    def micro_usd(self, size: Decimal, price: Decimal) -> int:
        """The exact notional in millionths of a dollar, half up, by the venue's own arithmetic."""
        if self.counts_in == "quote":
            usd = size
        elif self.counts_in == "base":
            usd = size if self.inverse else size * price
        elif self.inverse:
            usd = size * self.multiplier
        else:
            usd = size * self.multiplier * price
        return int((usd * 1_000_000).to_integral_value(rounding="ROUND_HALF_UP"))


@dataclass(frozen=True, slots=True)
class Forced:
    """One position closed by force: event `number` of the run, at `at` Unix ms; `price` and `size` in the venue's units."""

    number: int
    at: int
    contract: Contract
    position: Side
    size: Decimal
    price: Decimal

    @property
    def micro_usd(self) -> int:
        """The notional in millionths of a dollar."""
        return self.contract.micro_usd(self.size, self.price)


@dataclass(frozen=True, slots=True)
class MarketPrice:
    """The market's price of one coin at `at` Unix ms."""

    at: int
    base: str
    price: Decimal


class Scenario(Protocol):
    """A seeded story; the same seed, start and venues always tell the same one."""

    @property
    def name(self) -> str: ...

    @property
    def duration_ms(self) -> int:
        """The length of one telling; a looping scenario is told again from its end."""
        ...

    @property
    def loops(self) -> bool: ...

    def tell(self, seed: int, start_ms: int, venues: frozenset[str]) -> Iterator[Forced | MarketPrice]:
        """Everything that happens, in time order."""
        ...
