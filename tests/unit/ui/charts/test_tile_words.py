"""What tiles say: fewer words for less room, always with the side, never more than is known."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.coin_tiles import CoinTile, CoinTilesView
from liqdesk.analytics.views import Coverage, SideTotal, WindowTotal
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs
from liqdesk.ui.charts.tile_words import (
    forms_of,
    nothing_in,
    side_of,
    status_of_tiles,
    summary_of_tiles,
    values_of_tile,
)

T0 = UnixMs(1_768_340_400_000)
FLOOR = Coverage(0.9, T0, True, ("OKX publishes samples",))
BLIND = Coverage(0.0, None, True, ("no venue was connected",))


def tile(long: int, short: int, base: str | None = "BTC", many: int = 1) -> CoinTile:
    return CoinTile(base, SideTotal(MicroUsd(long * 10**12), MicroUsd(short * 10**12), 7, 1), many)


def view_of(*tiles: CoinTile, coverage: Coverage = FLOOR, worthless: int = 0) -> CoinTilesView:
    long, short = sum(one.total.long for one in tiles), sum(one.total.short for one in tiles)
    whole = SideTotal(MicroUsd(long), MicroUsd(short), 7 * len(tiles), len(tiles))
    return CoinTilesView(T0, WindowTotal("1h", whole, coverage), tiles, worthless)


@given(st.integers(0, 50), st.integers(0, 50))
def test_every_form_says_coin_and_side_and_no_form_is_longer_than_the_one_before(long, short):
    forms = forms_of(tile(long, short), FLOOR)
    for lines in forms:
        assert lines[0].startswith("BTC")
        assert any(glyph in " ".join(lines) for glyph in "▲▼")
    words = [sum(map(len, lines)) for lines in forms]
    assert all(later <= earlier + 3 for earlier, later in itertools.pairwise(words))


@pytest.mark.parametrize(
    ("long", "short", "said"), [(1, 9, "▲ 90%"), (9, 1, "▼ 90%"), (5, 5, "▲▼ 50%"), (0, 3, "▲ 100%")]
)
def test_the_heavier_side_is_told_with_its_share(long, short, said):
    assert side_of(tile(long, short)) == said


def test_the_read_out_is_of_a_tile_or_of_all():
    view = view_of(tile(1, 3), tile(2, 2, "ETH"))
    assert values_of_tile(view.coins[0], view) == ("BTC", "≥ $3.00M", "≥ $1.00M", "≥ $4.00M", "50%", "7", "1")
    assert values_of_tile(None, view)[0] == "all coins"
    assert values_of_tile(tile(0, 1, None, 3), view)[0] == "3 others"


def test_what_has_no_tile_is_counted():
    assert status_of_tiles(view_of(tile(1, 3))) == "90% of time"
    assert status_of_tiles(view_of(tile(1, 3), worthless=1)) == "90% of time; one coin of unknown size"
    assert status_of_tiles(view_of(tile(1, 3), worthless=4)) == "90% of time; 4 coins of unknown size"


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        (view_of(coverage=BLIND), "Nothing recorded in the last 1h: no venue was connected"),
        (view_of(), "No liquidations seen in the last 1h"),
        (view_of(coverage=Coverage(1.0, T0, False, zero_known=True)), "No liquidations in the last 1h"),
        (view_of(worthless=2), "Only orders of unknown size in the last 1h"),
        (view_of(tile(1, 1)), ""),
    ],
)
def test_nothing_to_draw_is_told_apart(view, expected):
    assert nothing_in(view) == expected
    if expected:
        assert summary_of_tiles(view, ()) == expected + "."


def test_the_summary_is_a_sentence():
    view = view_of(tile(1, 3), tile(2, 1, "ETH"))
    assert summary_of_tiles(view, view.coins) == (
        "Liquidations of the last 1h by coin: at least $7.00M in 2 coins, covered 90% of time. Largest: "
        "BTC at least $4.00M, 75% shorts, ETH at least $3.00M, 67% longs."
    )
