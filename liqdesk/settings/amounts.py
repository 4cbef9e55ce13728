"""Amounts and durations as people type them, "2.5m" or "1h30", and short ways to write them back."""

import re
from decimal import Decimal

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr

LONGEST = 60

GROUPING = " _'\u00a0\u2009\u202f\u2019"
"""What may stand between the thousands, beside a comma."""

AMOUNT = re.compile(r"(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)(?P<unit>[a-z]*)", re.ASCII)
THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+", re.ASCII)
GROUPED = re.compile(rf"[0-9]{{1,3}}(?:[{GROUPING}][0-9]{{3}})+(?![0-9])", re.ASCII)
CURRENCY = re.compile(r"^(?:us)?\$\s*|\s*(?:us\$|usd|dollars?|\$)$", re.ASCII)

MULTIPLES = {
    "": 1,
    **dict.fromkeys(("k", "thousand"), 10**3),
    **dict.fromkeys(("m", "mn", "mio", "million", "millions"), 10**6),
    **dict.fromkeys(("b", "bn", "billion", "billions"), 10**9),
    **dict.fromkeys(("t", "tn", "trillion", "trillions"), 10**12),
}
SHORT_UNITS = ((10**9, "B"), (10**6, "M"), (10**3, "K"), (1, ""))

PIECE = re.compile(r"\s*(?P<number>[0-9]+(?:\.[0-9]+)?)\s*(?P<unit>[a-z]*)", re.ASCII)
SECONDS = {
    **dict.fromkeys(("d", "day", "days"), 86_400),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3_600),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
}
NEXT_SMALLER = {86_400: 3_600, 3_600: 60, 60: 1}


def read_amount(text: str) -> int:
    """Whole US dollars: "2.5m", "$1,000", "1 000 000", "1.2B". Raises ExpectedFailure with a sentence."""
    plain = _plain(text)
    if plain.startswith(("-", "\u2212")):
        raise ExpectedFailure(tr("an amount cannot be below zero"))
    plain = GROUPED.sub(lambda found: re.sub(f"[{GROUPING}]", "", found[0]), CURRENCY.sub("", CURRENCY.sub("", plain)))
    found = AMOUNT.fullmatch(re.sub(r"(?<=[0-9])\s+(?=[a-z])", "", plain))
    if found is None or found["unit"] not in MULTIPLES:
        raise ExpectedFailure(
            tr("{text} is no amount; write dollars like 250k, 2.5m or 1,000,000").format(text=_told(text))
        )
    number = found["number"]
    whole = number.partition(".")[0]
    if "," in whole and THOUSANDS.fullmatch(whole) is None:
        raise ExpectedFailure(
            tr("a comma only sets off thousands, as in 1,000,000; decimals come after a point, as in 2.5m")
        )
    value = Decimal(number.replace(",", "")) * MULTIPLES[found["unit"]]
    if value != int(value):
        raise ExpectedFailure(tr("an amount is in whole dollars"))
    return int(value)


def write_amount(usd: int) -> str:
    """The shortest form that is exact, for a field: "2.5M", "250K", "1,234,567"; `read_amount` gives `usd` back."""
    for size, unit in SHORT_UNITS:
        if usd >= size and usd * 100 % size == 0:
            whole, hundredths = divmod(usd * 100 // size, 100)
            decimals = f".{hundredths:02}".rstrip("0").rstrip(".")
            return f"{whole:,}{decimals}{unit}"
    return f"{usd:,}"


def read_duration(text: str) -> int:
    """Whole seconds: "90s", "5m", "1h30", "1.5 hours", "2d". Raises ExpectedFailure with a sentence."""
    plain = _plain(text)
    total, smallest, at = Decimal(0), 0, 0
    while at < len(plain):
        found = PIECE.match(plain, at)
        if found is None:
            raise _no_duration(text)
        unit = SECONDS.get(found["unit"], 0) if found["unit"] else NEXT_SMALLER.get(smallest, 0)
        if not found["unit"] and at == 0:
            raise ExpectedFailure(
                tr("{number} of what? Write {number}s, {number}m or {number}h").format(number=found["number"])
            )
        if not unit or (smallest and unit >= smallest):
            raise _no_duration(text)
        total += Decimal(found["number"]) * unit
        smallest, at = unit, found.end()
    if not smallest:
        raise _no_duration(text)
    if total != int(total):
        raise ExpectedFailure(tr("a duration is in whole seconds"))
    return int(total)


def write_duration(seconds: int) -> str:
    """A duration for a field: "90s" is "1m 30s", a day "24h"; `read_duration` gives `seconds` back."""
    days, rest = divmod(seconds, 86_400) if seconds >= 2 * 86_400 else (0, seconds)
    hours, rest = divmod(rest, 3_600)
    minutes, rest = divmod(rest, 60)
    pieces = ((days, "d"), (hours, "h"), (minutes, "m"), (rest, "s"))
    return " ".join(f"{count}{unit}" for count, unit in pieces if count) or "0s"


def _plain(text: str) -> str:
    plain = text.strip().lower()
    if len(plain) > LONGEST:
        raise ExpectedFailure(tr("that is too long for a number"))
    return plain


def _no_duration(text: str) -> ExpectedFailure:
    return ExpectedFailure(tr("{text} is no duration; write it like 90s, 5m or 1h30").format(text=_told(text)))


def _told(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in text.strip())
    return f"'{shown}'" if shown else tr("an empty field")
