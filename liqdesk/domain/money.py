"""Money: whole millionths of a dollar, so that sums are exact in any order."""

from typing import NewType

MicroUsd = NewType("MicroUsd", int)
"""Millionths of a US dollar."""

MICRO = 1_000_000
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
