"""A row counts in a second that depends on the row alone; one trader's batch is one print."""

from liqdesk.analytics.seconds import BELATED, GRACE, LARGEST, LONG, SHORT, Seconds, second_of
from liqdesk.domain.liquidation import PositionSide
from tests.fakes.rows import T0, instrument, row

S0 = T0 // 1_000


def test_the_second_of_a_row():
    assert second_of(row(at=T0, received_at=T0 + GRACE)) == (S0, True)
    assert second_of(row(at=T0, received_at=T0 + GRACE + 2_000)) == (S0 + 2, True)
    assert second_of(row(at=T0, received_at=T0 + BELATED + 1)) == ((T0 + BELATED + 1 - GRACE) // 1_000, False)
    assert second_of(row(at=T0 + 60_000, received_at=T0)) == (S0 + 3, True), "a venue's clock ahead of ours"
    assert second_of(row(at=T0, history=True)) == (S0, False)


def test_a_second_is_sealed_once():
    seconds = Seconds()
    seconds.take((row(at=T0, micro=5), row(at=T0 + 1_000, micro=7)))
    assert seconds.pending() == S0
    sealed = seconds.seal(S0)
    assert sealed is not None
    assert [part.micro for part in sealed.parts] == [5]
    seconds.take((row(at=T0, micro=9),))
    assert seconds.seal(S0 + 1) is not None
    assert [entry.notional for entry in seconds.belated(S0 + 1)] == [9]
    assert seconds.seal(S0 + 2) is None
    assert seconds.pending() is None


def test_prints_count_a_batch_once():
    seconds = Seconds()
    same = [row(at=T0, micro=10, occurrence=n) for n in range(5)]
    other = instrument("ETH")
    seconds.take((*same, row(at=T0 + 1, micro=3), row(at=T0, micro=4, of=other), row(at=T0, micro=None)))
    sealed = seconds.seal(S0)
    assert sealed is not None
    btc, eth = sealed.parts
    assert (btc.prints, btc.biggest, btc.rows, btc.unvalued) == (2, 50, 7, 1)
    assert (btc.alone, eth.alone) == (1, 0), "an account closed in both coins is of neither alone"
    assert (eth.prints, eth.biggest) == (1, 4)
    assert (sealed.crowds[SHORT].prints, sealed.crowds[SHORT].biggest) == (2, 54)
    assert sealed.crowds[LONG].micro == 0


def test_contracts_of_one_coin_and_venue_are_one_part():
    seconds = Seconds()
    seconds.take((row(at=T0, micro=5), row(at=T0, micro=6, of=instrument(quote="USDC"))))
    sealed = seconds.seal(S0)
    assert sealed is not None
    (part,) = sealed.parts
    assert (part.micro, part.prints, part.biggest) == (11, 1, 11)
    assert [order.symbol for order in part.orders] == ["BTCUSDC", "BTCUSDT"]


def test_the_largest_orders_are_kept_exactly():
    seconds = Seconds()
    sizes = [(n * 7_919) % 1_009 for n in range(200)]
    seconds.take(tuple(row(at=T0, micro=size, position=PositionSide.LONG) for size in sizes))
    sealed = seconds.seal(S0)
    assert sealed is not None
    assert [order.notional for order in sealed.parts[0].orders] == sorted(sizes, reverse=True)[:LARGEST]


def test_of_a_coin_only_its_largest_orders_are_kept_whoever_told_of_them():
    seconds = Seconds()
    venues = ("binance-usdm", "okx", "bybit")
    rows = [
        row(at=T0 + n, micro=100 * n + place, of=instrument(venue=venue), position=position)
        for n in range(8)
        for place, venue in enumerate(venues)
        for position in PositionSide
    ]
    seconds.take((*rows, row(at=T0, micro=1, of=instrument("ETH")), row(at=T0, micro=None, of=instrument("SOL"))))
    sealed = seconds.seal(S0)
    assert sealed is not None
    kept = sorted(
        (order.notional for part in sealed.parts if part.base == "BTC" for order in part.orders), reverse=True
    )
    assert kept == sorted((entry.notional for entry in rows), reverse=True)[:LARGEST]
    assert [len(part.orders) for part in sealed.parts if part.base != "BTC"] == [1, 0]
    assert all(order.venue == part.venue for part in sealed.parts for order in part.orders)
