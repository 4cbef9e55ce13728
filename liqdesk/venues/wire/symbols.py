"""Names of contracts and coins: what is no name at all, the thousands some are scaled by, the dates some carry."""

import re
from datetime import UTC, datetime

from liqdesk.domain.time import UnixMs
from liqdesk.venues.wire.rows import LONGEST_SYMBOL

LEADING = re.compile(r"^(1(?:0{3,9})|1M)(?=[A-Z\u0080-\uffff])")
TRAILING = re.compile(r"(?<=[A-Z])(1(?:0{3,9}))$")
MILLION = "1M"
SETTLES_AT = 8
"""The hour (UTC) at which dated contracts end on almost every venue that writes YYMMDD."""


def believable(name: str) -> bool:
    """Whether a contract or coin may be called so; names in any script may, control and direction characters may not."""
    return 0 < len(name) <= LONGEST_SYMBOL and name.isprintable() and " " not in name


def unscaled(base: str) -> tuple[str, float]:
    """The coin's own name and how many coins one unit of `base` holds: 1000PEPE is (PEPE, 1000), SHIB1000 (SHIB, 1000)."""
    found = LEADING.match(base)
    if found:
        return base[found.end() :], _count(found.group(1))
    found = TRAILING.search(base)
    if found:
        return base[: found.start()], _count(found.group(1))
    return base, 1.0


def _count(text: str) -> float:
    return 1_000_000.0 if text == MILLION else float(text)


def split_quote(symbol: str, quotes: tuple[str, ...]) -> tuple[str, str] | None:
    """Base and quote of a run-together symbol such as BTCUSDT, trying `quotes` in order; None where none fits."""
    for quote in quotes:
        if symbol.endswith(quote) and len(symbol) > len(quote):
            return symbol[: -len(quote)], quote
    return None


def expiry(date: str, hour: int = SETTLES_AT) -> UnixMs | None:
    """When a contract dated YYMMDD ends, at this hour (UTC); None where that is no date."""
    if len(date) != len("YYMMDD") or not (date.isascii() and date.isdigit()):
        return None
    try:
        day = datetime(2_000 + int(date[:2]), int(date[2:4]), int(date[4:]), hour, tzinfo=UTC)
    except ValueError:
        return None
    return UnixMs(int(day.timestamp()) * 1_000)
