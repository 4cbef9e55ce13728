"""Reading frames without ever failing: JSON of any shape, and text of a venue made fit to show."""

import json
import unicodedata
from typing import Any

import msgspec

from liqdesk.venues.session import Rejected, Unknown

LONGEST_REASON = 200
LARGEST_FRAME = 16 * 1024 * 1024
MOST_FAULTS = 1_000
"""So many bad rows are told one by one; a frame that holds more is not read to its end."""

LONGEST_INTEGER = 40

UNREADABLE = (msgspec.DecodeError, RecursionError, UnicodeError)
"""All that msgspec raises on what a stranger sent, decoding and converting; a ValidationError is a DecodeError. Text with
half of a surrogate pair, which an escape can smuggle in, is a UnicodeError."""


def shown(text: object) -> str:
    """A venue's text on one line: no control, format or surrogate characters, at most 200 of the rest."""
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in str(text)[: 4 * LONGEST_REASON])
    kept = " ".join(kept.split())
    return kept if len(kept) <= LONGEST_REASON else f"{kept[: LONGEST_REASON - 1]}…"


def keys_of(value: dict[str, Any]) -> str:
    """The names in an object nobody knows, as far as they fit."""
    return shown(", ".join(list(value)[:20]))


def read_json(frame: str | bytes) -> Any:
    """The frame's JSON value, or an `Unknown` event where it is none.

    Numbers no double can hold and the words NaN and Infinity, which some writers let slip, come out as such numbers, so
    that they cost their row and not the rows beside it.
    """
    if len(frame) > LARGEST_FRAME:
        return Unknown(f"a frame of {len(frame)} bytes")
    try:
        return msgspec.json.decode(frame)
    except RecursionError:
        return Unknown("JSON nested too deep")
    except (msgspec.DecodeError, UnicodeError) as fault:
        strict = shown(fault)
    try:
        text = frame if isinstance(frame, str) else frame.decode("utf-8")
        return json.loads(text, parse_int=_integer)
    except (ValueError, RecursionError):
        return Unknown(f"not JSON: {strict}")


def _integer(digits: str) -> float:
    return int(digits) if len(digits) <= LONGEST_INTEGER else float(digits)


def read_object(frame: str | bytes) -> dict[str, Any] | Unknown:
    """The frame's JSON object, or an `Unknown` event where it is none."""
    value = read_json(frame)
    if isinstance(value, (dict, Unknown)):
        return value
    return Unknown(f"a JSON {type(value).__name__} where an object was expected")


def convert_rows(rows: object, kind: Any, name: str) -> tuple[list[Any], list[Rejected]]:
    """The rows that have the shape of `kind`, a Struct or a union of them, and a `Rejected` for each that has not.

    `name` is the key of the symbol.
    """
    if not isinstance(rows, list):
        return [], [Rejected(f"rows that are a {type(rows).__name__}, not a list")]
    good: list[Any] = []
    bad: list[Rejected] = []
    for row in rows:
        if len(bad) >= MOST_FAULTS:
            bad.append(Rejected("and more rows after so many bad ones, left unread"))
            break
        symbol = row.get(name) if isinstance(row, dict) else ""
        if isinstance(symbol, str) and not symbol.isprintable():
            bad.append(Rejected(f"a row of {shown(symbol)!r}, which is no name"))
            continue
        try:
            good.append(msgspec.convert(row, kind, strict=False))
        except UNREADABLE as fault:
            bad.append(Rejected(f"{f'a row of {shown(symbol)}' if symbol else 'a row'}: {shown(fault)}"))
    return good, bad
