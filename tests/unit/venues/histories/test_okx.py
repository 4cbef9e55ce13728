"""OKX's past: a list for each family and type, pages that overlap in a millisecond, keys that agree with the push."""

import json

from liqdesk.domain.feed_state import Span
from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.time import UnixMs
from liqdesk.venues.adapters.okx import OKX, Okx, OkxSession
from liqdesk.venues.histories.okx import LIMIT, OkxHistory

SPAN = Span(UnixMs(1_793_000_000_000), UnixMs(1_793_000_100_000))
ADDRESSES = Okx().addresses
(PLAN,) = Okx().plan((), ADDRESSES)


def contract(symbol: str, group: str = "SWAP") -> Instrument:
    return Instrument(OKX, symbol, symbol.split("-")[0], "USDT", Settlement.LINEAR, 0.1, group=group)


def detail(at: int, size: str = "1") -> dict[str, str]:
    return {"side": "sell", "posSide": "long", "sz": size, "bkPx": "2688.15", "bkLoss": "0", "ccy": "", "ts": str(at)}


def body(*details: dict[str, str]) -> bytes:
    group = {"instType": "SWAP", "instFamily": "ETH-USDT", "instId": "ETH-USDT-SWAP", "details": list(details)}
    return json.dumps({"code": "0", "msg": "", "data": [group]}).encode()


def first():
    (request,) = OkxHistory().requests(PLAN, [contract("ETH-USDT-SWAP")], ADDRESSES, SPAN)
    return request


def test_a_family_is_asked_about_once_for_each_type():
    contracts = [
        contract("ETH-USDT-SWAP"),
        contract("BTC-USDT-270326", "FUTURES"),
        contract("BTC-USDT-261225", "FUTURES"),
        contract("BTC-USDT-SWAP"),
        contract("BTC-USD-OPTION", "OPTION"),
    ]
    requests = OkxHistory().requests(PLAN, contracts, ADDRESSES, SPAN)
    assert [(one.symbol, "FUTURES" in one.url) for one in requests] == [
        ("ETH-USDT", False),
        ("BTC-USDT", True),
        ("BTC-USDT", False),
    ]
    assert requests[0].url == (
        "https://www.okx.com/api/v5/public/liquidation-orders?instType=SWAP&instFamily=ETH-USDT&state=filled"
        f"&limit=100&after={SPAN.end}"
    )


def test_a_page_that_ends_within_a_millisecond_is_gone_on_with_from_it():
    history, at = OkxHistory(), SPAN.start + 50_000
    page = history.read(body(detail(at + 2), detail(at, "3"), detail(at, "2")), first())
    assert [one.at for one in page.reports] == [at + 2]
    (following,) = page.then
    assert following.url.endswith(f"&after={at + 1}")
    last = history.read(body(detail(at, "3"), detail(at, "2"), detail(at, "2")), following)
    assert (sorted(one.size for one in last.reports), last.then, last.whole) == ([2.0, 2.0, 3.0], (), True)


def test_a_page_of_one_millisecond_that_is_full_may_hide_more():
    history, at = OkxHistory(), UnixMs(SPAN.start + 50_000)
    (again,) = history.read(body(*[detail(at)] * LIMIT), first()).then
    page = history.read(body(*[detail(at)] * LIMIT), again)
    assert (len(page.reports), page.whole) == (LIMIT, False)
    assert page.then[0].url.endswith(f"&after={at}")


def test_rows_outside_the_span_are_left_out():
    page = OkxHistory().read(body(detail(SPAN.end + 5), detail(SPAN.start), detail(SPAN.start - 1)), first())
    assert ([one.at for one in page.reports], page.then) == ([SPAN.start], ())


def test_a_row_is_the_row_of_the_push():
    at = SPAN.start + 5
    push = {"arg": {"channel": "liquidation-orders", "instType": "SWAP"}, "data": json.loads(body(detail(at)))["data"]}
    (live,) = OkxSession().received(json.dumps(push))
    (past,) = OkxHistory().read(body(detail(at), detail(SPAN.start - 1)), first()).reports
    assert past == live
