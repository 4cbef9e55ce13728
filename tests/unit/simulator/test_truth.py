"""The truth file: one line per published event, totals that are their sum, every venue's own arithmetic."""

import json
from pathlib import Path

import pytest

from liqdesk.simulator.publishing import Publisher
from liqdesk.simulator.scenarios import scenario_named
from liqdesk.simulator.truth import Truth, TruthFile, as_json, usd
from tests.fakes.forced import START, forced, only_forced


def test_totals_are_the_sum_of_the_lines(tmp_path: Path) -> None:
    path = tmp_path / "truth.jsonl"
    hidden = 0
    events = only_forced(scenario_named("squeeze").tell(3, START, frozenset({"bybit", "binance-usdm", "bitget"})))[
        -3_000:
    ]

    def hide(event: object) -> None:
        nonlocal hidden
        hidden += 1

    with TruthFile(path, "squeeze", 3, START) as truth:
        publisher = Publisher(hide)
        for event in events:
            truth.happen(event)
            for push in publisher.add(event):
                truth.publish(push)
        for push in publisher.finish():
            truth.publish(push)
    head, *lines, last = [json.loads(line) for line in path.read_text().splitlines()]
    assert head == {"liqdesk_truth": 1, "scenario": "squeeze", "seed": 3, "start": START}
    totals = last["totals"]
    assert totals["happened"]["count"] == len(events) == len(lines) + hidden
    assert totals["published"]["count"] == len(lines) == sum(each["count"] for each in totals["venues"].values())
    for side in ("long", "short"):
        micro = sum(line["micro_usd"] for line in lines if line["position"] == side)
        assert totals["published"][f"{side}_usd"] == usd(micro)
        assert totals["happened"][f"{side}_usd"] >= usd(micro)


def test_lines_are_there_before_the_end(tmp_path: Path) -> None:
    path = tmp_path / "truth.jsonl"
    truth = TruthFile(path, "calm", 1, START)
    publisher = Publisher()
    publisher.add(forced(1, START))
    for push in publisher.finish():
        truth.publish(push)
    assert len(path.read_text().splitlines()) == 2
    truth.close()
    truth.close()
    assert len(path.read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("venue", "symbol", "size", "price", "single", "coins", "worth"),
    [
        ("binance-usdm", "1000PEPEUSDT", "2000", "0.0059", 0.0000059, 2_000_000.0, 11.8),
        ("binance-coinm", "BTCUSD_PERP", "2304", "96000", 96_000.0, 2.4, 230_400.0),
        ("bybit", "BTCUSD", "9400", "94000", 94_000.0, 0.1, 9_400.0),
        ("okx", "BTC-USDT-SWAP", "53", "95800.1", 95_800.1, 0.53, 50_774.05),
        ("bitget", "SUIUSDT", "4210.5", "2.807", 2.807, 1_500.0, 4_210.5),
        ("gateio", "ETH_USDT", "350", "2701.4", 2_701.4, 3.5, 9_454.9),
        ("htx", "ETH-USDT", "320", "2688.5", 2_688.5, 3.2, 8_603.2),
    ],
)
def test_a_line_states_single_coins(
    venue: str, symbol: str, size: str, price: str, single: float, coins: float, worth: float
) -> None:
    line = as_json(forced(4, START, venue, symbol, "long", size, price))
    assert line["price"] == pytest.approx(single, rel=1e-12)
    assert line["quantity_base"] == pytest.approx(coins, rel=1e-12)
    assert line["notional_usd"] == worth
    assert (line["position"], line["at"], line["number"]) == ("long", START, 4)


def test_nothing_happened_yet() -> None:
    assert Truth().totals() == {
        "published": {"long_usd": 0.0, "short_usd": 0.0, "count": 0},
        "happened": {"long_usd": 0.0, "short_usd": 0.0, "count": 0},
        "venues": {},
    }
