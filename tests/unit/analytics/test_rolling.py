"""Trailing windows are exact, whatever the order and whenever one looks."""

from collections import defaultdict
from dataclasses import dataclass

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.views import WINDOWS, SideTotal, TimelineQuery
from liqdesk.domain.liquidation import LiquidationKind, PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DurationMs, UnixMs
from tests.fakes.rows import T0, info, instrument, option, row, share

INSTRUMENTS = [instrument(base, venue) for base in ("BTC", "ETH") for venue in ("bybit", "okx")]

ROWS = st.builds(
    row,
    at=st.integers(T0 - 90_000_000, T0),
    micro=st.one_of(st.none(), st.integers(1, 10**13)),
    position=st.sampled_from(PositionSide),
    of=st.sampled_from(INSTRUMENTS),
)


def truth(rows, window, at):
    first = at // 1000 - WINDOWS[window] // 1000
    total = defaultdict(int)
    for one in rows:
        if one.at // 1000 > first:
            total["count"] += 1
            if one.notional is None:
                total["unvalued"] += 1
            else:
                total[str(one.position)] += one.notional
    return SideTotal(total["long"], total["short"], total["count"], total["unvalued"])


def analytics():
    return LiveAnalytics({i.id: i for i in (info("bybit"), info("okx"))})


@given(st.lists(ROWS, max_size=60), st.lists(st.integers(0, 90_000_000), max_size=5), st.randoms())
def test_windows_equal_the_sum_of_their_rows(rows, pauses, random):
    live = analytics()
    left = list(rows)
    random.shuffle(left)
    at = T0 - 3_600_000
    for pause in sorted(pauses):
        for _ in range(min(len(left), 7)):
            live.take((left.pop(),))
        live.step(UnixMs(max(at, T0 - 90_000_000 + pause)))
    for one in left:
        live.take((one,))
    view = live.totals(T0)
    for name in WINDOWS:
        assert view.window(name).total == truth(rows, name, T0)


@given(st.lists(ROWS, max_size=40))
def test_parts_sum_to_the_whole(rows):
    live = analytics()
    live.restore(rows)
    whole = live.totals(T0).window("24h").total
    for parts in (live.by_venue("24h"), live.by_base("24h")):
        assert sum(part.long for part in parts.values()) == whole.long
        assert sum(part.short for part in parts.values()) == whole.short
        assert sum(part.count for part in parts.values()) == whole.count


def test_a_row_leaves_a_window_to_the_second():
    live = analytics()
    live.take((row(at=T0, micro=5),))
    assert live.totals(UnixMs(T0 + 59_999)).window("1m").total.short == 5
    assert live.totals(UnixMs(T0 + 60_000)).window("1m").total.count == 0


def test_rows_ahead_of_the_clock_count_and_stay():
    live = analytics()
    live.take((row(at=T0 + 5_000, micro=5),))
    assert live.totals(T0).window("1m").total.short == 5
    assert live.totals(UnixMs(T0 + 64_000)).window("1m").total.short == 5
    assert live.totals(UnixMs(T0 + 65_000)).window("1m").total.short == 0


def test_a_clock_that_goes_back_finds_the_rows_again():
    live = analytics()
    live.take((row(at=T0, micro=5),))
    assert live.totals(UnixMs(T0 + 120_000)).window("1m").total.count == 0
    assert live.totals(UnixMs(T0 + 1_000)).window("1m").total.short == 5


def test_deleveraging_is_no_liquidation():
    live = analytics()
    live.take((row(kind=LiquidationKind.DELEVERAGE), row(kind=LiquidationKind.BACKSTOP, micro=7)))
    assert live.totals(T0).window("1h").total == SideTotal(short=7, count=1)


def test_options_are_summed_with_nothing():
    live = analytics()
    live.take((row(micro=99, of=option()), row(micro=7)))
    view = live.totals(T0)
    assert view.window("1h").total == SideTotal(short=7, count=1)
    assert view.largest is not None
    assert view.largest.notional == 7
    assert list(live.by_venue("1h")) == ["bybit"]


def test_the_largest_order_of_the_day():
    live = analytics()
    rows = [row(at=T0 - 86_400_001, micro=99), row(at=T0 - 5, micro=7), row(at=T0 - 4, micro=9), row(micro=None)]
    for one in rows:
        live.take((one,))
    assert live.totals(T0).largest is rows[2]


def test_a_filtered_total_counts_one_coin_or_venue():
    live = analytics()
    live.take((row(micro=3, of=INSTRUMENTS[0]), row(micro=4, of=INSTRUMENTS[3])))
    assert live.totals(T0, base="ETH").window("1h").total.short == 4
    assert live.totals(T0, venue=INSTRUMENTS[0].venue).window("1h").total.short == 3
    assert list(live.bases()) == ["ETH", "BTC"]


def test_what_is_over_a_day_old_is_let_go_of():
    live = analytics()
    live.take((row(at=T0),))
    live.totals(T0)
    for hour in range(3 * 24):
        live.totals(UnixMs(T0 + hour * 3_600_000))
    assert live._cells.newest_second == 0


