"""What opens an event and what does not, how it goes on, ends, and is confirmed."""

from liqdesk.analytics.detector import Detector, hour_of_week
from liqdesk.analytics.events import MARKET, Ending, Event, EventKind, EventState, Level
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import Liquidation, LiquidationKind, PositionSide
from liqdesk.domain.time import HOUR, MINUTE, SECOND, UnixMs
from tests.fakes.detecting import KnownMarket, SaidWatch, journal, newest, watch_rows
from tests.fakes.rows import T0, instrument, option, row

LONG, SHORT = PositionSide.LONG, PositionSide.SHORT
USD = 1_000_000
MANY = ("BTC", "ETH", "SOL", "XRP", "LINK")


def burst(
    base: str = "LINK",
    start_s: float = 100,
    length_s: float = 60,
    orders: int = 60,
    usd: float = 20_000,
    position: PositionSide = SHORT,
    venue: str = "bybit",
) -> list[Liquidation]:
    of = instrument(base, venue)
    step = length_s * 1_000 / orders
    return [
        row(at=T0 + int(start_s * 1_000 + number * step), micro=int(usd * USD), position=position, of=of)
        for number in range(orders)
    ]


def many_coins(coins: tuple[str, ...] = MANY, start_s: float = 100) -> list[Liquidation]:
    """Each coin a tenth of a second after the one before: closed at one moment, they would be one trader's."""
    return [each for number, base in enumerate(coins) for each in burst(base, start_s + number / 10)]


def found(rows: list[Liquidation], watch: SaidWatch | None = None, market: KnownMarket | None = None) -> list[Event]:
    ordered = sorted(rows, key=lambda each: each.received_at)
    detector = Detector(watch or SaidWatch(), market)
    return journal(watch_rows(detector, [(each,) for each in ordered]))


def passed(event: Event) -> dict[str, bool | None]:
    return {each.test: each.passed for each in event.evidence}


def test_a_burst_of_one_coin_is_an_event_of_that_coin():
    (event,) = found(burst())
    assert (event.scope, event.kind, event.state, event.side) == (
        "LINK",
        EventKind.SHORT_SQUEEZE,
        EventState.CLOSED,
        SHORT,
    )
    assert event.opened_at == T0 + 100_000
    assert T0 + 100_000 < event.detected_at <= T0 + 125_000
    assert event.short == 60 * 20_000 * USD
    assert event.peak_minute == event.peak_hour == event.short
    assert not event.confirmed
    assert passed(event) == {
        "minute": True, "score": None, "without_largest": True, "prints": True, "venues": True,
        "funding LINK": None, "price LINK": None, "open interest LINK": None,
    }  # fmt: skip


def test_many_coins_together_are_one_event_of_the_market():
    (event,) = found(many_coins())
    assert event.scope == MARKET
    assert passed(event)["coins"]
    assert event.count == 300
    assert {share.name for share in event.bases} == set(MANY)


def test_coins_are_parts_of_the_market_even_if_they_were_first():
    early = burst("LINK", length_s=30, usd=40_000)
    told = watch_rows(
        Detector(SaidWatch()),
        [(each,) for each in sorted(early + many_coins(start_s=160), key=lambda each: each.received_at)],
    )
    last = newest(told)
    (market,) = journal(told)
    assert market.scope == MARKET
    assert {event.parent for event in last.values() if event.scope != MARKET} == {market.id}


def test_three_coins_that_passed_on_their_own_open_the_market():
    rows = [each for n, base in enumerate(("LINK", "ARB", "SUI")) for each in burst(base, 100 + 80 * n, 50, usd=4_500)]
    events = found(rows)
    assert events[0].scope == MARKET
    assert passed(events[0])["coins_open"]


def test_one_heavy_coin_is_not_the_market():
    crowd = [each for base in ("BTC", "ETH", "SOL") for each in burst(base, orders=20, usd=5_000)]
    assert [event.scope for event in found(burst(usd=100_000, orders=100) + crowd)] == ["LINK"]


