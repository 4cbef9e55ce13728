"""Bybit's tickers page: price, quotes, open interest and funding of every symbol of a category."""

from liqdesk.simulator.dialects.base import Answer, Board, plain, query_value, to_json
from liqdesk.simulator.market import Contract

PATH = "/v5/market/tickers"
CATEGORIES = ("linear", "inverse")


def bybit_tickers(board: Board, query: str, now_ms: int) -> Answer:
    """The answer to a request for `PATH`."""
    category, wanted = query_value(query, "category"), query_value(query, "symbol")
    if category not in CATEGORIES:
        return _page(10_001, "params error: category invalid", {}, now_ms)
    contracts = board.listing.all(category)
    if wanted:
        contracts = [one for one in contracts if one.symbol == wanted]
        if not contracts:
            return _page(10_001, "params error: symbol invalid", {}, now_ms)
    rows = [row for one in contracts if (row := _row(board, one, now_ms))]
    return _page(0, "OK", {"category": category, "list": rows}, now_ms)


def _page(code: int, text: str, result: dict[str, object], now_ms: int) -> Answer:
    return Answer(200, to_json({"retCode": code, "retMsg": text, "result": result, "retExtInfo": {}, "time": now_ms}))


def _row(board: Board, contract: Contract, now_ms: int) -> dict[str, object]:
    price = board.mark(contract.symbol)
    if price is None:
        return {}
    size = board.crowd.open(contract, now_ms)
    value = size / price if contract.inverse else size * price
    bid, ask = board.quotes(contract, price)
    dated = "-" in contract.symbol or (contract.inverse and contract.symbol[-1].isdigit())
    text = plain(price)
    return {
        "symbol": contract.symbol,
        "lastPrice": text,
        "indexPrice": text,
        "markPrice": text,
        "openInterest": plain(size),
        "openInterestValue": f"{value:.2f}",
        "fundingRate": "" if dated else plain(board.crowd.funding(contract)),
        "nextFundingTime": "0" if dated else str(board.crowd.next_funding(now_ms)),
        "fundingIntervalHour": "" if dated else str(board.crowd.interval_ms // 3_600_000),
        "deliveryTime": "1774598400000" if dated else "0",
        "bid1Price": plain(bid),
        "bid1Size": "12",
        "ask1Price": plain(ask),
        "ask1Size": "9",
    }
