"""What a tile of the treemap says, in more words and in fewer, and what is said of all of them; no Qt."""

from collections.abc import Iterator, Sequence

from liqdesk.analytics.coin_tiles import CoinTile, CoinTilesView
from liqdesk.analytics.told import Told, split_form, tell, tell_count
from liqdesk.analytics.views import Coverage
from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.ui.format import floor_words, fmt_count, fmt_share, fmt_usd, side_glyph

EVEN = 0.005


def told_of(tile: CoinTile, coverage: Coverage) -> Told:
    """A tile's money in words."""
    return tell(tile.total, coverage, fmt_usd)


def short_share(tile: CoinTile) -> float:
    """The share of shorts in what was seen, 0 to 1; a half where nothing was."""
    return tile.total.short / tile.total.both if tile.total.both else 0.5


def name_of(tile: CoinTile) -> str:
    """`BTC`, or `12 others`."""
    return tile.base if tile.base is not None else tr("%n other(s)", "", tile.many)


def glyph_of(tile: CoinTile) -> str:
    """The side that weighs more; both where neither does."""
    share = short_share(tile)
    if abs(share - 0.5) < EVEN:
        return "▲▼"
    return side_glyph(PositionSide.SHORT if share > 0.5 else PositionSide.LONG)


def side_of(tile: CoinTile) -> str:
    """Whose side weighs more, and by how much: `▲ 93%`."""
    share = short_share(tile)
    return f"{glyph_of(tile)} {fmt_share(max(share, 1 - share))}"


def forms_of(tile: CoinTile, coverage: Coverage) -> tuple[tuple[str, ...], ...]:
    """The lines of a tile, the most words first; every form tells coin and side, so that no tile speaks by colour alone."""
    name, glyph, side, told = name_of(tile), glyph_of(tile), side_of(tile), told_of(tile, coverage)
    money = told.signed(told.total)
    return (
        (name, money, side),
        (name, f"{money}  {side}"),
        (name, side),
        (f"{name} {side}",),
        (name, glyph),
        (f"{name} {glyph}",),
    )


def values_of_tile(tile: CoinTile | None, view: CoinTilesView) -> tuple[str, ...]:
    """The read-out: coin, shorts, longs, both, share of the window, orders, orders of unknown size."""
    whole = view.whole
    total = whole.total if tile is None else tile.total
    told = tell(total, whole.coverage, fmt_usd)
    name = tr("all coins") if tile is None else name_of(tile)
    share = fmt_share(total.both / whole.total.both if whole.total.both else None)
    return (
        name,
        *map(told.signed, (told.short, told.long, told.total)),
        share,
        tell_count(total, whole.coverage),
        fmt_count(total.unvalued),
    )


HEADER = ("coin", "shorts_usd", "longs_usd", "orders", "unvalued", "coverage", "at_least")


def rows_of(view: CoinTilesView) -> Iterator[tuple[object, ...]]:
    """Every coin of the window with how whole that is, as values under `HEADER`."""
    for tile in view.coins:
        sums, whole = split_form(tile.total, view.whole.coverage)
        yield (
            tile.base, sums["short_usd"], sums["long_usd"], sums["count"], tile.total.unvalued, whole["coverage"],
            int(whole["at_least"]),
        )  # fmt: skip


def status_of_tiles(view: CoinTilesView) -> str:
    """How whole the window is, and what has no tile."""
    told = tell(view.whole.total, view.whole.coverage, fmt_usd)
    if told.state:
        return told.state
    if not view.worthless:
        return told.covered
    left = tr("one coin of unknown size")
    if view.worthless > 1:
        left = tr("%n coins of unknown size", "", view.worthless)
    return f"{told.covered}; {left}"


def nothing_in(view: CoinTilesView) -> str:
    """The sentence where there is no tile; empty where there is one."""
    if view.coins:
        return ""
    window = tr("the last {window}").format(window=view.whole.window)
    if view.whole.coverage.blind:
        return tr("Nothing recorded in {window}: no venue was connected").format(window=window)
    if view.worthless:
        return tr("Only orders of unknown size in {window}").format(window=window)
    form = (
        tr("No liquidations in {window}") if view.whole.coverage.zero_known else tr("No liquidations seen in {window}")
    )
    return form.format(window=window)


def summary_of_tiles(view: CoinTilesView, shown: Sequence[CoinTile]) -> str:
    """The treemap in a sentence, for those who hear it."""
    nothing = nothing_in(view)
    if nothing:
        return nothing + "."
    told = tell(view.whole.total, view.whole.coverage, fmt_usd)
    largest = ", ".join(spoken(tile, view.whole.coverage) for tile in shown[:3])
    return tr(
        "Liquidations of the last {window} by coin: {total} in {count} coins, covered {covered}. Largest: {largest}."
    ).format(
        window=view.whole.window,
        total=floor_words(told.total, told.more_possible),
        count=len(view.coins),
        covered=told.covered,
        largest=largest,
    )


def spoken(tile: CoinTile, coverage: Coverage) -> str:
    """One tile as it is spoken: `BTC at least $201M, 95% shorts`."""
    told, share = told_of(tile, coverage), short_share(tile)
    side = f"{fmt_share(max(share, 1 - share))} {tr('shorts') if share >= 0.5 else tr('longs')}"
    return f"{name_of(tile)} {floor_words(told.total, told.more_possible)}, {side}"