def test_one_trader_is_no_cascade():
    """A batch of one millisecond counts once, and money must pass without it."""
    of = instrument("LINK")
    batch = [row(at=T0 + 50_000, micro=100_000 * USD, of=of, occurrence=n) for n in range(50)]
    assert found(batch) == []
    assert found([*batch, *burst(start_s=45, orders=30, usd=2_000)]) == []


def test_below_the_floor_there_is_nothing():
    assert found(burst(usd=900)) == []


def test_the_more_come_at_once_the_less_money_is_asked():
    """Each brings 72,000 dollars, 40% of the floor."""
    assert found(burst(orders=12, usd=6_000, length_s=30)) == []
    assert len(found(burst(orders=12, usd=6_000, length_s=11))) == 1
    assert found(burst(orders=12, usd=5_000, length_s=11)) == []
    assert len(found(burst(orders=24, usd=2_500, length_s=11))) == 1


def sampled(rows: list[Liquidation]) -> list[Liquidation]:
    return [SaidWatch.sampled(each) for each in rows]


def test_of_one_sampled_venue_alone_more_is_asked():
    """Its lower bound has passed where it passes by much; a second venue bears it out at once."""
    thin = sampled(burst(venue="okx", orders=20))
    assert found(thin) == []
    assert len(found(thin + burst("LINK", 110, 5, orders=1))) == 1
    assert found(sampled(burst(venue="okx", usd=3_000))) == [], "three times the money"
    (event,) = found(sampled(burst(venue="okx")))
    venues = next(each for each in event.evidence if each.test == "venues")
    assert (venues.value, venues.passed) == (1, True)
    assert "it tells samples and is alone" in venues.note


def test_one_sampled_venue_alone_shows_the_market_in_many_coins():
    names = [f"COIN{number}" for number in range(24)]
    spread = [each for n, base in enumerate(names) for each in burst(base, 100 + n / 10, 30, 12, 5_000, venue="okx")]
    (event,) = found(sampled(spread))
    assert event.scope == MARKET
    assert passed(event)["lone_coins"]
    few = [each for n, base in enumerate(names[:8]) for each in burst(base, 100 + n / 10, 30, 22, 8_000, venue="okx")]
    assert found(sampled(few)) == []


def test_two_sampled_venues_bear_each_other_out():
    rows = sampled(burst(venue="okx", orders=20) + burst(venue="binance-usdm", start_s=101, orders=10))
    (event,) = found(rows)
    assert "none of them tells everything" in [each.note for each in event.evidence]


def test_a_coin_s_own_crowd_is_not_the_market_s():
    """Its prints count for itself; the others must be many without it."""
    crowd = [each for base in MANY for each in burst(base, orders=7, usd=30_000)]
    assert [event.scope for event in found(burst("DOGE", orders=600, usd=3_000) + crowd)] == ["DOGE"]


def test_options_and_deleveraging_are_no_part_of_it():
    assert found([row(at=T0 + n * 500, micro=50_000 * USD, of=option("LINK")) for n in range(60)]) == []
    of = instrument("LINK")
    gone = [row(at=T0 + n * 500, micro=50_000 * USD, of=of, kind=LiquidationKind.DELEVERAGE) for n in range(60)]
    assert found(gone) == []


def test_history_is_summed_and_decides_nothing():
    of = instrument("LINK")
    old = [row(at=each.at, micro=each.notional, of=of, history=True) for each in burst()]
    assert found(old) == []
    late = row(at=T0 + 130_000, micro=7, of=of, history=True, received_at=T0 + 170_000)
    (event,) = found([*burst(), late])
    assert event.short == 60 * 20_000 * USD + 7


def test_what_was_held_up_for_minutes_decides_nothing():
    """A machine that wakes up gets minutes of rows at once."""
    of = instrument("LINK")
    assert found([row(at=each.at, micro=each.notional, of=of, received_at=T0 + 600_000) for each in burst()]) == []


def test_waves_are_parted_by_half_a_minute():
    (event,) = found(burst(length_s=20) + burst(start_s=165, length_s=20))
    first, second = event.waves
    assert first.end + 30 * SECOND < second.start
    assert first.count + second.count == event.count == 120


