"""What every answer needs: JSON of the expected shape, dollars within reason, names fit to be shown, hours summed."""

from collections.abc import Iterable, Mapping

import msgspec

from liqdesk.domain.feed_state import Span
from liqdesk.domain.money import CEILING_USD, MicroUsd, micro_usd
from liqdesk.domain.third_party import Amounts, ServiceFailure, Trouble

LONGEST_NAME = 40

Bar = tuple[int, MicroUsd, MicroUsd]
"""The start of an hour in Unix ms, its longs, its shorts."""


def unreadable(what: str) -> ServiceFailure:
    """The failure of an answer in a form nobody documented; `what` names it."""
    return ServiceFailure(Trouble.UNREADABLE, f"it answered in a form liqdesk does not know ({what})")


def parsed(body: bytes, what: str) -> object:
    """The JSON of a body. Raises ServiceFailure."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise unreadable(f"{what} is not JSON") from fault


def table(value: object, what: str) -> Mapping[str, object]:
    """A JSON object. Raises ServiceFailure."""
    if not isinstance(value, dict):
        raise unreadable(f"{what} is no object")
    return value


def tables(value: object, what: str) -> list[Mapping[str, object]]:
    """A list of JSON objects. Raises ServiceFailure."""
    if not isinstance(value, list):
        raise unreadable(f"{what} is no list")
    return [table(one, what) for one in value]


def usd_of(value: object, what: str) -> MicroUsd:
    """A dollar amount, a number or a number's text, not negative. Raises ServiceFailure."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError as fault:
            raise unreadable(f"{what} is no number") from fault
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise unreadable(f"{what} is no number")
    if not 0 <= value < CEILING_USD:  # neither is what is no number or has no end
        raise unreadable(f"{what} is no amount of dollars")
    return micro_usd(value)


def whole(value: object, what: str) -> int:
    """A whole number, not negative. Raises ServiceFailure."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise unreadable(f"{what} is no whole number")
    return value


def word(value: object, what: str) -> str:
    """A name as it may be shown: printable signs, not too many. Raises ServiceFailure."""
    if not isinstance(value, str):
        raise unreadable(f"{what} is no text")
    return "".join(sign for sign in value if sign.isprintable())[:LONGEST_NAME]


def summed(bars: Iterable[Bar], span: Span) -> Amounts | None:
    """The bars that start within the span, added up; None where there is none."""
    inside = [bar for bar in bars if span.start <= bar[0] < span.end]
    if not inside:
        return None
    return Amounts(MicroUsd(sum(bar[1] for bar in inside)), MicroUsd(sum(bar[2] for bar in inside)))
