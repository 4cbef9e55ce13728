"""The third-party services on loopback: their REST as their pages describe it, told by what really happens in the market.

A key decides what an account may do: `coinalyze-key-…` is good at Coinalyze; `coinglass-hobbyist-…`, `-startup-…` and
`-standard-…` are plans of Coinglass, `coinglass-expired-…` one that has ended. Every other key is refused.
"""

import json
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Protocol
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from liqdesk.simulator.line import quiet_logger
from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.rest import response
from liqdesk.simulator.server import HOST, Now

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
MINUTE_MS = 60_000

Query = Mapping[str, str]

NAMES = MappingProxyType(
    {
        "binance-usdm": "Binance", "binance-coinm": "Binance", "bybit": "Bybit", "okx": "OKX", "bitget": "Bitget",
        "gateio": "Gate", "htx": "HTX", "deribit": "Deribit", "bitfinex": "Bitfinex", "kraken-futures": "Kraken",
        "dydx-v4": "dYdX", "hyperliquid": "Hyperliquid", "aster": "Aster", "lighter": "Lighter",
    }
)  # fmt: skip
"""What the services call the exchanges; they know no others."""


@dataclass(slots=True)
class Sum:
    """Longs and shorts in millionths of a dollar."""

    long: int = 0
    short: int = 0

    def add(self, other: "Sum") -> None:
        """Count these too."""
        self.long += other.long
        self.short += other.short


