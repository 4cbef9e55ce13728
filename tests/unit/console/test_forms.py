"""The JSON forms keep their promise."""

import pytest

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.console.forms import liquidation_form, tidy, totals_form
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import UnixMs
from tests.fakes.rows import T0, info, instrument, option, row, share


def test_one_liquidation():
    form = liquidation_form(row(micro=50_774_053_000, price=95_800.1))
    assert form == {
        "venue": "bybit", "symbol": "BTCUSDT", "base": "BTC", "quote": "USDT", "position": "short",
        "price": 95800.1, "price_kind": "bankruptcy", "quantity_base": 0.53, "notional_usd": 50774.05,
        "at": T0, "received_at": T0 + 40, "kind": "liquidation", "history": False, "completeness": "full",
        "key": f"bybit:BTCUSDT:{T0}:short:0.53:95800.1:0",
    }  # fmt: skip


def test_unknown_is_null_and_a_source_is_told():
    form = liquidation_form(row(micro=None), source="replay")
    assert form["notional_usd"] is None
    assert form["source"] == "replay"


def test_an_option_is_called_one():
    assert liquidation_form(row(of=option()))["option"] is True


def test_what_is_no_coin_is_called_so():
    assert liquidation_form(row(of=share()))["tradfi"] is True
    assert "tradfi" not in liquidation_form(row())


@pytest.mark.parametrize(("raw", "clean"), [(12.4 * 0.1, 1.24), (None, None), (0.1 + 0.2, 0.3)])
def test_binary_noise_is_not_printed(raw, clean):
    assert tidy(raw) == clean


def test_totals_list_every_window_venue_and_coin():
    live = LiveAnalytics({one.id: one for one in (info("bybit"), info("okx"))})
    live.coverage.lane_changed(LaneStatus(LaneId("bybit/a"), info().id, LaneState.LIVE))
    live.coverage.covered(CoveredSpan(LaneId("bybit/a"), info().id, Span(UnixMs(T0 - 1_800_000), T0)))
    live.take((row(at=T0 - 120_000, micro=419_030_000_000_000), row(micro=39_040_004_999, position=PositionSide.LONG)))
    live.take((row(of=instrument("ETH", "okx"), micro=None),))
    form = totals_form(live, T0, "replay")
    hour = form["windows"]["1h"]
    assert (hour["long_usd"], hour["short_usd"], hour["count"], hour["unvalued"]) == (39040.0, 419030000.0, 3, 1)
    assert (hour["since"], hour["coverage"], hour["at_least"]) == (T0 - 1_800_000, 0.5, True)
    assert form["tradfi"] is False
    assert form["windows"]["1m"]["short_usd"] == 0
    assert form["venues"]["okx"]["1m"] == {"long_usd": 0.0, "short_usd": 0.0, "count": 1}
    assert form["coverage_of"]["venues"]["okx"]["1m"] == {"since": None, "coverage": 0.0, "at_least": True}
    assert form["coverage_of"]["bases"]["BTC"]["1h"]["coverage"] == 0.5
    assert (hour["coverage_by_volume"], hour["volume_basis"]) == (0.5, "what came in the last 24 h")
    assert (hour["zero_known"], hour["missing"]) == (False, ["Bybit"])
    assert "covered only in part: Bybit 50%" in hour["reasons"]
    assert set(form["bases"]) == {"BTC", "ETH"}
    assert set(form["bases"]["BTC"]) == {"1m", "5m", "15m", "1h", "4h", "12h", "24h"}
    assert form["source"] == "replay"
