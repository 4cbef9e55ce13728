"""Money: whole millionths of a dollar, so that sums are exact in any order."""

from typing import NewType

MicroUsd = NewType("MicroUsd", int)
"""Millionths of a US dollar."""

MICRO = 1_000_000
nearest = float.__round__
"""What `round` does with a float, at a third of its cost: the built-in looks the method up anew each time."""

CEILING_USD = 1e12
"""No single forced order is worth this much; a larger figure is a fault of the message."""


def micro_usd(usd: float) -> MicroUsd:
    """A finite dollar amount below `CEILING_USD`, rounded to the nearest millionth.

    A double carries such an amount to well under half a millionth as long as it stays below some billions of dollars,
    so whatever has at most six decimals comes out exact.
    """
    return MicroUsd(round(usd * MICRO))


def cents(amount: int) -> int:
    """Whole cents of a `MicroUsd` amount; half a cent goes away from zero."""
    if amount < 0:
        return -cents(-amount)
    return (amount + 5_000) // 10_000


def dollars(amount: int) -> float:
    """A `MicroUsd` amount as dollars rounded to the cent, for JSON and for people."""
    return cents(amount) / 100


_UNITS = ((10**3, "k", 0), (10**6, "M", 2), (10**9, "B", 2))


def usd_text(amount: int) -> str:
    """A `MicroUsd` amount as people write it: `$419.03M`, `$1.24B`, `$905k`, `$88`; rounding never leaves 1000 of a unit."""
    usd = amount / MICRO
    if usd < 999.5:
        return f"${usd:.0f}"
    if usd < 999_500:
        return f"${usd / 1e3:.0f}k"
    if usd < 999_995_000:
        return f"${usd / 1e6:.2f}M"
    return f"${usd / 1e9:.2f}B"


def exact_text(amount: int) -> str:
    """The `MicroUsd` of one order to the last millionth, in the form of the C locale: `$11,280.060000`."""
    return f"${amount // MICRO:,}.{amount % MICRO:06d}"


def chosen_usd(usd: int) -> str:
    """Whole dollars that somebody chose as a limit, as people write them: `$2.5M`, `$100M`; no total of anything."""
    for size, unit, _ in reversed(_UNITS):
        if usd >= size:
            return f"${usd / size:.3f}".rstrip("0").rstrip(".") + unit
    return f"${usd}"


def usd_passed(amount: int) -> tuple[str, bool]:
    """The whole number of its unit that a `MicroUsd` amount has reached, and whether there is more: (`$458M`, True)."""
    size, unit = next(((size, unit) for size, unit, _ in reversed(_UNITS) if amount >= size * MICRO), (1, ""))
    whole, rest = divmod(amount, size * MICRO)
    return f"${whole}{unit}", rest > 0
