"""Kraken Futures' past: the first products, a hundred trades a page, the keys of the socket."""

import json

from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.time import UnixMs
from liqdesk.venues.adapters.kraken_futures import KrakenFutures, KrakenFuturesSession
from liqdesk.venues.histories.kraken_futures import LIMIT, PRODUCTS, KrakenFuturesHistory

T = 1_795_350_000_000
SPAN = Span(UnixMs(T), UnixMs(T + 60_000))
VENUE = KrakenFutures()
CONTRACTS = [one for number in range(60) if (one := VENUE.infer(f"PF_COIN{number}USD"))]
(PLAN,) = VENUE.plan(CONTRACTS, VENUE.addresses)


def trade(second: int, kind: str = "liquidation") -> dict[str, object]:
    at = f"2026-11-22T12:20:{second:02d}.000Z"
    return {
        "time": at,
        "trade_id": 12,
        "price": 87_210.0,
        "size": 0.4,
        "side": "sell",
        "type": kind,
        "uid": f"u{second}",
    }


def read(*trades: dict[str, object]):
    request = KrakenFuturesHistory().requests(PLAN, CONTRACTS, VENUE.addresses, SPAN)[0]
    return KrakenFuturesHistory().read(json.dumps({"result": "success", "history": trades}).encode(), request)


def test_only_the_first_products_are_asked_about():
    requests = KrakenFuturesHistory().requests(PLAN, CONTRACTS, VENUE.addresses, SPAN)
    assert [one.symbol for one in requests] == [one.symbol for one in CONTRACTS[:PRODUCTS]]
    assert requests[0].url.endswith("/history?symbol=PF_COIN0USD&lastTime=2026-11-22T12:21:00.000Z")


def test_a_full_page_goes_on_with_its_last_moment():
    page = read(*[trade(30, "fill")] * (LIMIT - 1), trade(10))
    (following,) = page.then
    assert following.url.endswith("?symbol=PF_COIN0USD&lastTime=2026-11-22T12:20:10.001Z")
    assert (len(page.reports), page.whole) == (1, True)


def test_a_short_page_is_the_last():
    assert read(trade(30)).then == ()


def test_a_trade_has_the_key_of_the_socket():
    frame = {"feed": "trade", "product_id": "PF_COIN0USD", "uid": "u5", "side": "sell", "type": "liquidation",
             "seq": 655_512, "time": T + 5_000, "qty": 0.4, "price": 87_210.0}  # fmt: skip
    (live,) = KrakenFuturesSession().received(json.dumps(frame))
    (past,) = read(trade(5)).reports
    assert isinstance(live, LiquidationReport)
    assert (past.ident, past.size, past.price, past.at) == (live.ident, live.size, live.price, live.at)
