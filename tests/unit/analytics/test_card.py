"""The card of an hour holds the bars, prices, gaps and coins of that hour and no others."""

import numpy as np

from liqdesk.analytics.card import CARD_COINS, COURSE_BARS, event_card, hour_card
from liqdesk.analytics.events import Course
from liqdesk.analytics.rank import Basis, Rank
from liqdesk.analytics.views import Coverage, Gap, SideTotal, TimelineQuery, TimelineView, WindowTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import HOUR, MINUTE, UnixMs
from tests.fakes.events import CLOSED, OPENED, entry, event, going_on
from tests.fakes.rows import T0, row

START = UnixMs(T0 - T0 % MINUTE)
AT = UnixMs(START + 3 * HOUR + 20_000)
TOTAL = WindowTotal("1h", SideTotal(1, 2, 3), Coverage(1.0, T0, False))


def day(minutes: int = 181) -> TimelineView:
    numbers = np.arange(minutes, dtype=float)
    at = START + MINUTE * np.arange(minutes)
    gaps = tuple(
        Gap(Span(UnixMs(START + a * MINUTE), UnixMs(START + b * MINUTE)), 1.0) for a, b in [(1, 2), (110, 130)]
    )
    query = TimelineQuery(MINUTE, None, None, "BTC")
    return TimelineView(query, START, numbers, -numbers, np.zeros(minutes, int), gaps, at, numbers, 0, True, AT)


def test_the_last_hour_of_the_day():
    card = hour_card(TOTAL, day(), Span(UnixMs(AT - HOUR), AT), {}, row(), (5, 6), "largest hour in 9 recorded days")
    assert card.start == START + 120 * MINUTE
    assert card.long.tolist() == list(range(120, 181))
    assert card.short[0] == -120
    assert card.price_at[0] == START + 121 * MINUTE
    assert [gap.span.start for gap in card.gaps] == [START + 110 * MINUTE]
    assert card.notes == (("Rank", "largest hour in 9 recorded days"),)
    assert card.largest == row()


def test_a_record_shorter_than_the_hour_is_shown_whole():
    card = hour_card(TOTAL, day(31), Span(UnixMs(START - HOUR), AT), {}, None, (5, 6))
    assert (card.start, len(card.long), card.notes) == (START, 31, ())


def test_the_largest_coins_come_first_and_those_without_money_not_at_all():
    coins = {f"C{number}": SideTotal(number * 10, number) for number in range(9)}
    card = hour_card(TOTAL, day(), Span(UnixMs(AT - HOUR), AT), coins, None, (1, 1))
    assert [base for base, _ in card.coins] == [f"C{number}" for number in range(8, 8 - CARD_COINS, -1)]
    assert hour_card(TOTAL, day(), Span(UnixMs(AT - HOUR), AT), {"X": SideTotal()}, None, (1, 1)).coins == ()


def test_an_event_is_folded_into_few_bars_that_sum_to_the_same():
    card = event_card(entry(rank=Rank(3, 984, 41, 99.7, Basis(("bybit",)))))
    assert card.span == Span(OPENED, CLOSED)
    assert (card.bucket, len(card.short)) == (4_000, 150)
    assert len(card.short) <= COURSE_BARS
    assert card.short.sum() == sum(event().course.short) / 1e6
    assert card.price_base == "BTC"
    assert [caption for caption, _ in card.notes] == ["Peak minute", "Largest order seen", "Its hour"]
    assert dict(card.notes)["Its hour"] == "3rd largest short hour in 41 recorded days"


def test_an_event_that_has_just_opened_ends_where_its_course_does():
    card = event_card(entry(going_on(course=Course(OPENED, (), (), (), ()), largest=())))
    assert card.span == Span(OPENED, UnixMs(OPENED + 1_000))
    assert (card.long.tolist(), card.short.tolist(), len(card.price)) == ([0.0], [0.0], 0)
    assert [caption for caption, _ in card.notes] == ["Peak minute"]


def test_a_coins_event_shows_its_own_price_and_too_short_a_record_no_rank():
    card = event_card(entry(event(scope="SOL"), rank=Rank(1, 30, 1, 100.0, Basis(("bybit",)))))
    assert card.price_base == "SOL"
    assert "Its hour" not in dict(card.notes)
