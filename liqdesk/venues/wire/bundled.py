"""The instrument lists that come with the program, for when a venue's own cannot be had."""

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.venue import VenueId


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    symbol: str
    base: str
    quote: str
    settlement: Settlement = Settlement.LINEAR
    multiplier: float | None = None
    scale: float = 1.0
    group: str = ""
    code: str = ""


class _Page(msgspec.Struct, forbid_unknown_fields=True):
    venue: str
    as_of: str
    note: str
    page: list[_Row]


def read_bundled(text: str) -> tuple[str, tuple[Instrument, ...]]:
    """The date the list was true on (YYYY-MM-DD) and its contracts. Raises ValueError where the file is damaged."""
    page = msgspec.json.decode(text, type=_Page)
    venue = VenueId(page.venue)
    return page.as_of, tuple(
        Instrument(
            venue, row.symbol, row.base, row.quote, row.settlement, row.multiplier, row.scale, row.group, code=row.code
        )
        for row in page.page
    )