def test_what_is_no_coin_counts_only_while_it_is_wanted_and_then_for_all_times():
    live = analytics()
    live.take((row(micro=7), row(micro=90, of=share()), row(micro=500, of=share("BTC"))))
    for wanted, micro, count, largest in ((False, 7, 1, 7), (True, 597, 3, 500), (False, 7, 1, 7)):
        live.count_tradfi(wanted)
        view = live.totals(T0)
        assert view.with_tradfi is wanted
        assert view.window("1h").total == SideTotal(short=micro, count=count)
        assert view.largest.notional == largest
        assert live.by_venue("1h") == {"bybit": SideTotal(short=micro, count=count)}
        assert live.by_base("1h")["BTC"].both == (507 if wanted else 7)
        assert ("NVDA" in live.by_base("1h")) is wanted
        assert live.totals(T0, base="BTC").window("1h").total.both == (507 if wanted else 7)
        query = TimelineQuery(DurationMs(60_000), None, None, "BTC")
        assert live.timeline(query, T0).short.sum() * 1e6 == micro


def test_bars_are_drawn_anew_when_it_is_switched():
    live = analytics()
    query = TimelineQuery(DurationMs(60_000), None, None, "BTC")
    before = live.timeline(query, T0).sealed_revision
    live.count_tradfi(False)
    assert live.timeline(query, T0).sealed_revision == before
    live.count_tradfi(True)
    assert live.timeline(query, T0).sealed_revision > before


def test_a_corrected_row_changes_the_amount_and_counts_no_second_time():
    live = analytics()
    live.take((row(micro=100, ident="1"), row(micro=30, ident="2")))
    assert live.totals(T0).largest.notional == 100
    live.take((msgspec.structs.replace(row(micro=90, ident="1"), corrects=MicroUsd(100)),))
    view = live.totals(T0)
    assert view.window("1h").total == SideTotal(short=120, count=2)
    assert view.largest.notional == 90
    live.take((msgspec.structs.replace(row(micro=500, ident="2"), corrects=MicroUsd(30)),))
    assert live.totals(T0).window("1h").total == SideTotal(short=590, count=2)


@dataclass(frozen=True)
class Chosen:
    """Some coins of some venues."""

    coins: frozenset[str]
    venues: frozenset[str]

    def holds(self, base, venue):
        return base in self.coins and venue in self.venues


CHOICES = st.builds(
    Chosen,
    st.frozensets(st.sampled_from(["BTC", "ETH", "DOGE"])),
    st.frozensets(st.sampled_from(["bybit", "okx"])),
)


@given(
    st.lists(ROWS, max_size=60),
    st.lists(st.tuples(st.integers(0, 90_000), st.sampled_from([10, 60, 77, 3_600, 86_400]), CHOICES), max_size=8),
)
def test_any_length_of_any_choice_is_the_sum_of_its_rows_whenever_it_is_first_asked(rows, asked):
    live, left, given = analytics(), list(rows), []
    at = T0 - 90_000_000
    for pause, seconds, chosen in sorted(asked, key=lambda one: one[0]):
        for _ in range(min(len(left), 9)):
            given.append(left.pop())
            live.take((given[-1],))
        at = UnixMs(max(at, T0 - 90_000_000 + pause * 1_000))
        live.step(at)
        # What the account let go of no window can hold again, as long as time goes on.
        known = [one for one in given if at // 1_000 - seconds < one.at // 1_000]
        wanted = [one for one in known if chosen.holds(one.instrument.base, one.instrument.venue)]
        assert live.trailing(seconds, chosen) == summed(wanted)
        assert live.trailing(seconds) == summed(known)


def summed(rows):
    long, short = (
        sum(one.notional or 0 for one in rows if one.position is side)
        for side in (PositionSide.LONG, PositionSide.SHORT)
    )
    return SideTotal(long, short, len(rows), sum(one.notional is None for one in rows))


def test_a_usual_length_gives_what_the_totals_give():
    live = analytics()
    live.restore([row(at=T0 - 7 * number, micro=number) for number in range(1, 999)])
    view = live.totals(T0)
    for name, span in WINDOWS.items():
        assert live.trailing(span // 1_000) == view.window(name).total


def test_a_choice_sees_coins_that_come_later_and_leaves_out_what_does_not_count():
    live = analytics()
    chosen = Chosen(frozenset({"BTC", "NVDA"}), frozenset({"bybit"}))
    live.take((row(micro=5), row(micro=3, of=share())))
    live.step(T0)
    assert live.trailing(45, chosen).both == 5
    live.take((row(micro=7, of=instrument("BTC", "okx")), row(micro=9, of=instrument("ETH")), row(micro=2)))
    live.step(T0)
    assert live.trailing(45, chosen).both == 7
    live.count_tradfi(True)
    assert live.trailing(45, chosen).both == 10
    assert live.trailing(45).both == 5 + 3 + 7 + 9 + 2


def test_a_length_nobody_asks_for_any_more_is_right_when_asked_again():
    live = analytics()
    live.take((row(micro=5),))
    live.step(T0)
    assert live.trailing(3_000).both == 5
    live.take((row(at=T0 + 700_000, micro=1),))
    live.step(UnixMs(T0 + 700_000))
    live.take((row(at=T0 + 701_000, micro=2),))
    live.step(UnixMs(T0 + 701_000))
    assert live.trailing(3_000).both == 8


def test_coins_are_asked_for_before_the_first_step():
    live = analytics()
    live.restore((row(at=T0, of=instrument("BTC", "bybit")), row(at=T0, of=instrument("ETH", "okx"))))
    assert live.bases() == []
    live.step(T0)
    assert set(live.bases()) == {"BTC", "ETH"}
