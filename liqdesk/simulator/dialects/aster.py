"""Aster: Binance's older language on one plain address, without products, with slower pings."""

from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from liqdesk.simulator.dialects.base import Answer, Board, Conversation, Socket, fields_of, query_value, to_json
from liqdesk.simulator.dialects.binance import ALL_ORDERS, BinanceConversation
from liqdesk.simulator.market import Forced

PATH = "/stream"


class AsterConversation(BinanceConversation):
    """One connection: nothing tells products apart, the server pings each 5 minutes and waits 15 for the pong."""

    ping_every_ms = 300_000
    pong_limit_ms = 900_000

    def order(self, event: Forced, pushed_at: int) -> dict[str, object]:
        """Binance's, without pair and product."""
        payload = super().order(event, pushed_at)
        return payload | {"o": _without(fields_of(payload["o"]), "ps", "st")}

    def mark(self, symbol: str, second: int) -> dict[str, object]:
        """Binance's, without average and product."""
        return _without(super().mark(symbol, second), "ap", "st")


class Aster:
    """One host for the combined and the bare address and the list of contracts."""

    venue = "aster"
    carries = ("aster",)
    sockets = (Socket(PATH),)
    rest_path = ""

    def __init__(self, board: Board) -> None:
        self._board = board

    def converse(self, path: str, query: str, headers: Mapping[str, str]) -> Conversation | None:
        if path == PATH:
            names, wrapped = query_value(query, "streams"), True
        elif path == "/ws" or path.startswith("/ws/"):
            names, wrapped = unquote(path.removeprefix("/ws")), False
        else:
            return None
        streams = [name for name in names.split("/") if name]
        return AsterConversation(self._board, streams, wrapped=wrapped, routed=True)

    def answer(self, path: str, query: str, now_ms: int) -> Answer | None:
        return Answer(200, self._page()) if path in ("/fapi/v3/exchangeInfo", "/fapi/v1/exchangeInfo") else None

    def instrument_pages(self, now_ms: int) -> Sequence[tuple[str, str]]:
        return (("aster", self._page()),)

    def tape_conversations(self) -> Sequence[tuple[str, Conversation, Sequence[str]]]:
        streams = [ALL_ORDERS, "btcusdt@markPrice@1s"]
        talk = AsterConversation(self._board, streams, wrapped=True, routed=True)
        return ((f"{PATH}?streams={'/'.join(streams)}", talk, ()),)

    def _page(self) -> str:
        rows = [
            {
                "symbol": contract.symbol,
                "pair": contract.symbol,
                "contractType": "PERPETUAL",
                "status": "TRADING",
                "baseAsset": contract.symbol.removesuffix(contract.quote),
                "quoteAsset": contract.quote,
                "marginAsset": contract.quote,
                "pricePrecision": max(0, -int(contract.price_step.normalize().as_tuple().exponent)),
                "quantityPrecision": max(0, -int(contract.size_step.normalize().as_tuple().exponent)),
            }
            for contract in self._board.listing.all()
        ]
        return to_json({"symbols": rows})


def _without(fields: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name not in names}
