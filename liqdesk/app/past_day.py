"""What an earlier run would have left behind: rows, watched time, prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import UnixMs


@dataclass(frozen=True, slots=True)
class PastDay:
    """`watched` are the spans over which the lanes listened; `prices` the points of each coin, oldest first."""

    rows: Sequence[Liquidation]
    watched: Sequence[Span]
    prices: Mapping[str, list[tuple[UnixMs, float]]]
