"""Wire rows that are reports: a frame decodes straight into what the engine takes, checked on the way in."""

from typing import Annotated

from msgspec import Meta

from liqdesk.domain.liquidation import LiquidationKind, LiquidationReport
from liqdesk.domain.time import UnixMs
from liqdesk.venues.wire.numbers import EARLIEST, LARGEST, LATEST, SMALLEST

LONGEST_SYMBOL = 80
"""Longer than any ticker that carries the address of a token."""

Amount = Annotated[float, Meta(gt=SMALLEST, lt=LARGEST)]
"""A price or a size: NaN, infinity, zero and less, and the unbelievable do not decode."""

Moment = Annotated[UnixMs, Meta(gt=EARLIEST, lt=LATEST)]
"""A time in Unix ms."""

Symbol = Annotated[str, Meta(min_length=1, max_length=LONGEST_SYMBOL)]


def named_as(**wire: str) -> dict[str, str]:
    """The `rename` of a row that subclasses `WireRow`: the venue's name of each field it sends.

    The other fields keep the defaults the row declares; they get names no venue uses, so that no key on the wire can
    change them.
    """
    return {name: wire.get(name, f"liqdesk:{name}") for name in LiquidationReport.__struct_fields__}


class WireRow(LiquidationReport, frozen=True, gc=False, kw_only=True, rename=named_as()):
    """What rows that are reports build on: the fields hardly any venue sends, out of reach of the wire."""

    quote_value: float = 0.0
    kind: LiquidationKind = LiquidationKind.LIQUIDATION
    history: bool = False
    ident: str = ""
