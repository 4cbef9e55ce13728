"""Coin names: the thousands some symbols are scaled by."""

import re

LEADING = re.compile(r"^(1(?:0{3,9})|1M|1K)(?=[A-Z\u0080-\uffff])")
TRAILING = re.compile(r"(?<=[A-Z])(1(?:0{3,9}))$")
LETTERS = {"1M": 1_000_000.0, "1K": 1_000.0}


def unscaled(base: str) -> tuple[str, float]:
    """The coin's own name and how many coins one unit of `base` holds: 1000PEPE is (PEPE, 1000), SHIB1000 (SHIB, 1000)."""
    found = LEADING.match(base)
    if found and len(base) > found.end():
        return base[found.end() :], _count(found.group(1))
    found = TRAILING.search(base)
    if found:
        return base[: found.start()], _count(found.group(1))
    return base, 1.0


def _count(text: str) -> float:
    return LETTERS.get(text) or float(text)


def split_quote(symbol: str, quotes: tuple[str, ...]) -> tuple[str, str] | None:
    """Base and quote of a run-together symbol such as BTCUSDT, trying `quotes` in order; None where none fits."""
    for quote in quotes:
        if symbol.endswith(quote) and len(symbol) > len(quote):
            return symbol[: -len(quote)], quote
    return None
