"""The board of coins: the leading ones of any window, with their sums, and how many there are besides."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.coin_board import BOARD_WINDOWS, coin_board, leading
from liqdesk.analytics.context import MarketContext
from liqdesk.analytics.views import Coverage, SideTotal, WindowTotal
from liqdesk.domain.money import MicroUsd
from tests.fakes.rows import T0

SUMS = st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 50).map(lambda usd: SideTotal(MicroUsd(usd))))


def sums(**usd: int) -> dict[str, SideTotal]:
    return {base: SideTotal(MicroUsd(amount)) for base, amount in usd.items()}


def test_the_first_of_every_window_comes_before_the_second_of_any():
    assert leading([sums(A=1, B=2), sums(C=9, B=3, A=1)], 2) == ["B", "C"]
    assert leading([sums(A=1, B=2), sums(C=9, B=3, A=1)], 9) == ["B", "C", "A"]


@given(st.lists(SUMS, min_size=1, max_size=4), st.integers(0, 10))
def test_no_coin_is_named_twice_and_none_is_left_out_while_there_is_room(windows, limit):
    found = leading(windows, limit)
    every = {base for window in windows for base in window}
    assert len(found) == len(set(found)) == min(limit, len(every))
    assert set(found) <= every


def test_a_coin_without_a_row_in_a_window_has_nothing_there():
    windows = [WindowTotal(name, SideTotal(), Coverage(1.0, T0, False)) for name in BOARD_WINDOWS]
    made = coin_board(
        T0,
        windows,
        [{}, {}, sums(SOL=5), sums(SOL=8, ETH=1)],
        1,
        lambda base: 4.5,
        lambda base: MarketContext().coin(base, T0, None),
        None,
    )
    (line,) = made.coins
    assert [total.both for total in line.totals] == [0, 0, 5, 8]
    assert (line.score, made.known, made.window("4h")) == (4.5, 2, windows[2])
