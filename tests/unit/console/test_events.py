"""The journal's JSON form is a promise; its lines are for people; a replay prints each event once."""

import io
import json

from liqdesk.analytics.aftermath import Aftermath, HorizonAfter, Label, PriceAfter
from liqdesk.analytics.events import Ending, EventKind
from liqdesk.analytics.rank import Basis, Rank
from liqdesk.console.events import PATIENCE, EventPrinter, event_form, event_line
from liqdesk.domain.time import UnixMs
from tests.fakes.events import CLOSED, CONDITIONS, entry, event, going_on

RANK = Rank(3, 984, 41, 99.71, Basis(("bybit", "okx")))
AFTER = Aftermath({"5m": HorizonAfter({"BTC": PriceAfter(-0.4, 20.0)}, {}, None, None)}, Label.HELD, "5m", {}, {})


def test_the_form_has_every_promised_key():
    form = event_form(entry(rank=RANK, aftermath=AFTER))
    assert {
        "id", "kind", "state", "scope", "confirmed", "opened_at", "peak_at", "closed_at", "long_usd", "short_usd",
        "count", "peak_minute_usd", "peak_hour_usd", "bases", "venues", "leader", "price_change_pct",
        "open_interest_change_pct", "evidence", "rank", "coverage", "aftermath",
    } <= form.keys()  # fmt: skip
    assert form["bases"] == [["BTC", 116942912.48], ["ETH", 83472095.14]]
    assert form["leader"] | {"caveat": ""} == {"base": "SOL", "venue": "bybit", "lead_ms": 24101, "caveat": ""}
    assert form["evidence"][0] | {"note": ""} == {
        "test": "minute", "value": 2598710.0, "threshold": 2500000.0, "passed": True, "note": ""
    }  # fmt: skip
    assert form["rank"] == {
        "position": 3, "of_hours": 984, "percentile": 99.71, "basis": "trailing hours of bybit, okx, gaps left out"
    }  # fmt: skip
    assert form["coverage"] == {"at_least": True, "share": 1.0, "missing": ["Binance and OKX publish samples"]}
    assert form["aftermath"] == {"5m": {"BTC": {"return_pct": -0.4, "retraced_pct": 20.0}}, "label": "held"}
    assert form["conditions"] == {}
    json.dumps(form)


def test_what_surrounded_an_event_is_given_by_moment_and_coin():
    conditions = event_form(entry(conditions=CONDITIONS))["conditions"]
    assert list(conditions) == ["before", "during", "after_5m"]
    assert conditions["before"]["BTC"] == {
        "volatility_pct": 0.08, "spread_bps": 0.11, "spread_venue": "bybit", "open_interest": 91240.0,
        "open_interest_venue": "bybit", "funding_pct": -0.0182,
    }  # fmt: skip
    assert set(conditions["before"]["ETH"].values()) == {None}


def test_what_is_not_known_is_null_and_pending():
    form = event_form(entry(going_on(leader=None)))
    assert (form["closed_at"], form["leader"], form["rank"]) == (None, None, None)
    assert form["aftermath"] == {"label": "pending"}


def test_too_little_history_says_so_in_place_of_a_rank():
    rank = event_form(entry(rank=Rank(1, 30, 1, 100.0, Basis(("bybit",)))))["rank"]
    assert (rank["position"], rank["percentile"]) == (None, None)
    assert rank["basis"].startswith("not enough history: 1 of 7 recorded days")


def test_lines_for_people():
    line = event_line(entry(rank=RANK, aftermath=AFTER))
    for part in ("2026-01-13 21:36:54", "10m 00s", "market short squeeze", "≥", "$448.30M", "BTC $116.94M"):
        assert part in line
    assert line.endswith("3rd largest short hour in 41 recorded days  then held")
    flush = event_line(entry(going_on(kind=EventKind.LONG_FLUSH, scope="SOL", confirmed=False)))
    assert "goes on" in flush
    assert "SOL long flush (not confirmed)" in flush


def printed(stream: io.StringIO) -> list[str]:
    return [json.loads(line)["id"] for line in stream.getvalue().splitlines()]


def test_the_markets_event_is_printed_when_it_closes_and_only_once():
    stream = io.StringIO()
    printer = EventPrinter(True, stream)
    printer.take(entry(going_on()))
    assert printed(stream) == []
    printer.take(entry())
    printer.finish()
    assert printed(stream) == [event().id]


def test_what_the_tape_cuts_off_is_printed_at_its_end_with_what_became_known_meanwhile():
    stream = io.StringIO()
    printer = EventPrinter(True, stream)
    faded, cut_off = event(id="market-1"), event(ending=Ending.CUT_OFF)
    for one in (entry(faded), entry(cut_off), entry(faded, rank=RANK), entry(cut_off, rank=RANK)):
        printer.take(one)
    assert printed(stream) == ["market-1"]
    printer.finish()
    printer.finish()
    assert printed(stream) == ["market-1", event().id]
    assert json.loads(stream.getvalue().splitlines()[-1])["rank"]["position"] == 3


def test_a_coins_event_waits_for_the_market_to_take_it_in():
    stream = io.StringIO()
    printer = EventPrinter(True, stream)
    alone, part = event(id="SOL-1", scope="SOL"), event(id="ETH-1", scope="ETH")
    for one in (alone, part):
        printer.take(entry(one))
    printer.take(entry(event(id="ETH-1", scope="ETH", parent="market-1")))
    assert printed(stream) == []
    printer.take(entry(going_on(id="BTC-2", scope="BTC", detected_at=UnixMs(CLOSED + PATIENCE + 1))))
    assert printed(stream) == ["SOL-1"]
    printer.finish()
    assert printed(stream) == ["SOL-1"]


def test_lines_instead_of_json():
    stream = io.StringIO()
    EventPrinter(False, stream).take(entry())
    assert "market short squeeze" in stream.getvalue()
