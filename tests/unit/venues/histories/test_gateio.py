"""Gate's past: windows of an hour, full ones halved, a fill where the socket has an order, text or whole sizes."""

import json

from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import PriceKind
from liqdesk.domain.time import UnixMs
from liqdesk.venues.adapters.gateio import Gate
from liqdesk.venues.histories.gateio import LIMIT, GateHistory
from liqdesk.venues.history import HistoryRequest

T = 1_793_000_000
ADDRESSES = Gate().addresses
PLANS = {plan.part: plan for plan in Gate().plan((), ADDRESSES)}


def span(first_ms: int, last_ms: int) -> Span:
    return Span(UnixMs(T * 1000 + first_ms), UnixMs(T * 1000 + last_ms))


def windows(within: Span, part: str = "usdt") -> list[HistoryRequest]:
    return list(GateHistory().requests(PLANS[part], (), ADDRESSES, within))


def asked(request: HistoryRequest) -> tuple[int, int]:
    """From and to, in seconds after T."""
    words = dict(word.split("=") for word in request.url.partition("?")[2].split("&"))
    assert words["limit"] == "1000"
    return int(words["from"]) - T, int(words["to"]) - T


def rows(count: int) -> bytes:
    row = {"time": T + 1, "contract": "ETH_USDT", "order_size": -1, "order_price": "1", "fill_price": "1", "left": 0}
    return json.dumps([row] * count).encode()


def test_a_span_is_asked_about_in_windows_of_an_hour_that_share_their_edges():
    assert [asked(one) for one in windows(span(1_500, 7_300_100))] == [(1, 3_601), (3_601, 7_201), (7_201, 7_301)]


def test_each_connection_has_the_history_of_its_currency():
    (one,) = windows(span(0, 1_000), "btc")
    assert one.url.startswith("https://api.gateio.ws/api/v4/futures/btc/liq_orders?")
    assert one.headers == (("X-Gate-Size-Decimal", "1"),)


def test_a_full_window_is_halved_until_it_cannot_be():
    history, (request,) = GateHistory(), windows(span(0, 4_000))
    page = history.read(rows(LIMIT), request)
    assert (page.reports, [asked(one) for one in page.then]) == ((), [(0, 2), (2, 4)])
    halves = history.read(rows(LIMIT), page.then[0]).then
    assert [asked(one) for one in halves] == [(0, 1), (1, 2)]
    last = history.read(rows(LIMIT), halves[0])
    assert (len(last.reports), last.then, last.whole) == (LIMIT, (), False)


def test_what_was_paid_for_what_was_filled():
    row = {"time": T, "contract": "ETH_USDT", "order_size": 10, "order_price": "2", "fill_price": "1.5", "left": 4}
    page = GateHistory().read(json.dumps([row]).encode(), windows(span(0, 1_000))[0])
    ((one,), alike) = page.reports, page.alike
    assert (one.size, one.price, one.price_kind, alike) == (6.0, 1.5, PriceKind.FILL, (10.0,))


def test_a_row_without_a_price_costs_the_window_its_wholeness():
    row = {"time": T, "contract": "ETH_USDT", "order_size": 10, "fill_price": "0", "left": 0}
    page = GateHistory().read(json.dumps([row, {"contract": "BTC_USDT"}]).encode(), windows(span(0, 1_000))[0])
    assert (page.reports, page.whole) == ((), False)
