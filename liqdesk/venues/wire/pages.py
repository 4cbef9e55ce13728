"""Reading instrument lists: the good rows of a REST body, or one sentence on why there are none."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import msgspec

from liqdesk.domain.instrument import Instrument
from liqdesk.venues.wire.frames import UNREADABLE, shown
from liqdesk.venues.wire.numbers import EARLIEST, LATEST
from liqdesk.venues.wire.symbols import believable

Row = TypeVar("Row")


def read_page(page: bytes, path: Sequence[str]) -> tuple[dict[str, Any], list[Any]]:
    """The object above the list under `path` of a REST body, and that list.

    Raises ValueError with a sentence where there is no such list. A body that is a list itself has an empty path and
    nothing above it.
    """
    above, value = _walk(page, path)
    if isinstance(value, list):
        return above, value
    raise ValueError(f"the instrument list has no rows under {'.'.join(path) or 'its top'}")


def read_named_page(page: bytes, path: Sequence[str]) -> list[Any]:
    """The rows of a REST body that keeps each under its name in an object under `path`. Raises like `read_page`."""
    value = _walk(page, path)[1]
    if isinstance(value, dict):
        return list(value.values())
    raise ValueError(f"the instrument list has no rows under {'.'.join(path) or 'its top'}")


def _walk(page: bytes, path: Sequence[str]) -> tuple[Any, Any]:
    """What stands under `path`, after what stands above it."""
    try:
        value: Any = msgspec.json.decode(page)
    except UNREADABLE as fault:
        raise ValueError(f"the instrument list is not JSON: {shown(fault)}") from fault
    above: Any = {}
    for name in path:
        above, value = value, value.get(name) if isinstance(value, dict) else None
    return above, value


def instruments_of(
    rows: Sequence[object], kind: type[Row], make: Callable[[Row], Instrument | None]
) -> tuple[Instrument, ...]:
    """What the rows of a list stand for; a row of another shape, or with a name that is none, is left out.

    A contract that ends in no century of ours, as some write of those that never do, has no end.
    """
    found: list[Instrument] = []
    for row in rows:
        try:
            made = make(msgspec.convert(row, kind, strict=False))
        except UNREADABLE:
            continue
        if made is not None and believable(made.symbol) and believable(made.base) and believable(made.quote):
            ends = made.expires_at
            found.append(made if ends is None or EARLIEST < ends < LATEST else replace(made, expires_at=None))
    return tuple(found)
