"""The trailing minute slides by the second; a coin's own prints are those of no other coin."""

from liqdesk.analytics.events import MARKET
from liqdesk.analytics.seconds import SHORT, Seconds
from liqdesk.analytics.windows import MINUTE_S, Hour, Minutes
from liqdesk.domain.liquidation import Liquidation
from tests.fakes.rows import T0, instrument, row

S0 = T0 // 1_000
ETH = instrument("ETH")


def minutes_of(*rows: Liquidation, until: int = 0) -> Minutes:
    """The minutes after these rows, at the second `until` from the first."""
    seconds, minutes = Seconds(), Minutes()
    seconds.take(rows)
    for second in range(S0, S0 + until + 1):
        minutes.slide(second, seconds.seal(second))
    return minutes


def test_a_minute_lets_go_of_what_is_older():
    rows = (row(at=T0, micro=5), row(at=T0 + 30_000, micro=7))
    minute = minutes_of(*rows, until=MINUTE_S - 1).get(("BTC", SHORT))
    assert (minute.micro, minute.prints, minute.alone) == (12, 2, 2)
    assert minute.since(S0) == (7, 1, 1)
    minute = minutes_of(*rows, until=MINUTE_S).get(("BTC", SHORT))
    assert (minute.micro, minute.prints, minute.alone) == (7, 1, 1)
    assert minutes_of(*rows, until=90).of == {}


def test_an_account_closed_in_two_coins_is_a_print_of_each_and_of_neither_alone():
    minutes = minutes_of(
        row(at=T0), row(at=T0, of=ETH), row(at=T0 + 1), row(at=T0 + 2), row(at=T0 + 5_000, of=ETH), until=5
    )
    btc, eth, market = (minutes.get((scope, SHORT)) for scope in ("BTC", "ETH", MARKET))
    assert (btc.prints, eth.prints, market.prints) == (3, 2, 4)
    assert (btc.alone, eth.alone, market.alone) == (2, 1, 0)
    assert minutes.busiest(SHORT, S0 + 4) == (2, 1)
    assert minutes_of().busiest(SHORT, S0) == (0, 0)


def test_coins_are_counted_by_their_money():
    minutes = minutes_of(row(at=T0, micro=5), row(at=T0, micro=9, of=ETH))
    assert minutes.coins(SHORT, 6) == (9, 1)
    assert minutes.coins(1 - SHORT, 1) == (0, 0)


def test_what_a_second_brought_to_a_scope():
    minutes = minutes_of(row(at=T0, micro=5), row(at=T0 + 2_000, micro=9, of=ETH), until=2)
    assert list(minutes.after(S0 - 1, "BTC")) == [S0, S0 + 2]
    assert [[part.micro for part in parts] for parts in minutes.after(S0 - 1, "BTC").values()] == [[5], []]
    assert [part.base for part in minutes.at(S0 + 2, MARKET)] == ["ETH"]
    assert minutes.at(S0 + 3, MARKET) == ()
    assert minutes_of().at(S0, "BTC") == ()


def test_an_hour_slides_and_keeps_its_sum():
    hour = Hour((1, 2, 3), (10, 20, 30))
    hour.add(4, 40)
    assert hour.slide(2)
    assert (hour.total, hour.kept()) == (70, ([3, 4], [30, 40]))
    assert not hour.slide(9)
