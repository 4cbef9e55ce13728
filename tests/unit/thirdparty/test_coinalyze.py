"""Coinalyze: which markets are asked for, what its bars mean, and what is said where it tells nothing."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import Amounts, ServiceFailure
from liqdesk.domain.time import DAY, HOUR, UnixMs
from liqdesk.thirdparty.coinalyze import MARKETS_A_COIN, Coinalyze, Market, choose
from tests.fakes.scripts import play

NOW = UnixMs(1_795_352_400_000 + 20 * 60_000)
CLOSED = 1_795_352_400

EXCHANGES = [{"name": "Binance", "code": "A"}, {"name": "Bybit", "code": "6"}]


def market(symbol: str, exchange: str, base: str = "BTC", quote: str = "USDT", perpetual: bool = True) -> dict:
    return {
        "symbol": symbol, "exchange": exchange, "symbol_on_exchange": "?", "base_asset": base, "quote_asset": quote,
        "is_perpetual": perpetual, "margined": "STABLE", "expire_at": None, "oi_lq_vol_denominated_in": "BASE_ASSET",
    }  # fmt: skip


MARKETS = [
    market("BTCUSDT_PERP.A", "A"),
    market("BTCUSD_PERP.A", "A", quote="USD"),
    market("BTCUSDT.6", "6"),
    market("BTCUSDT_260327.A", "A", perpetual=False),
    market("ETHUSDT_PERP.X", "X", base="ETH"),
]
HISTORY = [
    {
        "symbol": "BTCUSDT_PERP.A",
        "history": [
            {"t": CLOSED - 7_200, "l": 10, "s": 1.5},
            {"t": CLOSED - 3_600, "l": 812345.67, "s": 120450.21},
        ],
    },
    {"symbol": "BTCUSDT.6", "history": [{"t": CLOSED - 3_600, "l": 0, "s": 55120.0}]},
]


def answers(history=HISTORY, exchanges=EXCHANGES, markets=MARKETS):
    pages = {"/exchanges": exchanges, "/future-markets": markets, "/liquidation-history": history}
    return lambda path: json.dumps(pages[urlsplit(path).path]).encode()


def test_the_key_goes_into_a_header():
    assert Coinalyze().headers(Secret("the-key-itself")) == {"api_key": "the-key-itself"}


def test_a_key_is_checked_with_the_cheapest_question():
    played = play(Coinalyze().check(), answers())
    assert [(ask.path, ask.calls) for ask in played.asked] == [("/exchanges", 1)]
    assert played.said == "The key works: Coinalyze lists 2 exchanges."


def test_the_last_closed_day_is_asked_for_in_seconds_and_dollars():
    played = play(Coinalyze().totals(["BTC"], [], NOW), answers())
    ask = played.asked[-1]
    query = parse_qs(urlsplit(ask.path).query)
    assert ask.calls == 3
    assert set(query["symbols"][0].split(",")) == {"BTCUSDT_PERP.A", "BTCUSD_PERP.A", "BTCUSDT.6"}
    assert query["interval"] == ["1hour"]
    assert query["convert_to_usd"] == ["true"]
    assert (query["from"], query["to"]) == ([str(CLOSED - 86_400)], [str(CLOSED - 1)])
    assert "key" not in ask.path


def test_long_and_short_are_summed_over_the_hour_and_the_day():
    played = play(Coinalyze().totals(["BTC"], [], NOW), answers())
    hour, day = played.totals
    assert (hour.window, day.window) == ("1h", "24h")
    assert (hour.span.start, hour.span.end) == (CLOSED * 1_000 - HOUR, CLOSED * 1_000)
    assert day.span.start == CLOSED * 1_000 - DAY
    assert hour.amounts == Amounts(812_345_670_000, 175_570_210_000)
    assert day.amounts == Amounts(812_355_670_000, 175_571_710_000)
    assert (hour.closed, hour.asked, hour.listed) == (True, 2, 3)
    assert set(hour.venues) == {"Binance", "Bybit"}
    assert played.said == "sums of up to 12 perpetuals a coin, from its bars of one hour"


def test_a_span_without_any_bar_is_unknown_not_zero():
    played = play(Coinalyze().totals(["BTC"], [], NOW), answers(history=[]))
    assert [(total.amounts, total.missing) for total in played.totals] == [(None, "it has no bar of that time yet")] * 2


def test_a_bar_of_nothing_is_zero():
    nothing = [{"symbol": "BTCUSDT.6", "history": [{"t": CLOSED - 3_600, "l": 0, "s": 0}]}]
    played = play(Coinalyze().totals(["BTC"], [], NOW), answers(history=nothing))
    assert played.totals[0].amounts == Amounts(0, 0)


def test_a_coin_it_does_not_list_costs_no_question():
    played = play(Coinalyze().totals(["NEW"], [], NOW), answers())
    assert len(played.asked) == 2
    assert {total.missing for total in played.totals} == {"it lists no perpetual of NEW"}


def test_the_markets_are_asked_for_once_a_day():
    service = Coinalyze()
    play(service.totals(["BTC"], [], NOW), answers())
    assert len(play(service.totals(["BTC"], [], UnixMs(NOW + HOUR)), answers()).asked) == 1
    assert len(play(service.totals(["BTC"], [], UnixMs(NOW + DAY)), answers()).asked) == 3
    assert len(play(service.totals(["BTC"], [], UnixMs(NOW - HOUR)), answers()).asked) == 3


def test_an_exchange_without_a_name_is_called_by_its_code():
    history = [{"symbol": "ETHUSDT_PERP.X", "history": [{"t": CLOSED - 3_600, "l": 1, "s": 1}]}]
    played = play(Coinalyze().totals(["ETH"], [], NOW), answers(history=history))
    assert played.totals[0].venues == ("X",)


def test_exchanges_we_hear_come_first_and_each_once_before_a_second():
    listed = [
        Market("b2", "Bybit", "BTC", "USD"),
        Market("b1", "Bybit", "BTC", "USDT"),
        Market("b3", "Bybit", "BTC", "XYZ"),
        Market("s1", "Strange", "BTC", "USDT"),
        Market("g1", "Gate.io", "BTC", "USDT"),
        Market("n1", "Binance", "BTC", "USDT"),
    ]
    chosen = choose(listed, ["Bybit", "Gate", "Binance USD-M"])
    assert [market.symbol for market in chosen] == ["b1", "g1", "n1", "b2", "b3", "s1"]


def test_no_more_than_the_limit_allows_are_chosen():
    listed = [Market(f"m{number}", f"Exchange {number}", "BTC", "USDT") for number in range(40)]
    assert len(choose(listed, [])) == MARKETS_A_COIN


@pytest.mark.parametrize(
    "changed",
    [
        {"exchanges": {}},
        {"exchanges": [{"name": 5, "code": "A"}]},
        {"markets": [market("BTCUSDT.6", "6") | {"base_asset": None}]},
        {"history": {"message": "x"}},
        {"history": [{"symbol": "BTCUSDT.6"}]},
        {"history": [{"symbol": "BTCUSDT.6", "history": [{"t": CLOSED - 3_600, "l": -1, "s": 0}]}]},
        {"history": [{"symbol": "BTCUSDT.6", "history": [{"t": str(CLOSED), "l": 1, "s": 0}]}]},
    ],
)
def test_another_form_is_refused_whole(changed):
    with pytest.raises(ServiceFailure, match="a form liqdesk does not know"):
        play(Coinalyze().totals(["BTC"], [], NOW), answers(**changed))


def test_an_answer_of_status_200_is_never_a_refusal():
    Coinalyze().failure_in(b'{"message":"anything"}')
