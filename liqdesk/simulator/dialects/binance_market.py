"""Binance USD-M's market pages: prices with funding, best quotes, open interest."""

from liqdesk.simulator.dialects.base import Answer, Board, query_value, to_json
from liqdesk.simulator.market import Contract

Row = dict[str, object]
PAGES = ("/fapi/v1/premiumIndex", "/fapi/v1/ticker/bookTicker", "/fapi/v1/openInterest")


def binance_market(board: Board, path: str, query: str, now_ms: int) -> Answer | None:
    """The answer to a request for one of `PAGES`: an object for one symbol, a list of all without; None where it is another."""
    if path not in PAGES:
        return None
    wanted = query_value(query, "symbol")
    if not wanted and path == PAGES[2]:
        return _refused(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.")
    contracts = [one for one in board.listing.all("usdm") if not wanted or one.symbol == wanted]
    make = dict(zip(PAGES, (_premium, _quote, _interest), strict=True))[path]
    rows = [row for one in contracts if (row := make(board, one, now_ms))]
    if not wanted:
        return Answer(200, to_json(rows))
    return Answer(200, to_json(rows[0])) if rows else _refused(-1121, "Invalid symbol.")


def _refused(code: int, why: str) -> Answer:
    return Answer(400, to_json({"code": code, "msg": why}))


def _premium(board: Board, contract: Contract, now_ms: int) -> Row:
    price = board.mark(contract.symbol)
    if price is None:
        return {}
    dated = contract.symbol.partition("_")[2].isdigit()
    return {
        "symbol": contract.symbol,
        "markPrice": str(price),
        "indexPrice": str(price),
        "estimatedSettlePrice": str(price),
        "lastFundingRate": "" if dated else f"{board.crowd.funding(contract):.8f}",
        "interestRate": "0.00010000",
        "nextFundingTime": 0 if dated else board.crowd.next_funding(now_ms),
        "time": now_ms,
    }


def _quote(board: Board, contract: Contract, now_ms: int) -> Row:
    price = board.mark(contract.symbol)
    if price is None:
        return {}
    bid, ask = board.quotes(contract, price)
    return {
        "symbol": contract.symbol,
        "bidPrice": str(bid),
        "bidQty": "31.21",
        "askPrice": str(ask),
        "askQty": "16.90",
        "time": now_ms,
    }


def _interest(board: Board, contract: Contract, now_ms: int) -> Row:
    return {"openInterest": str(board.crowd.open(contract, now_ms)), "symbol": contract.symbol, "time": now_ms}
