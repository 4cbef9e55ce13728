"""Every context venue reads its documented pages, asks at its live addresses, and is startled by nothing."""

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.venues.context.binance_usdm import BinanceContext
from liqdesk.venues.context.contract import ContextRow, ContextVenue, interval_of, moment, rows_of
from liqdesk.venues.context.okx import PAGES, OkxContext
from liqdesk.venues.registry import CONTEXTS, VENUES

PLACES = sorted(Path("tests/venues").glob("*/context/*.json"))
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
VENUE = st.sampled_from(list(CONTEXTS.values()))


@pytest.mark.parametrize("place", PLACES, ids=lambda one: f"{one.parts[-3]}-{one.stem}")
def test_a_documented_page_says_what_it_says(place: Path):
    golden = json.loads(place.read_text(encoding="utf-8"))
    venue = next(one for name, one in CONTEXTS.items() if name == place.parts[-3])
    page = golden["page"].encode()
    if isinstance(golden["expect"], str):
        with pytest.raises(ValueError, match="refused") as refused:
            venue.read(page, golden["url"])
        assert str(refused.value) == golden["expect"]
        return
    said = venue.read(page, golden["url"])
    assert [type(one).__name__ for one in said] == [next(iter(one)) for one in golden["expect"]]
    for one, expected in zip(said, golden["expect"], strict=True):
        assert one.venue == venue.id
        for name, value in next(iter(expected.values())).items():
            assert getattr(one, name) == value, (one, name)


def test_every_context_venue_has_golden_pages_and_is_a_venue():
    assert {place.parts[-3] for place in PLACES} == set(CONTEXTS) <= set(VENUES)
    assert list(CONTEXTS) == ["bybit", "okx", "binance-usdm"]


def test_pages_are_asked_for_at_the_venue_s_address():
    wanted = ["BTCUSDT", "ÄUSDT"]
    asked = {name: venue.urls(VENUES[name].addresses, wanted) for name, venue in CONTEXTS.items()}
    tickers = "https://api.bybit.com/v5/market/tickers?category="
    rest = "https://fapi.binance.com/fapi/v1/"
    assert list(asked.values()) == [
        (tickers + "linear", tickers + "inverse"),
        tuple("https://www.okx.com" + page for page in PAGES),
        (
            rest + "premiumIndex",
            rest + "ticker/bookTicker",
            rest + "openInterest?symbol=BTCUSDT",
            rest + "openInterest?symbol=%C3%84USDT",
        ),
    ]


def test_a_round_of_binance_stays_small():
    venue = BinanceContext()
    assert len(venue.urls(VENUES[venue.id].addresses, [f"C{number}USDT" for number in range(500)])) == 22


@given(VENUE, st.binary() | ANY.map(lambda value: json.dumps(value).encode()), st.sampled_from(["", *PAGES]))
def test_any_bytes_are_read_or_refused_with_a_sentence(venue: ContextVenue, page: bytes, url: str):
    with contextlib.suppress(ValueError):
        assert list(venue.read(page, url)) is not None


@given(ANY)
def test_any_row_beside_a_good_one_leaves_the_good_one(row: object):
    good = {"instId": "BTC-USDT-SWAP", "markPx": "1", "ts": "1793000320100"}
    page = json.dumps({"code": "0", "data": [row, good]}).encode()
    assert OkxContext().read(page, PAGES[0])[-1].symbol == "BTC-USDT-SWAP"


def test_rows_that_are_no_list_are_no_page():
    with pytest.raises(ValueError, match="no rows"):
        rows_of({"a": 1}, ContextRow)


@pytest.mark.parametrize(("value", "at"), [("1793000320100", 1793000320100), (0, None), ("", None), ("x", None)])
def test_a_moment_is_one_of_this_century(value: object, at: int | None):
    assert moment(value) == at


@pytest.mark.parametrize(
    ("span", "interval"), [(3_600_000, 3_600_000), (0, None), (-1, None), (10**9, None), (None, None)]
)
def test_an_interval_is_no_longer_than_a_day(span: int | None, interval: int | None):
    assert interval_of(span) == interval
