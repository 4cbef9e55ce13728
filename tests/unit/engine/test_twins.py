"""A row of a history and the live row it names in other words are one; two real orders stay two."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.liquidation import Likeness, PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.twins import Twins

GATE, BITGET, BYBIT = VenueId("gateio"), VenueId("bitget"), VenueId("bybit")
LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
T = 1_793_000_000


def at(seconds: float) -> UnixMs:
    return UnixMs(round((T + seconds) * 1000))


def twins(held: int = 100) -> Twins:
    return Twins({GATE: Likeness("size", 1), BITGET: Likeness("price", 1)}, held)


def test_the_second_may_be_the_one_beside_it():
    for live, history, same in ((0.999, 0, True), (1.999, 0, True), (2.0, 0, False), (0.0, 1, True), (0.0, 2, False)):
        book = twins()
        book.heard(GATE, "ETH_USDT", LONG, 350.0, 2701.4, at(live))
        assert book.claim(GATE, "ETH_USDT", LONG, 350.0, at(history)) is same, (live, history)


def test_symbol_side_and_size_must_agree():
    book = twins()
    book.heard(GATE, "ETH_USDT", LONG, 350.0, 2701.4, at(0))
    assert not book.claim(GATE, "BTC_USDT", LONG, 350.0, at(0))
    assert not book.claim(GATE, "ETH_USDT", SHORT, 350.0, at(0))
    assert not book.claim(GATE, "ETH_USDT", LONG, 351.0, at(0))
    assert book.claim(GATE, "ETH_USDT", LONG, 350.0, at(0))


def test_another_venue_goes_by_the_price():
    book = twins()
    book.heard(BITGET, "SUIUSDT", LONG, 4210.5, 2.807, at(0))
    assert book.claim(BITGET, "SUIUSDT", LONG, 2.807, at(1))


def test_a_row_is_claimed_once():
    book = twins()
    book.heard(GATE, "ETH_USDT", LONG, 350.0, 2701.4, at(0))
    assert [book.claim(GATE, "ETH_USDT", LONG, 350.0, at(0)) for _ in range(2)] == [True, False]


def test_venues_with_a_key_of_their_own_are_not_remembered():
    book = twins()
    book.heard(BYBIT, "BTCUSDT", LONG, 1.0, 1.0, at(0))
    assert book._order == type(book._order)()


def test_the_oldest_are_let_go_of():
    book = twins(held=2)
    for second in range(4):
        book.heard(GATE, "ETH_USDT", LONG, 1.0 + second, 1.0, at(0))
    assert [book.claim(GATE, "ETH_USDT", LONG, 1.0 + second, at(0)) for second in range(4)] == [
        False,
        False,
        True,
        True,
    ]
    book.heard(GATE, "ETH_USDT", LONG, 9.0, 1.0, at(0))
    assert book.claim(GATE, "ETH_USDT", LONG, 9.0, at(0))


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans(), st.integers(-999, 999)), max_size=20))
def test_what_the_feed_told_is_found_again_and_nothing_more(events):
    """Orders of equal size: the history has them all, cut to seconds; the feed told some, its clock up to a second off."""
    book = twins()
    for second, heard, off in events:
        if heard:
            book.heard(GATE, "ETH_USDT", LONG, 1.0, 1.0, at(second + max(0, off) / 1000))
    told = sorted(second for second, _, _ in events)
    new = sum(not book.claim(GATE, "ETH_USDT", LONG, 1.0, at(second)) for second in told)
    assert new == sum(not heard for _, heard, _ in events)
