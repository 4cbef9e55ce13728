"""In which order the coins stand: by a column, and as they stood before while somebody looks closely."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """By which column, from the largest down or from the smallest up."""

    column: int
    largest_first: bool = True

    def by(self, column: int) -> "Order":
        """The order after that column's head was clicked: another column's largest come first, the same one is turned round."""
        return Order(column, not self.largest_first) if column == self.column else Order(column)


Value = float | str | None
"""What a coin is sorted by; None where that is not known."""


def ordered(bases: Iterable[str], value_of: Callable[[str], Value], largest_first: bool) -> list[str]:
    """Coins by their value; equal ones by name, those of which it is not known last in either direction."""
    values: Mapping[str, Value] = {base: value_of(base) for base in bases}
    words = sorted(base for base, value in values.items() if isinstance(value, str))
    numbers = [(value, base) for base, value in values.items() if isinstance(value, (int, float))]
    sign = -1.0 if largest_first else 1.0
    unknown = sorted(base for base, value in values.items() if value is None)
    known = [base for _, base in sorted(numbers, key=lambda one: (sign * one[0], one[1]))]
    return [*known, *(words if largest_first else words[::-1]), *unknown]


def kept(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """The order from before as far as its coins are still there, the new ones after them."""
    there = set(now)
    old = [base for base in before if base in there]
    known = set(old)
    return [*old, *(base for base in now if base not in known)]