class MinuteBook:
    """A day and an hour of every contract by the minute; it sees all that happens, whatever an exchange publishes."""

    def __init__(self) -> None:
        self.contracts: dict[tuple[str, str], Contract] = {}
        self._minutes: dict[int, dict[tuple[str, str], Sum]] = {}

    def know(self, contracts: Sequence[Contract]) -> None:
        """These are listed, whether or not anything happens on them."""
        for contract in contracts:
            if contract.venue in NAMES:
                self.contracts[contract.venue, contract.symbol] = contract

    def happen(self, event: Forced) -> None:
        """One position was closed by force."""
        name = (event.contract.venue, event.contract.symbol)
        if name not in self.contracts:
            return
        start = event.at - event.at % MINUTE_MS
        minute = self._minutes.get(start)
        if minute is None:
            minute = self._minutes[start] = {}
            for old in [old for old in self._minutes if old < start - DAY_MS - HOUR_MS]:
                del self._minutes[old]
        amount = event.micro_usd
        minute.setdefault(name, Sum()).add(Sum(amount, 0) if event.position == "long" else Sum(0, amount))

    def sums(self, since_ms: int, until_ms: int) -> Iterator[tuple[int, Contract, Sum]]:
        """Start, contract and sums of the minutes that start within `since_ms <= start < until_ms`, oldest first."""
        for start in sorted(start for start in self._minutes if since_ms <= start < until_ms):
            for name, amount in self._minutes[start].items():
                yield start, self.contracts[name], amount


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a body as JSON, a status, and the seconds of a Retry-After."""

    body: object
    status: int = 200
    retry_after: str = ""


class SimulatedService(Protocol):
    """One service's REST. `path` comes without the service's prefix."""

    name: str
    prefix: str

    def answer(self, path: str, query: Query, headers: Query, now_ms: int) -> Reply:
        """What a request gets; header names are in lower case."""
        ...


class Limit:
    """Calls within the last minute."""

    def __init__(self, calls: int) -> None:
        self._calls = calls
        self._made: deque[tuple[int, int]] = deque()

    def refuse(self, calls: int, now_ms: int) -> int:
        """0 where so many more calls fit, which are then counted; else the milliseconds until some are free again."""
        while self._made and self._made[0][0] <= now_ms - MINUTE_MS:
            self._made.popleft()
        if sum(made for _, made in self._made) + calls > self._calls:
            return self._made[0][0] + MINUTE_MS - now_ms if self._made else MINUTE_MS
        self._made.append((now_ms, calls))
        return 0


def usd(micro: int) -> float:
    """Millionths of a dollar as dollars."""
    return micro / 1_000_000


class SimulatedCoinalyze:
    """Markets with bars; every symbol of a request is a call, and 40 are allowed a minute."""

    name = "coinalyze"
    prefix = "/v1"

    def __init__(self, book: MinuteBook) -> None:
        self._book = book
        self._limits: dict[str, Limit] = defaultdict(lambda: Limit(40))

    def answer(self, path: str, query: Query, headers: Query, now_ms: int) -> Reply:
        """401 for a bad key, 429 with a fractional Retry-After, 400 with a message, or the page."""
        key = headers.get("api_key") or query.get("api_key", "")
        if not key.startswith("coinalyze-key-"):
            return Reply({"message": "Invalid API key"}, 401)
        symbols = [symbol for symbol in query.get("symbols", "").split(",") if symbol]
        wait_ms = self._limits[key].refuse(max(1, len(symbols)), now_ms)
        if wait_ms:
            return Reply({"message": "Too Many Requests"}, 429, f"{wait_ms / 1_000:.3f}")
        pages: dict[str, Callable[[], Reply]] = {
            "/exchanges": self._exchanges,
            "/future-markets": self._markets,
            "/liquidation-history": lambda: self._history(symbols, query),
        }
        page = pages.get(path)
        return page() if page is not None else Reply({"message": "Not found"}, 404)

    def _codes(self) -> dict[str, str]:
        names = dict.fromkeys(NAMES[venue] for venue, _ in self._book.contracts)
        return {name: "A" if name == "Binance" else str(number) for number, name in enumerate(names, 1)}

    def _symbols(self) -> dict[str, Contract]:
        """Contracts by the service's own symbol, which ends with the exchange's code."""
        codes = self._codes()
        return {
            f"{contract.base}{contract.quote}_PERP.{symbol}.{codes[NAMES[venue]]}": contract
            for (venue, symbol), contract in self._book.contracts.items()
        }

    def _exchanges(self) -> Reply:
        return Reply([{"name": name, "code": code} for name, code in self._codes().items()])

    def _markets(self) -> Reply:
        codes = self._codes()
        return Reply(
            [
                {
                    "symbol": symbol,
                    "exchange": codes[NAMES[contract.venue]],
                    "symbol_on_exchange": contract.symbol,
                    "base_asset": contract.base,
                    "quote_asset": contract.quote,
                    "is_perpetual": True,
                    "margined": "COIN" if contract.inverse else "STABLE",
                    "expire_at": None,
                    "oi_lq_vol_denominated_in": "QUOTE_ASSET" if contract.inverse else "BASE_ASSET",
                    "has_long_short_ratio_data": False,
                    "has_ohlcv_data": True,
                }
                for symbol, contract in self._symbols().items()
            ]
        )

    def _history(self, symbols: Sequence[str], query: Query) -> Reply:
        if not 1 <= len(symbols) <= 20 or query.get("interval") != "1hour":
            return Reply({"message": "symbols: 1 to 20; interval: the simulator has 1hour"}, 400)
        if query.get("convert_to_usd") != "true":
            return Reply({"message": "the simulator counts in USD alone"}, 400)
        since, until = int(query.get("from", "0")), int(query.get("to", "0"))
        known = self._symbols()
        hours: dict[Contract, dict[int, Sum]] = defaultdict(lambda: defaultdict(Sum))
        for start, contract, amount in self._book.sums(since * 1_000, until * 1_000 + HOUR_MS):
            hours[contract][start - start % HOUR_MS].add(amount)
        told = []
        for symbol in (symbol for symbol in symbols if symbol in known):
            history = [
                {"t": start // 1_000, "l": usd(amount.long), "s": usd(amount.short)}
                for start, amount in sorted(hours[known[symbol]].items())
                if since <= start // 1_000 <= until
            ]
            told.append({"symbol": symbol, "history": history})
        return Reply(told)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a plan of Coinglass allows."""

    level: str
    calls: int
    shortest_ms: int
    expired: bool = False


PLANS = MappingProxyType(
    {
        "coinglass-hobbyist-": Plan("HOBBYIST", 30, 4 * HOUR_MS),
        "coinglass-startup-": Plan("STARTUP", 80, 30 * MINUTE_MS),
        "coinglass-standard-": Plan("STANDARD", 300, MINUTE_MS),
        "coinglass-expired-": Plan("STARTUP", 80, 30 * MINUTE_MS, expired=True),
    }
)
_RANGES = MappingProxyType({"1h": HOUR_MS, "4h": 4 * HOUR_MS, "12h": 12 * HOUR_MS, "24h": DAY_MS})


