"""What one slot a second hides: counted per contract inside bursts, guessed from complete feeds, never added to a sum."""

from liqdesk.analytics.throttle import AT_ONCE, LOOK_BACK, LOOKED_AT, MOST_WAITING, WAITING, ThrottleMeter
from liqdesk.domain.liquidation import Liquidation, LiquidationKind
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.domain.venue import Completeness
from tests.fakes.rows import info, instrument, option, row

T0 = UnixMs(29_472_326 * MINUTE)
OKX, OKX_ETH, BYBIT = instrument("BTC", "okx"), instrument("ETH", "okx"), instrument("BTC", "bybit")
NOW = UnixMs(T0 + 2 * MINUTE)


def meter() -> ThrottleMeter:
    return ThrottleMeter(
        {one.id: one for one in (info("bybit"), info("okx", Completeness.SAMPLED), info("hl", Completeness.PARTIAL))}
    )


def test_slots_used_inside_a_burst_of_the_coin():
    throttle = meter()
    throttle.take(tuple(row(T0 + second * 1_000, of=OKX) for second in range(7)))
    throttle.look(NOW)
    used = throttle.saturation("okx")
    assert (used.share, used.seconds, used.symbol, used.symbol_share) == (0.7, 10, "BTCUSDT", 0.7)
    assert throttle.saturation("bybit") is None


def test_outside_a_burst_nothing_is_pressed():
    throttle = meter()
    throttle.take(tuple(row(T0 + second * 10_000, of=OKX) for second in range(6)))
    throttle.look(NOW)
    assert throttle.saturation("okx") is None


def test_other_venues_make_the_burst_and_each_contract_has_its_own_slot():
    throttle = meter()
    throttle.take(tuple(row(T0 + 100 * n, of=BYBIT) for n in range(8)))
    throttle.take((row(T0 + 500, of=OKX), row(T0 + 700, of=OKX, occurrence=1)))
    throttle.take(tuple(row(T0 + 1_000 * n, of=OKX_ETH) for n in range(10)))
    throttle.look(NOW)
    used = throttle.saturation("okx")
    assert (used.share, used.seconds) == (11 / 20, 20)
    assert (used.symbol, used.symbol_share) == ("ETHUSDT", 1.0)


def test_the_last_of_each_second_survives_the_thinning():
    throttle = meter()
    throttle.take((row(T0 + 100, 70, of=BYBIT), row(T0 + 900, 30, of=BYBIT), row(T0 + 1_100, 100, of=BYBIT)))
    throttle.take((row(T0 + 30_000, of=OKX),))
    throttle.look(NOW)
    guess = throttle.thinning("okx")
    assert (guess.survives, guess.venues) == (130 / 200, ("bybit",))


def test_a_late_row_of_an_older_second_is_counted_and_hides_nothing():
    throttle = meter()
    throttle.take((row(T0 + 2_100, 50, of=BYBIT), row(T0 + 1_100, 50, of=BYBIT), row(T0 + 2_200, 100, of=BYBIT)))
    throttle.take((row(T0, of=OKX),))
    throttle.look(NOW)
    assert 0 < throttle.thinning("okx").survives < 1


def test_only_the_same_coins_and_minutes_are_compared():
    throttle = meter()
    throttle.take((row(T0 + 100, 70, of=BYBIT), row(T0 + 100, 70, of=OKX_ETH)))
    throttle.take((row(T0 + MINUTE, 70, of=OKX),))
    throttle.look(NOW)
    assert throttle.thinning("okx") is None


def test_partial_feeds_are_no_yardstick():
    throttle = meter()
    throttle.take((row(T0, of=instrument("BTC", "hl")), row(T0, of=OKX)))
    throttle.look(NOW)
    assert throttle.thinning("okx") is None


def test_history_options_and_deleveraging_press_nobody():
    throttle = meter()
    throttle.take(tuple(row(T0 + 1_000 * n, of=OKX, history=True) for n in range(8)))
    throttle.take(tuple(row(T0 + 1_000 * n, of=OKX, kind=LiquidationKind.DELEVERAGE) for n in range(8)))
    throttle.take(tuple(row(T0 + 1_000 * n, of=option()) for n in range(8)))
    throttle.look(NOW)
    assert throttle.saturation("okx") is None


def test_what_is_old_is_let_go_of():
    throttle = meter()
    throttle.take(tuple(row(T0 + 1_000 * n, of=OKX) for n in range(8)))
    throttle.look(NOW)
    assert throttle.saturation("okx") is not None
    throttle.look(UnixMs(T0 + LOOK_BACK * MINUTE))
    assert throttle.saturation("okx") is None
    throttle.take((row(T0, of=OKX),))
    throttle.look(UnixMs(T0 + 2 * LOOK_BACK * MINUTE))
    assert throttle.saturation("okx") is None


def test_two_looks_within_five_seconds_are_one():
    throttle = meter()
    throttle.look(NOW)
    throttle.take(tuple(row(T0 + 1_000 * n, of=OKX) for n in range(8)))
    throttle.look(UnixMs(NOW + 4_999))
    assert throttle.saturation("okx") is None
    throttle.look(UnixMs(NOW + 5_000))
    assert throttle.saturation("okx") is not None


def test_orders_without_value_use_slots_and_weigh_nothing():
    throttle = meter()
    throttle.take(tuple(row(T0 + 1_000 * n, None, of=OKX) for n in range(8)))
    throttle.take((row(T0, None, of=BYBIT),))
    throttle.look(NOW)
    assert throttle.saturation("okx").share == 0.8
    assert throttle.thinning("okx") is None


def a_second_of_rows(second: int) -> tuple[Liquidation, ...]:
    at = T0 + second * 1_000
    return (row(at, 100 + second, of=OKX), *(row(at + part, 300 - part, of=BYBIT) for part in range(0, 900, 150)))


def test_where_nobody_looks_all_is_counted_and_nothing_piles_up():
    """Forty minutes of rows; one meter is looked at every second, the other once at the end."""
    watched, unwatched = meter(), meter()
    seconds = range(2_400)
    for second in seconds:
        for throttle in (watched, unwatched):
            throttle.take(a_second_of_rows(second))
        watched.look(UnixMs(T0 + second * 1_000))
        assert len(unwatched._waiting) < WAITING
        assert len(unwatched._minutes) <= LOOK_BACK + 1
    end = UnixMs(T0 + 2_400 * 1_000 + 5_000)
    for throttle in (watched, unwatched):
        throttle.look(end)
    assert unwatched.saturation("okx") is not None
    assert unwatched.saturation("okx") == watched.saturation("okx")
    assert unwatched.thinning("okx") == watched.thinning("okx")


def test_a_frame_of_ten_thousand_is_counted_bit_by_bit():
    throttle = meter()
    huge = tuple(row(T0 + number, of=OKX) for number in range(10_000))
    throttle.take(huge)
    assert len(throttle._waiting) == 10_000 - AT_ONCE
    throttle.look(NOW)
    assert len(throttle._waiting) == 10_000 - AT_ONCE - LOOKED_AT
    for _ in range(3):
        throttle.look(NOW)
    assert not throttle._waiting
    throttle.look(UnixMs(NOW + 5_000))
    assert (throttle.saturation("okx").share, throttle.saturation("okx").seconds) == (1.0, 10)


def test_of_huge_frames_no_more_than_a_few_ever_wait():
    throttle = meter()
    huge = tuple(row(T0 + number, of=OKX) for number in range(10_000))
    for _ in range(12):
        throttle.take(huge)
        assert len(throttle._waiting) < MOST_WAITING + len(huge)
