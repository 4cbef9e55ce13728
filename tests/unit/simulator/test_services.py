"""The simulated third-party services answer in the documented forms, refuse as they do, and know what happened."""

import pytest

from liqdesk.simulator.contracts import contracts
from liqdesk.simulator.services import (
    DAY_MS,
    HOUR_MS,
    Limit,
    MinuteBook,
    SimulatedCoinalyze,
    SimulatedCoinglass,
)
from tests.fakes.services import CLOSED, NOW, happen, small_market

GOOD = {"api_key": "coinalyze-key-1"}
HISTORY = {
    "interval": "1hour",
    "convert_to_usd": "true",
    "from": str((CLOSED - DAY_MS) // 1_000),
    "to": str(CLOSED // 1_000 - 1),
}


def coinglass(key: str, path: str, **query: str) -> dict:
    reply = SimulatedCoinglass(small_market()).answer(path, query, {"cg-api-key": key}, NOW)
    assert reply.status == 200
    assert isinstance(reply.body, dict)
    return reply.body


def test_coinalyze_takes_the_key_as_header_or_query():
    service = SimulatedCoinalyze(small_market())
    assert service.answer("/exchanges", {}, GOOD, NOW).status == 200
    assert service.answer("/exchanges", GOOD, {}, NOW).status == 200
    for headers in ({}, {"api_key": "another"}):
        refused = service.answer("/exchanges", {}, headers, NOW)
        assert (refused.status, refused.body) == (401, {"message": "Invalid API key"})


def test_coinalyze_lists_exchanges_and_markets_by_code():
    service = SimulatedCoinalyze(small_market())
    exchanges = service.answer("/exchanges", {}, GOOD, NOW).body
    codes = {one["name"]: one["code"] for one in exchanges}
    assert codes["Binance"] == "A"
    markets = service.answer("/future-markets", {}, GOOD, NOW).body
    assert {one["base_asset"] for one in markets} == {"BTC", "ETH"}
    assert {one["exchange"] for one in markets} == set(codes.values())
    assert all(one["is_perpetual"] and one["symbol"].endswith(f".{one['exchange']}") for one in markets)


def test_coinalyze_tells_hours_in_seconds_and_leaves_out_empty_ones():
    service = SimulatedCoinalyze(small_market())
    markets = service.answer("/future-markets", {}, GOOD, NOW).body
    symbol = next(one["symbol"] for one in markets if one["symbol_on_exchange"] == "BTCUSDT" and one["exchange"] != "A")
    told = service.answer("/liquidation-history", {"symbols": f"{symbol},nobody", **HISTORY}, GOOD, NOW).body
    assert told == [
        {
            "symbol": symbol,
            "history": [
                {"t": (CLOSED - 5 * HOUR_MS) // 1_000, "l": 0.0, "s": 2_000_000.0},
                {"t": (CLOSED - HOUR_MS) // 1_000, "l": 1_000_000.0, "s": 0.0},
            ],
        }
    ]
    milliseconds = HISTORY | {"from": str(CLOSED - DAY_MS), "to": str(CLOSED)}
    told = service.answer("/liquidation-history", {"symbols": symbol, **milliseconds}, GOOD, NOW).body
    assert told == [{"symbol": symbol, "history": []}]


@pytest.mark.parametrize(
    "query",
    [{}, {"symbols": "a", "interval": "1min"}, {"symbols": "a", "interval": "1hour", "convert_to_usd": "false"}],
)
def test_coinalyze_refuses_bad_parameters_with_a_message(query):
    reply = SimulatedCoinalyze(small_market()).answer("/liquidation-history", query, GOOD, NOW)
    assert reply.status == 400
    assert "message" in reply.body


def test_coinalyze_counts_every_symbol_as_a_call():
    service = SimulatedCoinalyze(small_market())
    twenty = HISTORY | {"symbols": ",".join(f"s{number}" for number in range(20))}
    assert service.answer("/liquidation-history", twenty, GOOD, NOW).status == 200
    assert service.answer("/liquidation-history", twenty, GOOD, NOW + 500).status == 200
    refused = service.answer("/exchanges", {}, GOOD, NOW + 1_750)
    assert (refused.status, refused.retry_after) == (429, "58.250")
    assert service.answer("/exchanges", {}, {"api_key": "coinalyze-key-2"}, NOW + 1_750).status == 200
    assert service.answer("/exchanges", {}, GOOD, NOW + 60_000).status == 200


def test_more_than_a_minute_allows_is_never_served():
    assert Limit(10).refuse(11, NOW) == 60_000


def test_an_unknown_page_is_404():
    assert SimulatedCoinalyze(small_market()).answer("/nothing", {}, GOOD, NOW).status == 404
    assert coinglass("coinglass-standard-1", "/nothing")["code"] == "404"


@pytest.mark.parametrize("key", ["", "another"])
def test_coinglass_refuses_a_bad_key_inside_the_envelope(key):
    assert coinglass(key, "/api/user/account/subscription")["code"] == "401"


@pytest.mark.parametrize(
    ("key", "level", "expired"),
    [("hobbyist", "HOBBYIST", False), ("standard", "STANDARD", False), ("expired", "STARTUP", True)],
)
def test_coinglass_tells_the_plan(key, level, expired):
    data = coinglass(f"coinglass-{key}-1", "/api/user/account/subscription")["data"]
    assert (data["level"], data["expired"]) == (level, expired)


def test_coinglass_sums_over_exchanges_up_to_now():
    rows = coinglass("coinglass-hobbyist-1", "/api/futures/liquidation/exchange-list", range="24h", symbol="BTC")[
        "data"
    ]
    sums = {row["exchange"]: (row["long_liquidation_usd"], row["short_liquidation_usd"]) for row in rows}
    assert sums == {
        "All": (8_000_000.0, 2_500_000.0),
        "Bybit": (8_000_000.0, 2_000_000.0),
        "Binance": (0.0, 500_000.0),
    }
    every = coinglass("coinglass-hobbyist-1", "/api/futures/liquidation/exchange-list", range="24h")["data"]
    assert next(row for row in every if row["exchange"] == "All")["liquidation_usd"] == 10_540_000.0
    assert coinglass("coinglass-hobbyist-1", "/api/futures/liquidation/exchange-list", range="2h")["code"] == "400"


def test_coinglass_tells_hours_only_from_startup_on():
    query = {
        "exchange_list": "Bybit",
        "symbol": "BTC",
        "interval": "1h",
        "start_time": str(CLOSED - HOUR_MS),
        "end_time": str(CLOSED - 1),
    }
    path = "/api/futures/liquidation/aggregated-history"
    assert coinglass("coinglass-hobbyist-1", path, **query)["code"] == "401"
    assert coinglass("coinglass-startup-1", path, **query)["data"] == [
        {
            "time": CLOSED - HOUR_MS,
            "aggregated_long_liquidation_usd": 1_000_000.0,
            "aggregated_short_liquidation_usd": 0.0,
        }
    ]
    assert coinglass("coinglass-startup-1", path, **query | {"exchange_list": ""})["code"] == "400"


def test_coinglass_limits_by_the_plan():
    service = SimulatedCoinglass(small_market())
    headers = {"cg-api-key": "coinglass-hobbyist-1"}
    codes = [service.answer("/api/user/account/subscription", {}, headers, NOW).body["code"] for _ in range(31)]
    assert codes == ["0"] * 30 + ["429"]


def test_the_book_holds_a_day_and_an_hour_of_the_exchanges_the_services_know():
    book = MinuteBook()
    book.know(contracts("bybit"))
    book.know(contracts("backpack"))
    assert {venue for venue, _ in book.contracts} == {"bybit"}
    happen(book, "bybit", "BTCUSDT", CLOSED, 100)
    happen(book, "bybit", "BTCUSDT", CLOSED + DAY_MS + 2 * HOUR_MS, 200)
    assert [amount.long for _, _, amount in book.sums(0, CLOSED * 2)] == [200_000_000]
    happen(book, "backpack", contracts("backpack")[0].symbol, CLOSED + DAY_MS, 100)
    assert len(list(book.sums(0, CLOSED * 2))) == 1
