"""The coins of a window by what was liquidated of each, the largest first, the small ones together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from liqdesk.analytics.views import SideTotal, WindowTotal
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs


@dataclass(frozen=True, slots=True)
class CoinTile:
    """One coin, or the `many` others together (`base` None), and what was liquidated of it."""

    base: str | None
    total: SideTotal
    many: int = 1


@dataclass(frozen=True, slots=True)
class CoinTilesView:
    """Every coin with money, the largest first; `whole` is their sum and how whole it is.

    `worthless` counts coins whose orders are all of unknown size: they have no tile, and their orders are in `whole`.
    """

    at: UnixMs
    whole: WindowTotal
    coins: tuple[CoinTile, ...]
    worthless: int


def coin_tiles(at: UnixMs, whole: WindowTotal, by_base: Mapping[str, SideTotal]) -> CoinTilesView:
    """The tiles of a window from its totals by coin."""
    valued = {base: total for base, total in by_base.items() if total.both > 0}
    ranked = sorted(valued, key=lambda base: (-valued[base].both, base))
    return CoinTilesView(at, whole, tuple(CoinTile(base, valued[base]) for base in ranked), len(by_base) - len(valued))


def together(tiles: Iterable[CoinTile]) -> CoinTile | None:
    """Some tiles as the one of the others; None where there are none."""
    held = tuple(tiles)
    if not held:
        return None
    totals = [tile.total for tile in held]
    return CoinTile(
        None,
        SideTotal(
            MicroUsd(sum(total.long for total in totals)),
            MicroUsd(sum(total.short for total in totals)),
            sum(total.count for total in totals),
            sum(total.unvalued for total in totals),
        ),
        sum(tile.many for tile in held),
    )
