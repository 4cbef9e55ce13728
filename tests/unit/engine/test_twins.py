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


def claim(book: Twins, venue: VenueId, symbol: str, position: PositionSide, alike: float, moment: UnixMs) -> bool:
    """Of a page of one row."""
    return book.claim([(venue, symbol, position, alike, moment)])[0]


def test_the_second_may_be_the_one_beside_it():
    for live, history, same in ((0.999, 0, True), (1.999, 0, True), (2.0, 0, False), (0.0, 1, True), (0.0, 2, False)):
        book = twins()
        book.heard(GATE, "ETH_USDT", LONG, 350.0, 2701.4, at(live))
        assert claim(book, GATE, "ETH_USDT", LONG, 350.0, at(history)) is same, (live, history)


def test_symbol_side_and_size_must_agree():
    book = twins()
    book.heard(GATE, "ETH_USDT", LONG, 350.0, 2701.4, at(0))
    assert not claim(book, GATE, "BTC_USDT", LONG, 350.0, at(0))
    assert not claim(book, GATE, "ETH_USDT", SHORT, 350.0, at(0))
    assert not claim(book, GATE, "ETH_USDT", LONG, 351.0, at(0))
    assert claim(book, GATE, "ETH_USDT", LONG, 350.0, at(0))


def test_another_venue_goes_by_the_price():
    book = twins()
    book.heard(BITGET, "SUIUSDT", LONG, 4210.5, 2.807, at(0))
    assert claim(book, BITGET, "SUIUSDT", LONG, 2.807, at(1))


def test_a_row_is_claimed_once():
    book = twins()
    book.heard(GATE, "ETH_USDT", LONG, 350.0, 2701.4, at(0))
    assert [claim(book, GATE, "ETH_USDT", LONG, 350.0, at(0)) for _ in range(2)] == [True, False]


def test_venues_with_a_key_of_their_own_are_not_remembered():
    book = twins()
    book.heard(BYBIT, "BTCUSDT", LONG, 1.0, 1.0, at(0))
    assert not book._keys


def test_the_oldest_are_let_go_of():
    book = twins(held=2)
    for second in range(4):
        book.heard(GATE, "ETH_USDT", LONG, 1.0 + second, 1.0, at(0))
    assert [claim(book, GATE, "ETH_USDT", LONG, 1.0 + second, at(0)) for second in range(4)] == [
        False,
        False,
        True,
        True,
    ]
    book.heard(GATE, "ETH_USDT", LONG, 9.0, 1.0, at(0))
    assert claim(book, GATE, "ETH_USDT", LONG, 9.0, at(0))


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans(), st.integers(-999, 999)), max_size=20))
def test_what_the_feed_told_is_found_again_and_nothing_more(events):
    """Orders of equal size: the history has them all, cut to seconds; the feed told some, its clock up to a second off."""
    book = twins()
    for second, heard, off in events:
        if heard:
            book.heard(GATE, "ETH_USDT", LONG, 1.0, 1.0, at(second + max(0, off) / 1000))
    told = sorted(second for second, _, _ in events)
    new = sum(not claim(book, GATE, "ETH_USDT", LONG, 1.0, at(second)) for second in told)
    assert new == sum(not heard for _, heard, _ in events)


class PlainTwins:
    """What `Twins` is to do, said plainly: a list of rows of which the oldest goes."""

    def __init__(self, held: int) -> None:
        self.rows: list[tuple[float, int, bool]] = []
        self.held = held

    def heard(self, size: float, second: int) -> None:
        self.rows = [*self.rows, (size, second, False)][-self.held :]

    def claim(self, size: float, second: int) -> bool:
        fit = [one for one in self.rows if one[0] == size and abs(one[1] - second) <= 1 and not one[2]]
        if fit:
            found = self.rows.index(min(fit, key=lambda one: one[1]))
            self.rows[found] = (*self.rows[found][:2], True)
        return bool(fit)


@given(
    st.lists(st.tuples(st.booleans(), st.integers(1, 3), st.integers(0, 5)), max_size=60),
    st.integers(1, 8),
)
def test_whatever_comes_the_newest_rows_are_held_and_each_is_claimed_once(steps, held):
    book, plain = twins(held), PlainTwins(held)
    for live, size, second in steps:
        if live:
            book.heard(GATE, "ETH_USDT", LONG, float(size), 1.0, at(second))
            plain.heard(float(size), second)
        else:
            told = claim(book, GATE, "ETH_USDT", LONG, float(size), at(second))
            assert told is plain.claim(float(size), second)


PAGE = st.lists(st.tuples(st.integers(1, 3), st.integers(0, 5)), max_size=12)


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 5)), max_size=30),
    st.lists(PAGE, max_size=4),
    st.integers(1, 20),
)
def test_a_page_claims_what_its_rows_would_one_by_one(live, pages, held):
    book, plain = twins(held), PlainTwins(held)
    for size, second in live:
        book.heard(GATE, "ETH_USDT", LONG, float(size), 1.0, at(second))
        plain.heard(float(size), second)
    for page in pages:
        told = book.claim([(GATE, "ETH_USDT", LONG, float(size), at(second)) for size, second in page])
        assert told == [plain.claim(float(size), second) for size, second in page]
