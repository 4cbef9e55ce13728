"""The tiles of a window are its total, cut into coins."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.coin_tiles import together
from liqdesk.analytics.live import LiveAnalytics
from liqdesk.domain.liquidation import PositionSide
from tests.fakes.rows import T0, info, instrument, row

ROWS = st.lists(
    st.builds(
        row,
        at=st.integers(T0 - 90_000_000, T0),
        micro=st.one_of(st.none(), st.integers(1, 10**13)),
        position=st.sampled_from(PositionSide),
        of=st.sampled_from([instrument(base) for base in ("BTC", "ETH", "SOL", "XRP", "DOGE")]),
    ),
    max_size=50,
)


def analytics(rows=()) -> LiveAnalytics:
    live = LiveAnalytics({one.id: one for one in (info(),)})
    live.restore(rows)
    return live


@given(ROWS, st.sampled_from(["1h", "4h", "24h"]), st.integers(0, 5))
def test_the_tiles_sum_to_the_window_however_many_go_together(rows, window, apart):
    live = analytics(rows)
    view = live.coin_tiles(window, T0)
    whole = live.totals(T0).window(window).total
    assert view.whole.total == whole
    others = together(view.coins[apart:])
    tiles = (*view.coins[:apart], *(() if others is None else (others,)))
    assert sum(tile.total.long for tile in tiles) == whole.long
    assert sum(tile.total.short for tile in tiles) == whole.short
    assert sum(tile.many for tile in tiles) + view.worthless == len(live.by_base(window))
    sizes = [tile.total.both for tile in view.coins]
    assert sizes == sorted(sizes, reverse=True)
    assert all(size > 0 for size in sizes)


def test_a_coin_of_unknown_size_has_no_tile_and_is_counted():
    view = analytics([row(micro=None, of=instrument("ETH")), row(micro=7)]).coin_tiles("1h", T0)
    assert [tile.base for tile in view.coins] == ["BTC"]
    assert view.worthless == 1
    assert view.whole.total.unvalued == 1
