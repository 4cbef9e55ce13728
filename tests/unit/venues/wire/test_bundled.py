"""The instrument lists that come with the program."""

import json
from datetime import date

import pytest

from liqdesk.app.resources import Resources
from liqdesk.domain.instrument import Settlement
from liqdesk.venues.registry import VENUES
from liqdesk.venues.wire.bundled import read_bundled


@pytest.mark.parametrize("venue", VENUES)
def test_every_venue_has_a_list_that_agrees_with_its_naming_rule(venue):
    text = Resources().text(f"instruments/{venue}.json")
    as_of, contracts = read_bundled(text)
    assert date.fromisoformat(as_of) <= date(2026, 11, 30)
    assert json.loads(text)["note"].endswith(".")
    # Where frames call a contract by a number, only the numbers the documentation prints are known.
    few = any(one.code for one in contracts) or not VENUES[venue].info.enabled_by_default
    assert (2 if few else 20) <= len(contracts) <= 100
    assert len({one.symbol for one in contracts}) == len(contracts)
    for one in contracts:
        assert one.venue == venue
        if one.code:
            continue
        named = VENUES[venue].infer(one.symbol)
        assert named is not None
        assert (named.base, named.quote, named.settlement, named.scale) == (
            one.base,
            one.quote,
            one.settlement,
            one.scale,
        )
        assert one.multiplier is None or one.multiplier > 0


def test_sizes_stand_where_the_documentation_states_them():
    sizes = {
        (venue, one.symbol): one.multiplier
        for venue in VENUES
        for one in read_bundled(Resources().text(f"instruments/{venue}.json"))[1]
    }
    assert sizes["binance-coinm", "BTCUSD_PERP"] == 100
    assert sizes["binance-coinm", "SOLUSD_PERP"] == 10
    assert sizes["okx", "BTC-USDT-SWAP"] == 0.01
    assert sizes["okx", "BTC-USD-SWAP"] == 100
    assert sizes["okx", "SOL-USDT-SWAP"] is None
    assert sizes["gateio", "BTC_USDT"] == 0.0001
    assert sizes["gateio", "SOL_USDT"] is None
    assert sizes["htx", "BTC-USDT"] == 0.001
    assert sizes["htx", "ETH-USD"] == 10


def test_a_row_needs_no_more_than_its_names():
    page = {"venue": "x", "as_of": "2026-11-22", "note": "n", "page": [{"symbol": "A", "base": "A", "quote": "USD"}]}
    as_of, (one,) = read_bundled(json.dumps(page))
    assert as_of == "2026-11-22"
    assert (one.settlement, one.multiplier, one.scale, one.group) == (Settlement.LINEAR, None, 1.0, "")
    assert (one.code, one.wire_name) == ("", "A")


@pytest.mark.parametrize("text", ["", "{}", '{"venue":"x","as_of":"d","note":"n","page":[{"symbol":"A"}]}'])
def test_a_damaged_file_is_a_value_error(text):
    with pytest.raises(ValueError, match=r"."):
        read_bundled(text)
