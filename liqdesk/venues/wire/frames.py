"""Reading frames without ever failing: JSON of any shape, and text of a venue made fit to show."""

import unicodedata
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from liqdesk.venues.session import Rejected, Unknown, VenueEvent

Row = TypeVar("Row")

LONGEST_REASON = 200
LARGEST_FRAME = 16 * 1024 * 1024

UNREADABLE = (msgspec.DecodeError, RecursionError, UnicodeError)
"""All that msgspec raises on bytes a stranger sent; a ValidationError is a DecodeError."""


def shown(text: object) -> str:
    """A venue's text on one line: no control, format or surrogate characters, at most 200 of the rest."""
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in str(text)[: 4 * LONGEST_REASON])
    kept = " ".join(kept.split())
    return kept if len(kept) <= LONGEST_REASON else f"{kept[: LONGEST_REASON - 1]}…"


def read_json(frame: str | bytes) -> Any:
    """The frame's JSON value, or an `Unknown` event where it is none."""
    if len(frame) > LARGEST_FRAME:
        return Unknown(f"a frame of {len(frame)} bytes")
    try:
        return msgspec.json.decode(frame)
    except UNREADABLE as fault:
        return Unknown(f"not JSON: {shown(fault)}")


def read_object(frame: str | bytes) -> dict[str, Any] | Unknown:
    """The frame's JSON object, or an `Unknown` event where it is none."""
    value = read_json(frame)
    if isinstance(value, (dict, Unknown)):
        return value
    return Unknown(f"a JSON {type(value).__name__} where an object was expected")


def convert_rows(rows: object, kind: type[Row]) -> tuple[list[Row], list[VenueEvent]]:
    """The rows that have the shape of `kind`, and a `Rejected` for each that has not."""
    if not isinstance(rows, list):
        return [], [Rejected(f"rows that are a {type(rows).__name__}, not a list")]
    good: list[Row] = []
    bad: list[VenueEvent] = []
    for row in rows:
        try:
            good.append(msgspec.convert(row, kind, strict=False))
        except (msgspec.ValidationError, RecursionError) as fault:
            bad.append(Rejected(f"a row: {shown(fault)}"))
    return good, bad


def page_rows(page: bytes, path: Sequence[str]) -> list[Any]:
    """The list under `path` of a REST body; ValueError with a sentence where there is none."""
    try:
        value: Any = msgspec.json.decode(page)
    except UNREADABLE as fault:
        raise ValueError(f"the instrument list is not JSON: {shown(fault)}") from fault
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, list):
        return value
    raise ValueError(f"the instrument list has no rows under {'.'.join(path) or 'its top'}")


def well_formed(rows: Sequence[object], kind: type[Row]) -> list[Row]:
    """The rows of an instrument list that have the shape of `kind`; the others are left out."""
    good: list[Row] = []
    for row in rows:
        try:
            good.append(msgspec.convert(row, kind, strict=False))
        except (msgspec.ValidationError, RecursionError):
            continue
    return good