class SimulatedCoinglass:
    """Sums over all exchanges; refusals stand in the envelope of an answer with status 200, as they may."""

    name = "coinglass"
    prefix = ""

    def __init__(self, book: MinuteBook) -> None:
        self._book = book
        self._limits: dict[str, Limit] = {}

    def answer(self, path: str, query: Query, headers: Query, now_ms: int) -> Reply:
        """The envelope with code "0", or with the code of a refusal."""
        key = headers.get("cg-api-key", "")
        plan = next((plan for start, plan in PLANS.items() if key.startswith(start)), None)
        if plan is None:
            return _no("401", "API key missing or invalid")
        if self._limits.setdefault(key, Limit(plan.calls)).refuse(1, now_ms):
            return _no("429", "Too Many Requests")
        if path == "/api/user/account/subscription":
            return _yes({"level": plan.level, "expire_time": now_ms + DAY_MS, "expired": plan.expired})
        if path == "/api/futures/liquidation/exchange-list":
            return self._exchanges(query, now_ms)
        if path == "/api/futures/liquidation/aggregated-history":
            return self._history(query, plan)
        return _no("404", "Not found")

    def _exchanges(self, query: Query, now_ms: int) -> Reply:
        length = _RANGES.get(query.get("range", ""))
        if length is None:
            return _no("400", "range: 1h, 4h, 12h or 24h")
        base = query.get("symbol", "")
        sums: dict[str, Sum] = {"All": Sum(), **{NAMES[venue]: Sum() for venue, _ in self._book.contracts}}
        for _, contract, amount in self._book.sums(now_ms - length, now_ms):
            if base in ("", contract.base):
                sums["All"].add(amount)
                sums[NAMES[contract.venue]].add(amount)
        rows = [
            {
                "exchange": name,
                "liquidation_usd": usd(amount.long + amount.short),
                "long_liquidation_usd": usd(amount.long),
                "short_liquidation_usd": usd(amount.short),
            }
            for name, amount in sums.items()
        ]
        return _yes(rows)

    def _history(self, query: Query, plan: Plan) -> Reply:
        if not query.get("exchange_list") or query.get("interval") != "1h":
            return _no("400", "exchange_list is required; interval: the simulator has 1h")
        if plan.shortest_ms > HOUR_MS:
            return _no("401", "Upgrade plan")
        named = set(query["exchange_list"].split(","))
        since, until = int(query.get("start_time", "0")), int(query.get("end_time", "0"))
        sums: dict[int, Sum] = defaultdict(Sum)
        for start, contract, amount in self._book.sums(since, until + HOUR_MS):
            hour = start - start % HOUR_MS
            if contract.base == query.get("symbol") and NAMES[contract.venue] in named and since <= hour <= until:
                sums[hour].add(amount)
        rows = [
            {
                "time": start,
                "aggregated_long_liquidation_usd": usd(sums[start].long),
                "aggregated_short_liquidation_usd": usd(sums[start].short),
            }
            for start in sorted(sums)
        ]
        return _yes(rows[: int(query.get("limit", "1000"))])


def _yes(data: object) -> Reply:
    return Reply({"code": "0", "msg": "success", "data": data})


def _no(code: str, message: str) -> Reply:
    return Reply({"code": code, "msg": message})


class ServiceServer:
    """Serves one service until it is closed; `asked` are the paths of all requests, queries included."""

    def __init__(self, service: SimulatedService, now: Now) -> None:
        self.service = service
        self.port = 0
        self.asked: list[str] = []
        self._now = now
        self._server: Server | None = None

    @property
    def address(self) -> str:
        """Where its REST begins."""
        return f"http://{HOST}:{self.port}{self.service.prefix}"

    async def open(self, port: int = 0) -> None:
        """Listen; raises OSError where that is not possible."""
        self._server = await serve(_nobody, HOST, port, process_request=self._greet, logger=quiet_logger())
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def close(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    def _greet(self, connection: ServerConnection, request: Request) -> Response:
        """Answer every request here; none becomes a socket."""
        address = urlsplit(request.path)
        self.asked.append(request.path)
        if not address.path.startswith(self.service.prefix):
            return response(HTTPStatus.NOT_FOUND, "{}")
        headers = {name.lower(): value for name, value in request.headers.raw_items()}
        query = {name: values[-1] for name, values in parse_qs(address.query).items()}
        path = address.path.removeprefix(self.service.prefix)
        reply = self.service.answer(path, query, headers, self._now())
        return response(reply.status, json.dumps(reply.body), retry_after=reply.retry_after)


async def _nobody(connection: ServerConnection) -> None:
    """No request gets this far."""
