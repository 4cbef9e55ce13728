"""Names of contracts and coins: what is no name at all, the thousands some are scaled by, the dates some carry."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime

from liqdesk.domain.time import UnixMs
from liqdesk.venues.wire.rows import LONGEST_SYMBOL

LEADING = re.compile(r"^(1(?:0{3,9})(?=[A-Z\u0080-\uffff])|1M(?=[A-Z]{3})|k(?=[A-Z]{2}))")
TRAILING = re.compile(r"(?<=[A-Z])(1(?:0{3,9}))$")
WORDS = {"1M": 1_000_000.0, "k": 1_000.0}
"""Of coins there are 1INCH and 1MIL, so a million needs a name of three letters behind it."""

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
MONTH_CODES = "FGHJKMNQUVXZ"
"""The letters that futures exchanges write for January to December."""
FRIDAY = 4
SETTLES_AT = 8
"""The hour (UTC) at which dated contracts end on almost every venue that writes YYMMDD."""


def believable(name: str) -> bool:
    """Whether a contract or coin may be called so; names in any script may, control and direction characters may not."""
    return 0 < len(name) <= LONGEST_SYMBOL and name.isprintable() and " " not in name


def unscaled(base: str) -> tuple[str, float]:
    """The coin's own name and how many coins one unit of `base` holds.

    1000PEPE, kPEPE and PEPE1000 are (PEPE, 1000), 1MMOG is (MOG, 1000000); 1INCH and 2Z are themselves.
    """
    found = LEADING.match(base)
    if found:
        return base[found.end() :], _count(found.group(1))
    found = TRAILING.search(base)
    if found:
        return base[: found.start()], _count(found.group(1))
    return base, 1.0


def _count(text: str) -> float:
    return WORDS.get(text) or float(text)


def split_quote(symbol: str, quotes: tuple[str, ...]) -> tuple[str, str] | None:
    """Base and quote of a run-together symbol such as BTCUSDT, trying `quotes` in order; None where none fits."""
    for quote in quotes:
        if symbol.endswith(quote) and len(symbol) > len(quote):
            return symbol[: -len(quote)], quote
    return None


def expiry(text: str, hour: int = SETTLES_AT) -> UnixMs | None:
    """When a contract textd YYMMDD ends, at this hour (UTC); None where that is no date."""
    if len(text) != len("YYMMDD") or not (text.isascii() and text.isdigit()):
        return None
    return _moment(2_000 + int(text[:2]), int(text[2:4]), int(text[4:]), hour)


def expiry_in_words(text: str, hour: int = SETTLES_AT) -> UnixMs | None:
    """When a contract dated 26MAR27 ends; None where that is no date."""
    day, month, year = text[:-5], text[-5:-2], text[-2:]
    if month not in MONTHS or not (day + year).isdigit() or not (day + year).isascii() or not 1 <= len(day) <= 2:
        return None
    return _moment(2_000 + int(year), MONTHS.index(month) + 1, int(day), hour)


def expiry_by_code(code: str, hour: int = SETTLES_AT) -> UnixMs | None:
    """When a quarterly contract coded H27 ends: the last Friday of its month; None where that is no code."""
    month, year = code[:1], code[1:]
    if not month or month not in MONTH_CODES or len(year) != 2 or not (year.isascii() and year.isdigit()):
        return None
    of, in_month = 2_000 + int(year), MONTH_CODES.index(month) + 1
    last = monthrange(of, in_month)[1]
    return _moment(of, in_month, last - (date(of, in_month, last).weekday() - FRIDAY) % 7, hour)


def _moment(year: int, month: int, day: int, hour: int) -> UnixMs | None:
    try:
        at = datetime(year, month, day, hour, tzinfo=UTC)
    except ValueError:
        return None
    return UnixMs(int(at.timestamp()) * 1_000)
