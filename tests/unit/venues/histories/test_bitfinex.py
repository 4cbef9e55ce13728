"""Bitfinex's past: one list for all pairs, full pages that go on, matches that price their triggers, the keys of the push."""

import json

from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.time import UnixMs
from liqdesk.venues.adapters.bitfinex import Bitfinex, BitfinexSession
from liqdesk.venues.histories.bitfinex import LIMIT, BitfinexHistory

T = 1_795_350_000_000
SPAN = Span(UnixMs(T), UnixMs(T + 60_000))
(PLAN,) = Bitfinex().plan((), Bitfinex().addresses)
(FIRST,) = BitfinexHistory().requests(PLAN, (), Bitfinex().addresses, SPAN)


def row(position: int, at: float, amount: float = -0.5, match: int = 0, price: float | None = None) -> list[object]:
    return ["pos", position, at, None, "tBTCF0:USTF0", amount, 86_012.4, None, match, 1, None, price]


def read(*rows: list[object]):
    return BitfinexHistory().read(json.dumps([[one] for one in rows]).encode(), FIRST)


def test_times_may_have_fractions():
    (one,) = read(row(1, T + 5.75)).reports
    assert one.at == T + 5


def test_a_match_prices_its_trigger_and_is_none_itself():
    (one,) = read(row(1, T + 6, -0.25, 1, 85_000.0), row(1, T + 5)).reports
    assert (one.size, one.price) == (0.5, 85_000.0)


def test_every_match_of_a_long_page_prices_its_trigger():
    pairs = [(row(number, T + 6, -0.25, 1, 85_000.0), row(number, T + 5)) for number in range(240)]
    assert {one.price for one in read(*[one for pair in pairs for one in pair]).reports} == {85_000.0}


def test_a_full_page_goes_on_with_its_last_moment():
    page = read(*[row(number, T + 1_000 - number) for number in range(LIMIT)])
    (following,) = page.then
    assert f"?start={T}&end={T + 1_000 - LIMIT + 1}&" in following.url
    assert page.whole


def test_a_row_that_is_none_costs_the_page_its_wholeness():
    page = read(["pos", 1], row(2, T + 1))
    assert (len(page.reports), page.whole) == (1, False)


def test_a_row_has_the_key_of_the_push():
    (live,) = BitfinexSession().received(json.dumps([91_684, [row(7, T + 9)]]))
    (past,) = read(row(7, T + 9)).reports
    assert isinstance(live, LiquidationReport)
    assert past == live
