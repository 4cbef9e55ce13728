"""The small numbers that stand for enumerations on disk: the place in each tuple; entries are only ever appended."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from liqdesk.domain.instrument import OPTION
from liqdesk.domain.liquidation import LiquidationKind, PositionSide, PriceKind
from liqdesk.domain.venue import Completeness, Refill


class Source(StrEnum):
    """Where the rows of a writer come from."""

    LIVE = "live"
    REPLAY = "replay"
    DEMO = "demo"
    IMPORT = "import"


POSITIONS = (PositionSide.LONG, PositionSide.SHORT)
KINDS = (LiquidationKind.LIQUIDATION, LiquidationKind.BACKSTOP, LiquidationKind.DELEVERAGE)
PRICE_KINDS = (PriceKind.FILL, PriceKind.BANKRUPTCY, PriceKind.ORDER, PriceKind.MARK, PriceKind.ENTRY)
COMPLETENESSES = (Completeness.FULL, Completeness.SAMPLED, Completeness.PARTIAL, Completeness.AGGREGATED)
REFILLS = (Refill.WHOLE, Refill.PART, Refill.NEVER)
SOURCES = (Source.LIVE, Source.REPLAY, Source.DEMO, Source.IMPORT)

COUNTS = f"kind <> {KINDS.index(LiquidationKind.DELEVERAGE)} AND product <> '{OPTION}' AND NOT tradfi"
"""What `Liquidation.counts` says, of rows beside their instruments."""
LONG = POSITIONS.index(PositionSide.LONG)

Member = TypeVar("Member", bound=StrEnum)


def codes(members: tuple[Member, ...]) -> Mapping[Member, int]:
    """The number of each member."""
    return MappingProxyType({member: number for number, member in enumerate(members)})
