"""The archive's answers fit together: bars, parts, days, hours and sizes of a stretch are the same rows."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.past.clock import in_utc
from liqdesk.analytics.past.views import PastQuery
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.archive import PRICES, VOUCHED, Past
from liqdesk.engine.ports import PricePoint
from tests.fakes.archived import MemoryArchive
from tests.fakes.looped import on_loop
from tests.fakes.rows import info, instrument, row

BYBIT, OKX = VenueId("bybit"), VenueId("okx")
INFOS = {BYBIT: info("bybit"), OKX: info("okx", Completeness.SAMPLED)}
OF = (instrument("BTC"), instrument("ETH"), instrument("BTC", "okx"))
SPRING = round(
    datetime(2026, 3, 28, tzinfo=UTC).timestamp() * 1000
)  # the night after, clocks in Europe are put forward
EPOCH = date(1970, 1, 1)
DAYS = 5
NOW = UnixMs(SPRING + DAYS * DAY)
WHOLE = PastQuery(Span(UnixMs(SPRING), NOW))


def in_zone(name):
    zone = ZoneInfo(name)

    def ahead(at):
        return round(datetime.fromtimestamp(at / 1000, UTC).astimezone(zone).utcoffset().total_seconds() * 1000)

    return ahead


def past(archive, now=NOW, listening=()):
    return Past(archive, INFOS, lambda: now, lambda: listening)


@on_loop
async def test_a_venue_that_never_delivered_is_missed_from_the_start_of_the_session():
    archive = MemoryArchive()
    archive.cover("bybit", NOW - 2 * HOUR, NOW - HOUR)
    archive.cover("bybit", NOW - HOUR, NOW)
    clock = [UnixMs(NOW - HOUR)]
    asked = Past(archive, INFOS, lambda: clock[0], lambda: (BYBIT, OKX))
    clock[0] = NOW
    query = PastQuery(Span(UnixMs(NOW - 2 * HOUR), NOW))
    told = (await asked.bars(query, HOUR, "BTC")).coverage
    assert (told.share, told.missing) == (pytest.approx(2 / 3), ("Okx",))


rows = st.lists(
    st.builds(
        lambda at, micro, side, of, number: row(SPRING + at, micro, side, of, occurrence=number),
        st.integers(0, DAYS * DAY - 1),
        st.none() | st.integers(1, 10**12),
        st.sampled_from(PositionSide),
        st.sampled_from(OF),
        st.integers(0, 2**40),
    ),
    max_size=20,
    unique_by=lambda one: one.key,
)
stretches = st.tuples(st.integers(0, DAYS * 1440 - 1), st.integers(1, DAYS * 1440)).map(
    lambda pair: PastQuery(
        Span(UnixMs(SPRING + pair[0] * MINUTE), UnixMs(SPRING + min(DAYS * 1440, sum(pair)) * MINUTE))
    )
)


def amounts(total):
    return total.long, total.short, total.count, total.unvalued


@given(rows, stretches, st.sampled_from((MINUTE, 15 * MINUTE, HOUR, 4 * HOUR, DAY)))
@on_loop
async def test_bars_and_parts_hold_the_total(entries, query, bucket):
    asked = past(MemoryArchive(entries))
    bars = await asked.bars(query, bucket, "BTC")
    parts = await asked.parts(query)
    assert amounts(parts.total) == amounts(bars.total)
    for named in (parts.coins, parts.venues):
        assert [sum(column) for column in zip(*(amounts(one.total) for one in named), strict=True)] == (
            list(amounts(bars.total)) if named else []
        )
        assert list(named) == sorted(named, key=lambda one: -one.total.both)
    whole = await asked.bars(query.outward(bucket), bucket, "BTC")
    sums = [int(column.sum()) for column in (whole.long, whole.short, whole.rows, whole.unvalued)]
    assert tuple(sums) == amounts(whole.total)
    assert (bars.start, bars.end) == (query.outward(bucket).span.start, query.outward(bucket).span.end)


@given(rows, st.sampled_from(("UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe")))
@on_loop
async def test_days_and_hours_are_those_of_the_wall(entries, zone):
    asked = past(MemoryArchive(entries))
    there = ZoneInfo(zone)
    days = await asked.days(WHOLE, in_zone(zone))
    profile = await asked.profile(WHOLE, in_zone(zone))
    by_day, by_hour = {}, [0] * 24
    for one in entries:
        shown = datetime.fromtimestamp(one.at / 1000, UTC).astimezone(there)
        number = (shown.date() - EPOCH).days
        by_day[number] = by_day.get(number, 0) + (one.notional or 0)
        by_hour[shown.hour] += one.notional or 0
    assert {day.number: day.total.both for day in days.days if day.total.count} == by_day
    assert (profile.long + profile.short).tolist() == by_hour
    assert int(profile.rows.sum()) == len(entries)


@given(rows, stretches)
@on_loop
async def test_sizes_hold_every_valued_order(entries, query):
    asked = past(MemoryArchive(entries))
    sizes = await asked.sizes(query)
    total = (await asked.bars(PastQuery(sizes.span), MINUTE, "BTC")).total
    assert sum(one.rows for one in sizes.bins) == total.count - total.unvalued
    assert sum(one.long + one.short for one in sizes.bins) == total.both
    assert sizes.unvalued == total.unvalued
    assert all(a.until == b.least for a, b in zip(sizes.bins, sizes.bins[1:], strict=False))


@on_loop
async def test_a_clock_put_forward_makes_a_short_day():
    archive = MemoryArchive()
    archive.cover("bybit", SPRING, NOW)
    days = (await past(archive).days(WHOLE, in_zone("Europe/Berlin"))).days
    assert [round((day.span.end - day.span.start) / HOUR) for day in days] == [24, 23, 24, 24, 24, 24]
    profile = await past(archive).profile(WHOLE, in_zone("Europe/Berlin"))
    assert profile.watched[2] == DAYS - 1  # the hour that was left out that night
    assert profile.watched[3] == DAYS


@on_loop
async def test_coverage_is_told_for_each_bar_and_the_whole():
    archive = MemoryArchive([row(SPRING + HOUR, 10**9)])
    archive.cover("bybit", SPRING, SPRING + 6 * HOUR)
    archive.cover("bybit", SPRING + 8 * HOUR, NOW)
    bars = await past(archive).bars(PastQuery(Span(UnixMs(SPRING), UnixMs(SPRING + 10 * HOUR))), HOUR, "BTC")
    assert bars.share.tolist() == [1.0] * 6 + [0.0] * 2 + [1.0] * 2
    (gap,) = bars.gaps
    assert (gap.span.start - SPRING, gap.span.end - SPRING, gap.missing) == (6 * HOUR, 8 * HOUR, 1.0)
    assert bars.coverage.share == pytest.approx(0.8)
    assert bars.coverage.missing == ("Bybit",)


@on_loop
async def test_time_to_come_is_no_gap_and_a_venue_that_went_silent_is():
    archive = MemoryArchive()
    archive.cover("bybit", SPRING, SPRING + 2 * HOUR)
    day = PastQuery(Span(UnixMs(SPRING), UnixMs(SPRING + DAY)))
    now = UnixMs(SPRING + 3 * HOUR + 30 * MINUTE)
    bars = await past(archive, now, {BYBIT}).bars(day, HOUR, "BTC")
    assert bars.share.tolist() == [1.0, 1.0, 0.0, 0.0] + [1.0] * 20
    assert bars.coverage.share == pytest.approx(2 / 3.5)
    just = UnixMs(SPRING + 2 * HOUR + VOUCHED)
    assert (await past(archive, just, {BYBIT}).bars(day, HOUR, "BTC")).gaps == ()


@on_loop
async def test_a_choice_of_venues_asks_for_their_time_alone():
    archive = MemoryArchive([row(SPRING, 10**9, of=OF[2])])
    archive.cover("bybit", SPRING, SPRING + HOUR)
    archive.cover("okx", SPRING, NOW)
    archive.cover("bybit", NOW - HOUR, NOW)
    query = PastQuery(WHOLE.span, Choice(venues=frozenset({OKX})))
    assert (await past(archive).bars(query, HOUR, "BTC")).gaps == ()
    assert (await past(archive).parts(query)).venues[0].coverage.missing == ()
    assert (await past(archive).parts(WHOLE)).coverage.missing == ("Bybit",)


@on_loop
async def test_the_price_stands_at_the_start_of_its_bar():
    archive = MemoryArchive([row(SPRING)])
    archive.price(PricePoint("BTC", BYBIT, UnixMs(SPRING + n * HOUR - 1_000), 100.0 + n) for n in range(1, 4))
    bars = await past(archive).bars(WHOLE, HOUR, "BTC")
    assert bars.price.tolist() == [101.0, 102.0, 103.0]
    assert bars.price_at.tolist() == [SPRING + n * HOUR - 1_000 for n in range(1, 4)]


@on_loop
async def test_orders_say_from_when_on_they_are_kept():
    archive = MemoryArchive([row(SPRING + n * DAY, 10**10 + n, occurrence=n) for n in range(4)])
    asked = past(archive)
    whole = await asked.largest(WHOLE, 2)
    assert ([one.notional for one in whole.orders], whole.since) == ([10**10 + 3, 10**10 + 2], None)
    archive.prune(SPRING + 2 * DAY)
    left = await asked.largest(WHOLE, 5)
    assert ([one.notional for one in left.orders], left.since) == ([10**10 + 3, 10**10 + 2], SPRING + 2 * DAY)
    late = PastQuery(Span(UnixMs(SPRING + 2 * DAY), NOW))
    assert (await asked.largest(late, 5)).since is None
    day = PastQuery(Span(UnixMs(SPRING + HOUR), UnixMs(SPRING + 2 * HOUR)))
    sizes = await asked.sizes(day)  # of the sums, because the orders are gone
    assert (sizes.span.end - sizes.span.start, sum(one.rows for one in sizes.bins)) == (DAY, 1)


@on_loop
async def test_trouble_is_told():
    archive = MemoryArchive()
    archive.trouble = "the disk is full"
    asked = past(archive)
    assert asked.exists()
    for question in (
        asked.extent(),
        asked.bars(WHOLE, HOUR, "BTC"),
        asked.parts(WHOLE),
        asked.days(WHOLE, in_utc),
        asked.profile(WHOLE, in_utc),
        asked.largest(WHOLE, 1),
        asked.sizes(WHOLE),
    ):
        with pytest.raises(ExpectedFailure, match="the disk is full"):
            await question


@on_loop
async def test_a_mean_hour_is_of_the_watched_ones():
    archive = MemoryArchive([row(SPRING + HOUR, 4_000_000)])
    archive.cover("bybit", SPRING + HOUR, SPRING + 2 * HOUR)
    archive.cover("bybit", SPRING + 25 * HOUR, SPRING + 25 * HOUR + 30 * MINUTE)
    profile = await past(archive).profile(WHOLE, in_utc)
    assert profile.watched[1] == pytest.approx(1.5)
    assert profile.hourly(profile.short)[1] == pytest.approx(4 / 1.5)
    assert str(profile.hourly(profile.short)[0]) == "nan"


@on_loop
async def test_bars_may_be_asked_for_around_the_stretch_that_is_summed():
    archive = MemoryArchive([row(SPRING + n * HOUR, 10 + n) for n in range(6)])
    query = PastQuery(Span(UnixMs(SPRING + 2 * HOUR), UnixMs(SPRING + 4 * HOUR)))
    bars = await past(archive).bars(query, HOUR, "BTC", Span(UnixMs(SPRING), UnixMs(SPRING + 6 * HOUR)))
    assert bars.short.tolist() == [10, 11, 12, 13, 14, 15]
    assert (bars.total.short, bars.total.count) == (12 + 13, 2)


@on_loop
async def test_the_newest_price_is_told_though_no_bar_began_since():
    archive = MemoryArchive()
    archive.price([PricePoint("BTC", BYBIT, UnixMs(NOW + 20 * MINUTE), 99.0)])
    for now, told in ((NOW + 10 * MINUTE, []), (NOW + 21 * MINUTE, [99.0])):
        bars = await past(archive, UnixMs(now)).bars(PastQuery(Span(NOW, UnixMs(NOW + HOUR))), HOUR, "BTC")
        assert bars.price.tolist() == told


@on_loop
async def test_a_long_line_of_prices_is_thinned():
    archive = MemoryArchive([row(SPRING)])
    archive.price(PricePoint("BTC", BYBIT, UnixMs(SPRING + n * MINUTE), 1.0 + n) for n in range(DAYS * 1440))
    bars = await past(archive).bars(WHOLE, MINUTE, "BTC")
    assert PRICES / 2 < len(bars.price) <= PRICES
    assert bars.price[0] == 1.0
