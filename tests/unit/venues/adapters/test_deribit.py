"""Deribit: whose order was forced, options apart, answers by the ids of their requests."""

import json
from typing import Any

import pytest

from liqdesk.domain.instrument import OPTION, Settlement
from liqdesk.domain.time import UnixMs
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.intake import Intake
from liqdesk.venues.adapters.deribit import DERIBIT, TRADES, Deribit, DeribitSession
from liqdesk.venues.session import Alive, Refused, Rejected, Skipped, Subscribed, Unknown

ROW = {
    "trade_seq": 7, "trade_id": "T-1", "timestamp": 1_795_350_001_234, "price": 87_250.5, "index_price": 87_270.0,
    "instrument_name": "BTC-PERPETUAL", "direction": "sell", "amount": 500.0, "liquidation": "T",
}  # fmt: skip
DECEMBER = 1_798_185_600_000


def push(*rows: object, channel: str = TRADES[0]) -> str:
    return json.dumps({"jsonrpc": "2.0", "method": "subscription", "params": {"channel": channel, "data": rows}})


def row(**more: object) -> dict[str, object]:
    return ROW | more


@pytest.mark.parametrize(
    ("direction", "mark", "positions"),
    [
        ("sell", "T", ["long"]),
        ("buy", "T", ["short"]),
        ("sell", "M", ["short"]),
        ("buy", "M", ["long"]),
        ("sell", "MT", ["long", "short"]),
        ("buy", "MT", ["long", "short"]),
    ],
)
def test_whose_position_died(direction: str, mark: str, positions: list[str]) -> None:
    events = DeribitSession().received(push(row(direction=direction, liquidation=mark)))
    assert [event.position for event in events] == positions
    assert len({event.ident for event in events}) == len(positions)


@pytest.mark.parametrize("mark", ["", "X", "TM", "t", 1, True, []])
def test_a_mark_nobody_knows_costs_its_row(mark: object) -> None:
    (event,) = DeribitSession().received(push(row(liquidation=mark)))
    assert isinstance(event, Rejected)


@pytest.mark.parametrize(
    ("symbol", "amount", "price", "usd", "quantity"),
    [
        ("BTC-PERPETUAL", 12_500.0, 62_500.0, 12_500_000_000, 0.2),
        ("ETH-25DEC26", 3_000.0, 3_000.0, 3_000_000_000, 1.0),
        ("SOL_USDC-PERPETUAL", 2.0, 142.31, 284_620_000, 2.0),
        ("BTC-25DEC26-90000-C", 0.5, 0.05, 43_635_000_000, 0.5),
        ("SOL_USDC-25DEC26-200-P", 10.0, 3.5, 872_700_000_000, 10.0),
    ],
)
def test_what_an_amount_is_worth(symbol: str, amount: float, price: float, usd: int, quantity: float) -> None:
    intake = Intake(Catalogue({DERIBIT: Deribit().infer}), {DERIBIT: Deribit.info.completeness})
    events = DeribitSession().received(push(row(instrument_name=symbol, amount=amount, price=price)))
    (entry,) = intake.take(events, UnixMs(1_795_350_001_300))
    assert (entry.notional, entry.quantity_base) == (usd, quantity)
    assert entry.counts is (entry.instrument.group != OPTION)


@pytest.mark.parametrize("index", [None, 0, -5.0, "NaN", 1e14])
def test_an_option_without_a_believable_index_is_unvalued(index: object) -> None:
    events = DeribitSession().received(push(row(instrument_name="BTC-25DEC26-9-C", index_price=index, amount=20.0)))
    found = Deribit().infer("BTC-25DEC26-9-C")
    assert found is not None
    assert [found.measure(event.size, event.unit, event.price, event.quote_value) for event in events] == [(None, None)]


def test_ordinary_trades_prove_the_channel_and_are_nothing_else() -> None:
    ordinary = row(liquidation=None)
    assert DeribitSession().received(push(ordinary)) == (Alive("trades, none of them forced"),)
    assert DeribitSession().received(push(ordinary | {"price": "?"})) == (Alive("trades, none of them forced"),)
    assert DeribitSession().received(push()) == (Alive("trades, none of them forced"),)


@pytest.mark.parametrize(
    "channel", ["trades.future_combo.any.100ms", "trades.option_combo.BTC.agg2", "trades.spot.any.raw"]
)
def test_what_is_told_elsewhere_does_not_count_twice(channel: str) -> None:
    (event,) = DeribitSession().received(push(row(), channel=channel))
    assert isinstance(event, Skipped)


