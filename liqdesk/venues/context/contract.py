"""The contract of a venue's market context: which pages to ask for, and what stands in them."""

from collections.abc import Sequence
from typing import Annotated, Any, Protocol, TypeVar

import msgspec

from liqdesk.domain.market import ContextReport
from liqdesk.domain.time import HOUR, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.venues.session import Addresses
from liqdesk.venues.wire.frames import UNREADABLE, shown
from liqdesk.venues.wire.numbers import LARGEST, event_time
from liqdesk.venues.wire.symbols import believable

Row = TypeVar("Row", bound="ContextRow")

Size = Annotated[float, msgspec.Meta(ge=0.0, lt=LARGEST)]
"""An open interest: nobody may hold anything, but nobody holds less than nothing."""

Rate = Annotated[float, msgspec.Meta(gt=-1.0, lt=1.0)]
"""A funding rate; a whole position is never paid at once."""

LONGEST_INTERVAL = DurationMs(24 * HOUR)


class ContextVenue(Protocol):
    """Pure: the same arguments give the same answer."""

    @property
    def id(self) -> VenueId: ...

    def urls(self, addresses: Addresses, symbols: Sequence[str]) -> Sequence[str]:
        """The pages of one round: prices, then funding, then open interest; where a page holds one symbol, those of `symbols`."""
        ...

    def read(self, page: bytes, url: str) -> Sequence[ContextReport]:
        """What a body fetched from `url` says, in its order; a figure that cannot be is left out, never made zero.

        Raises ValueError with a sentence where the body is no such page.
        """
        ...


class ContextRow(msgspec.Struct):
    """What every row of a context page is: of a symbol, with a time or without one."""

    symbol: str


def rows_of(rows: object, kind: type[Row]) -> list[Row]:
    """The rows that have the shape of `kind`; one that has not, or names what is no name, is left out."""
    if isinstance(rows, list):
        return [made for row in rows if (made := _row_of(row, kind)) is not None]
    raise ValueError("the page has no rows where they belong")


def _row_of(row: object, kind: type[Row]) -> Row | None:
    try:
        made = msgspec.convert(row, kind, strict=False)
    except UNREADABLE:
        return None
    return made if believable(made.symbol) else None


def read_body(page: bytes) -> Any:
    """The JSON value of a page. Raises ValueError with a sentence where it is none."""
    try:
        return msgspec.json.decode(page)
    except UNREADABLE as fault:
        raise ValueError(f"the page is not JSON: {shown(fault)}") from fault


def figure(value: object, kind: Any) -> Any:
    """`value` as a number of that kind, None where it is empty, absent or cannot be."""
    if value is None or value == "":
        return None
    try:
        return msgspec.convert(value, kind, strict=False)
    except UNREADABLE:
        return None


def moment(value: object) -> UnixMs | None:
    """A venue's time, None where it gives none that can be."""
    number = figure(value, int)
    return event_time(number) if isinstance(number, int) and number > 0 else None


def interval_of(span: int | None) -> DurationMs | None:
    """A span in ms as a funding interval, None where no venue would have such a one."""
    return DurationMs(span) if span is not None and 0 < span <= LONGEST_INTERVAL else None
