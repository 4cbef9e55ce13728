"""A key says which event it is, and nothing else; what counts."""

from liqdesk.domain.liquidation import LiquidationKind
from tests.fakes.rows import T0, instrument, option, row, share


def test_equal_events_have_equal_keys_whenever_they_arrive():
    assert row(received_at=T0 + 1).key == row(received_at=T0 + 99_999, history=True).key


def test_every_identifying_word_changes_the_key():
    keys = {
        row().key,
        row(at=T0 + 1).key,
        row(micro=2_000_000).key,
        row(price=2.0).key,
        row(occurrence=1).key,
        row(of=instrument("ETH")).key,
        row(of=instrument(venue="okx")).key,
    }
    assert len(keys) == 7


def test_a_venues_own_number_is_the_key():
    assert row(ident="778").key == "bybit:778"


def test_deleveraging_and_options_enter_no_total():
    assert row().counts
    assert row(kind=LiquidationKind.BACKSTOP).counts
    assert not row(kind=LiquidationKind.DELEVERAGE).counts
    assert not row(of=option()).counts


def test_what_is_no_coin_can_be_counted_but_is_not_among_coins():
    assert row(of=share()).countable
    assert not row(of=share()).counts
    assert not row(of=option()).countable
    assert not row(kind=LiquidationKind.DELEVERAGE, of=share()).countable