def test_any_other_channel_of_trades_is_read_alike() -> None:
    for channel in ("trades.BTC-PERPETUAL.100ms", "trades.future.BTC.agg2"):
        (event,) = DeribitSession().received(push(row(), channel=channel))
        assert event.symbol == "BTC-PERPETUAL"


def test_a_row_without_a_number_is_known_by_its_words() -> None:
    (event,) = DeribitSession().received(push({key: value for key, value in ROW.items() if key != "trade_id"}))
    assert event.ident == ""


def asked(events: Any) -> list[Any]:
    return [json.loads(event.text) for event in events]


def test_one_request_covers_the_venue_and_another_asks_for_heartbeats() -> None:
    trades, heartbeat = asked(DeribitSession().opened())
    assert (trades["method"], trades["params"]) == ("public/subscribe", {"channels": list(TRADES)})
    assert heartbeat["method"] == "public/set_heartbeat"
    assert heartbeat["params"]["interval"] >= 10


def test_prices_are_asked_for_and_given_up() -> None:
    session = DeribitSession()
    (first,) = asked(session.follow(["BTC_USDC-PERPETUAL"]))
    assert first["params"] == {"channels": ["ticker.BTC_USDC-PERPETUAL.100ms"]}
    gone, new = asked(session.follow(["ETH_USDC-PERPETUAL"]))
    assert (gone["method"], new["method"]) == ("public/unsubscribe", "public/subscribe")
    assert session.follow(["ETH_USDC-PERPETUAL"]) == []


def test_an_answer_is_to_the_request_of_its_id() -> None:
    session = DeribitSession()
    assert session.received('{"id":1,"result":[]}') == [
        Refused(channel, "not among the channels it accepted") for channel in TRADES
    ]
    assert session.received('{"id":9,"result":["trades.future.any.100ms"]}') == [Subscribed(TRADES[0])]
    assert session.received('{"id":4,"error":"busy"}') == [Refused("", "busy")]


@pytest.mark.parametrize("frame", ["{}", '{"method":"subscription"}', '{"method":"heartbeat","params":5}'])
def test_what_nobody_knows(frame: str) -> None:
    (event,) = DeribitSession().received(frame)
    assert isinstance(event, Unknown)


@pytest.mark.parametrize(
    ("symbol", "base", "quote", "settlement", "group", "ends"),
    [
        ("BTC-PERPETUAL", "BTC", "USD", Settlement.INVERSE, "future", None),
        ("ETH-25DEC26", "ETH", "USD", Settlement.INVERSE, "future", DECEMBER),
        ("BTC_USDC-PERPETUAL", "BTC", "USDC", Settlement.LINEAR, "future", None),
        ("BTC_EURR-PERPETUAL", "BTC", "EURR", Settlement.LINEAR, "future", None),
        ("BTC-25DEC26-90000-C", "BTC", "USD", Settlement.INVERSE, OPTION, DECEMBER),
        ("XRP_USDC-25DEC26-2d15-P", "XRP", "USDC", Settlement.LINEAR, OPTION, DECEMBER),
        ("BTC-4JAN27", "BTC", "USD", Settlement.INVERSE, "future", 1_799_049_600_000),
    ],
)
def test_names(symbol: str, base: str, quote: str, settlement: Settlement, group: str, ends: int | None) -> None:
    found = Deribit().infer(symbol)
    assert found is not None
    assert (found.base, found.quote, found.settlement) == (base, quote, settlement)
    assert (found.group, found.expires_at) == (group, ends)


@pytest.mark.parametrize(
    "symbol", ["BTC", "BTC_USDC", "BTC-FS-25DEC26_PERP", "BTC-25DEC26-90000", "-PERPETUAL", "BTC-"]
)
def test_names_that_stand_for_no_contract(symbol: str) -> None:
    assert Deribit().infer(symbol) is None


@pytest.mark.parametrize(
    "more", [{"kind": "option"}, {"kind": "spot"}, {"instrument_type": "linear"}, {"instrument_name": "BTC_USDC"}]
)
def test_a_row_that_contradicts_its_name_is_left_out(more: dict[str, str]) -> None:
    good = {"instrument_name": "BTC-PERPETUAL", "kind": "future", "base_currency": "BTC", "instrument_type": "reversed"}
    body = json.dumps({"result": [good, good | more]}).encode()
    (one,) = Deribit().read_instruments(body, "").instruments
    assert one.symbol == "BTC-PERPETUAL"


def test_a_name_that_is_none_is_shown_as_plain_text() -> None:
    (event,) = DeribitSession().received(push(row(instrument_name="BTC\u202e-PERPETUAL")))
    assert isinstance(event, Rejected)
    assert event.reason.isprintable()
