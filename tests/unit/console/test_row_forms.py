"""A row comes back as it was given; what cannot be is refused in words."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.console.row_files import Origin, row_form
from liqdesk.console.row_forms import RowReader
from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.liquidation import LiquidationKind, PositionSide, PriceKind
from liqdesk.domain.venue import VenueId
from tests.fakes.rows import T0, row

FORM = row_form(row(micro=50_774_051_234, price=95_800.1), Origin("live"))


def read(**change):
    return RowReader().of_line(msgspec.json.encode({**FORM, **change}))


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        ({"position": "buy"}, "Invalid enum value 'buy'"),
        ({"price": 0}, "the price is no number above 0"),
        ({"price": -1.5}, "the price is no number above 0"),
        ({"notional_usd": 1e13, "micro_usd": None}, "notional_usd is not believable"),
        ({"quantity_base": -1}, "quantity_base is not believable"),
        ({"at": 12}, "Expected `int` >= "),
        ({"at": "2026-01-13"}, "Expected `int`, got `str`"),
        ({"venue": "By bit"}, "Expected `str` matching regex"),
        ({"symbol": ""}, "Expected `str` of length >= 1"),
        ({"scale": 0}, "the scale is no number above 0"),
        ({"multiplier": -1}, "the multiplier is no number above 0"),
        ({"notional_usd": 50_774.09}, "notional_usd and micro_usd say different things"),
        ({"source": "demo"}, "the row was made up by a simulation"),
    ],
)
def test_what_cannot_be_is_refused(harm, reason):
    with pytest.raises(ValueError, match=reason):
        read(**harm)


def test_cells_that_are_no_numbers_are_no_prices():
    least = {"venue": "bybit", "symbol": "A", "base": "A", "position": "long", "at": str(T0)}
    for price in ("nan", "inf", "-inf", "0"):
        with pytest.raises(ValueError, match="the price is no number above 0"):
            RowReader().of_cells({**least, "price": price})


def test_a_row_of_few_words_is_history_and_told_apart_by_its_order():
    least = {"venue": "bybit", "symbol": "A", "base": "A", "position": "long", "at": T0, "price": 2.5}
    reader = RowReader()
    one, other = reader.of_cells(least), reader.of_cells(least)
    assert (one.history, one.notional, one.quantity_base) == (True, None, None)
    assert one.key != other.key
    assert RowReader().of_cells(least).key == one.key


AMOUNT = st.floats(1e-9, 1e9)


@given(
    size=AMOUNT,
    price=AMOUNT,
    scale=st.sampled_from([1.0, 1000.0, 1e6]),
    micro=st.none() | st.integers(0, 10**17),
    position=st.sampled_from(list(PositionSide)),
    ident=st.sampled_from(["", "17", "a:b", "BTCUSDT:1:long:1:1:0"]),
    occurrence=st.integers(0, 20),
    history=st.booleans(),
    kind=st.sampled_from(list(LiquidationKind)),
    settlement=st.sampled_from(list(Settlement)),
)
def test_what_was_told_is_read_to_the_last_digit(
    size, price, scale, micro, position, ident, occurrence, history, kind, settlement
):
    of = Instrument(VenueId("bybit"), "1000PEPEUSDT", "PEPE", "USDT", settlement, 10.0, scale)
    told = msgspec.structs.replace(
        row(of=of, micro=micro, position=position, ident=ident, kind=kind, history=history),
        size=size, venue_price=price, price=price / scale, quantity_base=size * scale, price_kind=PriceKind.FILL,
        occurrence=0 if ident else occurrence,
    )  # fmt: skip
    for found in (
        RowReader().of_line(msgspec.json.encode(row_form(told, Origin("live")))),
        RowReader().of_cells(
            {name: str(value) for name, value in row_form(told, Origin("live")).items() if value is not None}
        ),
    ):
        same = msgspec.structs.replace(found, instrument=of)
        assert same == told
        assert found.key == told.key
        kept = ("venue", "symbol", "base", "quote", "settlement", "multiplier", "scale", "group", "tradfi")
        assert [getattr(found.instrument, name) for name in kept] == [getattr(of, name) for name in kept]
