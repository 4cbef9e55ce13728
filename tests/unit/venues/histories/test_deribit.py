"""Deribit's past: every currency and kind, pages that go on, the keys of the push."""

import json

from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import UnixMs
from liqdesk.venues.adapters.deribit import Deribit, DeribitSession
from liqdesk.venues.histories.deribit import DeribitHistory

SPAN = Span(UnixMs(1_795_350_000_000), UnixMs(1_795_350_060_000))
(PLAN,) = Deribit().plan((), Deribit().addresses)


def trade(number: int, at: int, forced: str | None = "T") -> dict[str, object]:
    row: dict[str, object] = {
        "trade_id": str(number), "timestamp": at, "price": 87_250.5, "index_price": 87_270.1, "amount": 100,
        "instrument_name": "BTC-PERPETUAL", "direction": "sell",
    }  # fmt: skip
    return row | ({"liquidation": forced} if forced else {})


def body(*trades: dict[str, object], more: bool = False) -> bytes:
    return json.dumps({"result": {"trades": trades, "has_more": more}}).encode()


def requests():
    return DeribitHistory().requests(PLAN, (), Deribit().addresses, SPAN)


def test_every_currency_and_kind_is_asked_about():
    asked = {tuple(word.split("=")[1] for word in one.url.partition("?")[2].split("&")[:2]) for one in requests()}
    assert len(asked) == len(requests()) == 10
    assert {("BTC", "future"), ("EURR", "option")} <= asked


def test_a_page_goes_on_with_its_last_moment():
    page = DeribitHistory().read(body(trade(1, SPAN.start + 5), trade(2, SPAN.start + 9), more=True), requests()[0])
    (following,) = page.then
    assert (following.span.start, page.whole) == (SPAN.start + 9, True)
    assert f"&start_timestamp={SPAN.start + 9}&end_timestamp={SPAN.end}&" in following.url


def test_ordinary_trades_may_be_all_there_are():
    page = DeribitHistory().read(body(trade(1, SPAN.start, None)), requests()[0])
    assert (page.reports, page.then, page.whole) == ((), (), True)


def test_more_without_a_trade_is_not_whole():
    page = DeribitHistory().read(body(more=True), requests()[0])
    assert (page.then, page.whole) == ((), False)


def test_a_trade_is_the_trade_of_the_push():
    row = trade(1, SPAN.start, "MT")
    frame = {"method": "subscription", "params": {"channel": "trades.future.any.100ms", "data": [row]}}
    assert list(DeribitHistory().read(body(row), requests()[0]).reports) == DeribitSession().received(json.dumps(frame))