def test_a_pause_of_minutes_makes_two_events():
    first, second = found(burst() + burst(start_s=500))
    assert first.ending is Ending.FADED
    assert first.closed_at is not None
    assert first.closed_at < second.opened_at


def test_what_only_smoulders_is_closed():
    embers = burst(start_s=160, length_s=1_500, orders=150, usd=15_000)
    (event,) = found(burst() + embers)
    assert event.ending is Ending.STALLED


def test_the_other_side_taking_over_is_another_event():
    first, second = found(burst(length_s=40) + burst(start_s=262, position=LONG))
    assert (first.ending, first.kind) == (Ending.TURNED, EventKind.SHORT_SQUEEZE)
    assert second.kind is EventKind.LONG_FLUSH


def test_both_sides_at_once_are_one_event_of_two_sides():
    (event,) = found(burst() + burst(start_s=100.25, position=LONG))
    assert event.kind is EventKind.TWO_SIDED


def test_the_course_keeps_where_nobody_was_listening():
    watch = SaidWatch()
    watch.lose(T0 + 130_000, T0 + 140_000, ["okx"])
    (event,) = found(burst(), watch)
    (gap,) = event.course.gaps
    assert (gap.span.start, gap.span.end, gap.missing) == (T0 + 130_000, T0 + 140_000, 0.5)


def test_fading_unwatched_is_said_so():
    watch = SaidWatch()
    watch.lose(T0 + 165_000, T0 + 900_000)
    (event,) = found(burst(), watch)
    assert event.ending is Ending.UNWATCHED
    assert event.coverage.at_least


def moving(base: str, percent: float) -> KnownMarket:
    market = KnownMarket()
    for second in range(-600, 1_200):
        share = min(max(0.0, (second - 100) / 40), 1.0)
        market.say_price(base, T0 + second * 1_000, 100.0 * (1 + percent / 100 * share))
        market.say_interest(base, T0 + second * 1_000, 1_000.0 - 20 * share)
    market.sigmas[base] = 0.002
    market.fundings[base] = -0.0001
    return market


def test_price_and_open_interest_confirm():
    (event,) = found(burst(), market=moving("LINK", 1.0))
    assert event.confirmed
    assert event.level is Level.ALERT
    assert event.price_changes["LINK"] is not None
    assert event.open_interest_changes["LINK"] is not None
    assert event.price_changes["BTC"] is None
    assert event.funding_before == -0.01
    assert passed(event)["price LINK"]
    assert passed(event)["open interest LINK"]
    assert passed(event)["funding LINK"]
    assert event.course.price[0] is not None
    assert 100 < event.course.price[0] < 100.1


def test_the_course_of_the_market_holds_one_price_though_bitcoin_comes_later_than_others():
    market = moving("BTC", 1.0)
    for second in range(-600, 1_200):
        market.say_price("ETH", T0 + second * 1_000, 2.0)
    (event,) = found(many_coins(("ETH", "SOL", "XRP", "LINK")) + burst("BTC", 105), market=market)
    assert event.scope == MARKET
    assert all(price is not None and 99 < price < 102 for price in event.course.price)


def test_a_move_against_the_force_or_a_usual_one_does_not_confirm():
    for percent in (-1.0, 0.5):
        (event,) = found(burst(), market=moving("LINK", percent))
        assert not event.confirmed
        assert passed(event)["price LINK"] is False


def test_risen_open_interest_speaks_against_it():
    market = moving("LINK", 1.0)
    times, values = market.interests["LINK"]
    market.interests["LINK"] = (times, [2_000 - value for value in values])
    (event,) = found(burst(), market=market)
    assert not event.confirmed


def test_levels_rise_with_the_money():
    assert found(burst())[0].level is Level.ALERT
    assert found(burst(usd=5_000))[0].level is Level.WATCH
    assert found(burst(usd=60_000), market=moving("LINK", 2.0))[0].level is Level.CRITICAL


