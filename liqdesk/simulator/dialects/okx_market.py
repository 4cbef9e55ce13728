"""OKX's market pages: mark prices, open interest, funding and tickers by instrument type."""

from liqdesk.simulator.dialects.base import Answer, Board, plain, query_value, to_json
from liqdesk.simulator.market import Contract

Row = dict[str, object]


def okx_market(board: Board, path: str, query: str, now_ms: int) -> Answer | None:
    """The answer to a request for one of the pages; None where it is none of them."""
    if path == "/api/v5/public/funding-rate":
        return _funding(board, query_value(query, "instId"), now_ms)
    make = {
        "/api/v5/public/mark-price": _price,
        "/api/v5/public/open-interest": _interest,
        "/api/v5/market/tickers": _ticker,
    }.get(path)
    if make is None:
        return None
    kind, wanted = query_value(query, "instType"), query_value(query, "instId")
    if kind not in ("SWAP", "FUTURES"):
        return _refused("Parameter instType error")
    contracts = [one for one in board.listing.all(kind) if not wanted or one.symbol == wanted]
    return _page([row for one in contracts if (row := make(board, one, now_ms))])


def _page(rows: list[Row]) -> Answer:
    return Answer(200, to_json({"code": "0", "msg": "", "data": rows}))


def _refused(why: str) -> Answer:
    return Answer(400, to_json({"code": "51000", "msg": why, "data": []}))


def _price(board: Board, contract: Contract, now_ms: int) -> Row:
    price = board.mark(contract.symbol)
    if price is None:
        return {}
    return _named(contract) | {"markPx": plain(price), "ts": str(now_ms)}


def _interest(board: Board, contract: Contract, now_ms: int) -> Row:
    price = board.mark(contract.symbol)
    if price is None:
        return {}
    size = board.crowd.open(contract, now_ms)
    worth = size * contract.multiplier
    coins, usd = (worth / price, worth) if contract.inverse else (worth, worth * price)
    return _named(contract) | {"oi": plain(size), "oiCcy": f"{coins:.4f}", "oiUsd": f"{usd:.2f}", "ts": str(now_ms)}


def _ticker(board: Board, contract: Contract, now_ms: int) -> Row:
    price = board.mark(contract.symbol)
    if price is None:
        return {}
    bid, ask = board.quotes(contract, price)
    quotes = {"last": plain(price), "bidPx": plain(bid), "bidSz": "31", "askPx": plain(ask), "askSz": "27"}
    return _named(contract) | quotes | {"ts": str(now_ms)}


def _funding(board: Board, wanted: str, now_ms: int) -> Answer:
    swaps = [one for one in board.listing.all("SWAP") if wanted in ("ANY", one.symbol)]
    if not swaps:
        return _refused("Parameter instId error")
    due = board.crowd.next_funding(now_ms)
    return _page(
        [
            _named(one)
            | {
                "fundingRate": plain(board.crowd.funding(one)),
                "fundingTime": str(due),
                "nextFundingRate": "",
                "nextFundingTime": str(due + board.crowd.interval_ms),
                "settState": "settled",
                "ts": str(now_ms),
            }
            for one in swaps
        ]
    )


def _named(contract: Contract) -> Row:
    return {"instType": contract.group, "instId": contract.symbol}
