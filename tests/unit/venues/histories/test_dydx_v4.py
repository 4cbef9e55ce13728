"""dYdX's past: the markets of a connection, full pages that go on, the keys of the push."""

import json
from dataclasses import replace

from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import UnixMs
from liqdesk.venues.adapters.dydx_v4 import Dydx, DydxSession
from liqdesk.venues.histories.dydx_v4 import LIMIT, DydxHistory

SPAN = Span(UnixMs(1_795_350_000_000), UnixMs(1_795_350_060_000))
MARKETS = [one for name in ("BTC-USD", "ETH-USD", "NAME,RAYDIUM,So1-USD") if (one := Dydx().infer(name))]
(PLAN,) = Dydx().plan(MARKETS, Dydx().addresses)


def trade(second: int, ident: str = "01", kind: str = "LIQUIDATED") -> dict[str, str]:
    at = f"2026-11-22T12:20:{second:02d}.000Z"
    return {"id": ident, "size": "4.21", "price": "2948.7", "side": "SELL", "createdAt": at, "type": kind}


def body(*trades: dict[str, str]) -> bytes:
    return json.dumps({"trades": trades}).encode()


def requests(plan=PLAN):
    return DydxHistory().requests(plan, MARKETS, Dydx().addresses, SPAN)


def test_only_what_the_connection_listens_to_is_asked_about():
    assert [one.symbol for one in requests()] == ["BTC-USD", "ETH-USD", "NAME,RAYDIUM,So1-USD"]
    assert [one.symbol for one in requests(replace(PLAN, subscribes=("ETH-USD",)))] == ["ETH-USD"]
    assert requests()[2].url.endswith(
        "/trades/perpetualMarket/NAME%2CRAYDIUM%2CSo1-USD?limit=1000&createdBeforeOrAt=2026-11-22T12:20:59.999Z"
    )


def test_a_full_page_goes_on_with_its_last_moment_and_its_market():
    page = DydxHistory().read(body(*[trade(30, kind="LIMIT")] * (LIMIT - 1), trade(10)), requests()[2])
    (following,) = page.then
    assert following.url.endswith("So1-USD?limit=1000&createdBeforeOrAt=2026-11-22T12:20:10.000Z")
    assert (following.symbol, len(page.reports), page.whole) == ("NAME,RAYDIUM,So1-USD", 1, True)


def test_a_full_page_that_reaches_the_start_is_the_last():
    rows = [trade(30, kind="LIMIT")] * (LIMIT - 1)
    early = trade(0) | {"createdAt": "2026-11-22T12:19:59.000Z"}
    assert DydxHistory().read(body(*rows, early), requests()[0]).then == ()


def test_a_trade_is_the_trade_of_the_push():
    row = trade(5)
    push = {"type": "channel_data", "channel": "v4_trades", "id": "ETH-USD", "contents": {"trades": [row]}}
    assert list(DydxHistory().read(body(row), requests()[1]).reports) == DydxSession().received(json.dumps(push))
