"""The tape's words."""

import json

import msgspec
import pytest

from liqdesk.domain.instrument import Settlement
from liqdesk.domain.liquidation import LiquidationKind, PositionSide, PriceKind
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.settings.model import Zone
from liqdesk.ui.tables.tape_text import (
    Column,
    Wording,
    age_text,
    as_json,
    as_text,
    cell,
    mark_of,
    sentences,
    spoken,
    tier_of,
)
from tests.fakes.rows import T0, instrument, option, row, share

NAMES = {VenueId("binance-usdm"): "Binance USD-M", VenueId("binance-coinm"): "Binance COIN-M", VenueId("okx"): "OKX"}
WORDING = Wording(Zone.UTC, NAMES)


def test_cells() -> None:
    one = row(micro=1_240_310_550_000, of=instrument("ETH", "okx"), price=3_120.444, position=PositionSide.LONG)
    assert [cell(one, column, WORDING) for column in Column] == [
        "21:26:00", "▼ long", "ETH", "$1.24M", "3,120.44", "OKX", "",
    ]  # fmt: skip
    assert age_text(one, T0 + 5_400) == "5s"


def test_an_unknown_size_is_no_number() -> None:
    assert cell(row(micro=None), Column.USD, WORDING) == "size unknown"
    assert "$" not in "".join(sentences(row(micro=None), WORDING))


def test_marks() -> None:
    sampled = msgspec.structs.replace(row(), completeness=Completeness.SAMPLED)
    assert mark_of(sampled, Column.VENUE) == "*"
    assert mark_of(row(), Column.VENUE) == ""
    assert mark_of(row(kind=LiquidationKind.DELEVERAGE), Column.COIN) == " adl"
    assert age_text(row(history=True), T0) == "earlier"


@pytest.mark.parametrize(
    ("usd", "tier"), [(None, 0), (9_999, 0), (10_000, 1), (100_000, 2), (999_999, 2), (1_000_000, 3)]
)
def test_tiers(usd: int | None, tier: int) -> None:
    assert tier_of(row(micro=None if usd is None else usd * 1_000_000)) == tier


def test_what_the_price_is() -> None:
    words = "\n".join(sentences(row(), WORDING))
    assert "bankruptcy price, not a fill" in words
    entry = msgspec.structs.replace(row(), price_kind=PriceKind.ENTRY)
    assert "estimate" in "\n".join(sentences(entry, WORDING))


def test_a_venue_has_a_short_name_where_its_name_is_long() -> None:
    wording = Wording(Zone.UTC, NAMES, {VenueId("binance-coinm"): "COIN-M"})
    assert wording.short_venue(VenueId("okx")) == "OKX"
    assert wording.short_venue(VenueId("binance-coinm")) == "COIN-M"
    assert wording.short_venue(VenueId("nobody-named-it")) == "nobody-named-it"


def test_an_option_is_marked_and_its_premium_is_in_what_it_is_paid_in() -> None:
    linear, inverse = row(of=option()), row(of=option(settlement=Settlement.INVERSE))
    assert mark_of(linear, Column.COIN) == " opt"
    assert "An option" in "".join(sentences(linear, WORDING))
    assert any(line.startswith("Price 1.0000 USD") for line in sentences(linear, WORDING))
    assert any(line.startswith("Price 1.0000 BTC") for line in sentences(inverse, WORDING))
    assert json.loads(as_json(linear))["option"] is True
    assert "option" not in json.loads(as_json(row()))


def test_what_is_no_coin_is_marked() -> None:
    assert mark_of(row(of=share()), Column.COIN) == " trad"
    assert "totals are of coins alone" in "".join(sentences(row(of=share()), WORDING))
    assert json.loads(as_json(row(of=share())))["tradfi"] is True
    assert "tradfi" not in json.loads(as_json(row()))


def test_a_correction_says_that_it_is_one() -> None:
    corrected = msgspec.structs.replace(row(), corrects=MicroUsd(5))
    assert mark_of(corrected, Column.COIN) == " fix"
    assert "counts once" in "".join(sentences(corrected, WORDING))


def test_copied_forms() -> None:
    one = row(micro=1_240_310_550_000, of=instrument("ETH", "okx"), price=10.0)
    assert as_text(one, WORDING) == "21:26:00 UTC\tshort\tETH\t$1,240,310.55\t10.0000\tOKX"
    printed = json.loads(as_json(one))
    assert printed["notional_usd"] == 1_240_310.55
    assert printed["position"] == "short"
    assert printed["key"] == one.key
    assert json.loads(as_json(row(micro=None)))["notional_usd"] is None


def test_spoken() -> None:
    assert spoken(row(micro=2_000_000_000, price=2.5), WORDING) == "short BTC $2k at 2.5000, bybit, 21:26:00"
