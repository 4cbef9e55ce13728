"""The checks of rows that are reports."""

from typing import Annotated

import msgspec
import pytest

from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.venues.wire.rows import LONGEST_SYMBOL, Amount, Moment, Symbol, named_as


def test_fields_the_venue_does_not_send_get_names_no_wire_uses():
    names = named_as(symbol="s", size="v")
    assert set(names) == set(LiquidationReport.__struct_fields__)
    assert names["symbol"] == "s"
    assert all(name in ("s", "v") or name.startswith("liqdesk:") for name in names.values())


@pytest.mark.parametrize("text", ['"1.5"', "1.5", "1", '"1e3"', "0.00000001"])
def test_amounts(text):
    assert msgspec.json.decode(text, type=Amount, strict=False) > 0


@pytest.mark.parametrize("text", ["0", '"0"', "-1", '"NaN"', '"inf"', "1e15", "1e400", '"1e400"', "true", "null", '""'])
def test_no_amounts(text):
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(text, type=Amount, strict=False)


@pytest.mark.parametrize(
    ("kind", "text"),
    [(Moment, "1793000000"), (Moment, "1.5"), (Symbol, '""'), (Symbol, f'"{"x" * (LONGEST_SYMBOL + 1)}"')],
)
def test_no_moments_and_no_names(kind: Annotated, text):
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=kind, strict=False)


def test_a_moment_and_a_name():
    assert msgspec.json.decode('"1793000000000"', type=Moment, strict=False) == 1_793_000_000_000
    assert msgspec.json.decode('"币安人生USDT"', type=Symbol, strict=False) == "币安人生USDT"
