"""HTX's past: a list for each contract of a product, windows of two hours, pages until one is empty."""

import json

from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import HOUR, UnixMs
from liqdesk.venues.adapters.htx import Htx, HtxSession
from liqdesk.venues.histories.htx import HtxHistory

T = 1_793_000_000_000
SPAN = Span(UnixMs(T), UnixMs(T + 3 * HOUR))
CONTRACTS = [
    one for name in ("ETH-USDT", "BTC-USDT-270326", "BTC-USD", "BTC270326", "BTC270625") if (one := Htx().infer(name))
]
PLANS = {plan.part: plan for plan in Htx().plan((), Htx().addresses)}


def requests(part: str = "linear-swap"):
    return HtxHistory().requests(PLANS[part], CONTRACTS, Htx().addresses, SPAN)


def order(number: int, at: int = T + 20) -> dict[str, object]:
    return {"query_id": number, "contract_code": "ETH-USDT", "symbol": "ETH", "direction": "sell", "offset": "close",
            "volume": 320, "price": 2688.5, "created_at": at, "amount": 3.2, "trade_turnover": 8603.2}  # fmt: skip


def body(*orders: dict[str, object]) -> bytes:
    return json.dumps({"code": 200, "msg": "", "data": orders}).encode()


def test_every_contract_of_the_product_is_asked_about_in_windows():
    asked = [(one.symbol, one.span.start - T, one.span.end - T) for one in requests()]
    assert asked == [
        ("ETH-USDT", HOUR, 3 * HOUR),
        ("BTC-USDT-270326", HOUR, 3 * HOUR),
        ("ETH-USDT", 0, HOUR),
        ("BTC-USDT-270326", 0, HOUR),
    ]
    assert {one.symbol for one in requests("coin-swap")} == {"BTC-USD"}
    assert {one.symbol for one in requests("coin-futures")} == {"BTC"}
    assert requests("coin-futures")[0].url.startswith(
        "https://api.hbdm.com/api/v3/contract_liquidation_orders?symbol=BTC&"
    )


def test_a_page_goes_on_after_its_last_number():
    history, first = HtxHistory(), requests()[2]
    second = history.read(body(order(9), order(8)), first).then[0]
    assert second.url == f"{first.url}&from_id=8"
    third = history.read(body(order(7)), second).then[0]
    assert third.url == f"{first.url}&from_id=7"
    assert history.read(body(), third).then == ()


def test_an_order_is_the_order_of_the_push():
    push = {"op": "notify", "topic": "public.ETH-USDT.liquidation_orders", "ts": T, "data": [order(9)]}
    assert list(HtxHistory().read(body(order(9)), requests()[2]).reports) == HtxSession().received(json.dumps(push))