def test_open_events_are_shown_as_they_stand_and_cut_off_at_the_end():
    detector = Detector(SaidWatch())
    for each in many_coins():
        detector.take((each,))
    detector.step(UnixMs(T0 + 150_000))
    now = detector.open_events()
    assert now[0].scope == MARKET
    assert now[0].state is EventState.OPEN
    assert now[0].closed_at is None
    ends = journal(detector.finish())
    assert [event.ending for event in ends] == [Ending.CUT_OFF]
    assert ends[0].count == 300
    assert detector.open_events() == ()


def test_the_leader_is_who_moved_first():
    (event,) = found(burst(length_s=30) + burst(start_s=102.5, length_s=30, venue="okx"))
    assert event.leader is not None
    assert (event.leader.venue, event.leader.lead_ms) == ("bybit", 2_500)
    assert "five seconds" in event.leader.caveat


def test_a_silent_day_teaches_silence_and_an_unwatched_one_nothing():
    learnt = {}
    for lost in (False, True):
        watch = SaidWatch()
        if lost:
            watch.lose(T0 + 2 * MINUTE, T0 + 24 * HOUR)
        detector = Detector(watch)
        detector.take((row(at=T0, micro=USD, of=instrument("LINK")),))
        detector.step(UnixMs(T0 + 10 * HOUR))
        usual = detector.memory.baselines.usual(("LINK", 1), hour_of_week(T0 // 1_000))
        learnt[lost] = None if usual is None else round(usual.minutes)
    assert learnt[True] is None
    assert learnt[False] is not None
    assert learnt[False] > 500


def test_what_is_usual_here_opens_nothing():
    """Hours that bring a burst every few minutes make it usual."""
    detector = Detector(SaidWatch())
    for minute in range(600):
        for each in burst(start_s=60 * minute, usd=6_000, orders=10, length_s=50):
            detector.take((each,))
        detector.step(UnixMs(T0 + minute * MINUTE))
    loud = burst(start_s=36_010, usd=8_000, orders=30, length_s=50)
    assert watch_rows(detector, [(each,) for each in loud]) == []
    assert len(found(loud)) == 1


def test_a_change_of_class_begins_anew():
    detector = Detector(SaidWatch())
    detector.take((row(at=T0, micro=USD, of=instrument("LINK")),))
    detector.step(UnixMs(T0 + 10 * HOUR))
    hour = hour_of_week(T0 // 1_000)
    assert detector.memory.baselines.usual(("LINK", 1), hour) is not None
    entry = row(at=T0 + 10 * HOUR, micro=USD, of=instrument("LINK"))
    detector.take((SaidWatch.sampled(entry),))
    detector.step(UnixMs(T0 + 10 * HOUR + 10_000))
    assert detector.memory.baselines.usual(("LINK", 1), hour) is None


def test_the_week_begins_on_monday():
    assert hour_of_week(1_767_571_200) == 0
    assert hour_of_week(1_767_571_200 - 1) == 167


class CountingWatch(SaidWatch):
    """Notes what was asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[object] = []

    def gaps(self, span):
        self.asked.append(span)
        return super().gaps(span)


def test_events_that_open_together_ask_who_was_watching_once() -> None:
    """Thirty coins within a second, as when a whole market falls: what is asked depends on the moments alone."""
    watch = CountingWatch()
    detector = Detector(watch)
    rows = [each for number in range(30) for each in burst(f"C{number}", 100 + number / 100, length_s=0.3)]
    detector.take(tuple(sorted(rows, key=lambda each: each.received_at)))
    detector.step(UnixMs(T0 + 90_000))
    opened = detector.step(UnixMs(T0 + 105_000))
    assert len({event.scope for event in opened}) > 20
    assert len(watch.asked) < len(opened)
    lost = Span(UnixMs(T0 + 100_000), UnixMs(T0 + 106_000))
    watch.lose(lost.start, lost.end)
    later = detector.open_events()
    assert {bool(event.course.gaps) for event in later} == {True}, "what was answered before is asked anew"
