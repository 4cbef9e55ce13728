"""What keeps alerts quiet, and the digest of what was folded."""

from collections.abc import Callable

import pytest

from liqdesk.alerts.alert import Held, Word
from liqdesk.alerts.budget import FLOOD_LIMIT, Budget, next_time, until_tomorrow
from liqdesk.analytics.events import Level
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, HOUR, MINUTE, SECOND, UnixMs
from liqdesk.settings.alerting import AlertSettings, QuietHours
from tests.fakes.judging import kept_alert, utc_minute_of_day

MIDNIGHT = UnixMs(1_768_262_400_000)
"""13 January 2026, 00:00 UTC."""


def at(hours: float) -> UnixMs:
    return UnixMs(MIDNIGHT + round(hours * HOUR))


def budget(source: str = "live", **settings: object) -> Budget:
    return Budget(AlertSettings(**settings), utc_minute_of_day, source)


def test_the_hours_budget_is_spent_and_comes_back():
    mine = budget(hourly_budget=2)
    held = [mine.weigh(at(12 + n / 60), Level.ALERT) for n in range(3)]
    assert held == [Held.NOT, Held.NOT, Held.BUDGET]
    assert mine.used(at(12.5)) == 2
    assert mine.quiet(at(12.5)) == ("The hour's alerts are told; only critical ones still come", at(13))
    assert mine.weigh(at(13), Level.ALERT) is Held.NOT


def test_critical_words_pass_the_budget_and_count():
    mine = budget(hourly_budget=1)
    assert [mine.weigh(at(12), Level.CRITICAL) for _ in range(3)] == [Held.NOT] * 3
    assert mine.used(at(12)) == 3
    assert mine.weigh(at(12), Level.WATCH) is Held.BUDGET


def test_a_flood_stops_at_ten_even_critical_ones_until_there_is_room():
    mine = budget(hourly_budget=60)
    held = [mine.weigh(UnixMs(at(12) + n * SECOND), Level.CRITICAL) for n in range(FLOOD_LIMIT + 2)]
    assert held == [Held.NOT] * FLOOD_LIMIT + [Held.FLOOD] * 2
    assert mine.quiet(UnixMs(at(12) + MINUTE))[1] == UnixMs(at(12) + 10 * MINUTE)
    assert mine.weigh(UnixMs(at(12) + 10 * MINUTE), Level.WATCH) is Held.NOT


@pytest.mark.parametrize(
    ("hold", "held", "sentence"),
    [
        (lambda mine: mine.mute(True), Held.MUTED, "Muted"),
        (lambda mine: mine.snooze(at(13)), Held.SNOOZED, "Snoozed"),
        (lambda mine: mine.apply(AlertSettings(enabled=False)), Held.SWITCHED_OFF, "Alerts are switched off"),
    ],
)
def test_what_holds_everything_back_says_so(hold: Callable[[Budget], None], held: Held, sentence: str):
    mine = budget()
    hold(mine)
    assert mine.weigh(at(12), Level.CRITICAL) is held
    assert mine.quiet(at(12))[0] == sentence
    assert mine.used(at(12)) == 0


def test_a_snooze_ends_by_itself_and_a_mute_does_not():
    mine = budget()
    mine.snooze(at(13))
    assert mine.quiet(at(12)) == ("Snoozed", at(13))
    assert mine.weigh(at(13), Level.WATCH) is Held.NOT
    mine.mute(True)
    assert mine.quiet(at(13)) == ("Muted", None)
    mine.mute(False)
    assert mine.quiet(at(14)) == ("", None)


def test_a_recording_is_never_told_and_a_demo_is():
    assert budget("replay").weigh(at(12), Level.CRITICAL) is Held.REPLAYED
    assert budget("demo").weigh(at(12), Level.CRITICAL) is Held.NOT


@pytest.mark.parametrize(
    ("start", "end", "hour", "held"),
    [
        ("22:00", "07:00", 23, Held.QUIET),
        ("22:00", "07:00", 6.99, Held.QUIET),
        ("22:00", "07:00", 7, Held.NOT),
        ("22:00", "07:00", 21.99, Held.NOT),
        ("12:00", "13:00", 12.5, Held.QUIET),
        ("12:00", "13:00", 13, Held.NOT),
    ],
)
def test_quiet_hours_may_reach_over_midnight(start: str, end: str, hour: float, held: Held):
    mine = budget(quiet=QuietHours(enabled=True, start=start, end=end))
    assert mine.weigh(at(hour), Level.ALERT) is held


def test_who_is_heard_in_quiet_hours():
    mine = budget(quiet=QuietHours(enabled=True))
    assert mine.weigh(at(23), Level.CRITICAL) is Held.NOT
    assert mine.weigh(at(23), Level.WATCH, keeps_quiet_hours=False) is Held.NOT
    assert mine.quiet(at(23)) == ("Quiet hours", at(31))
    strict = budget(quiet=QuietHours(enabled=True, critical=False))
    assert strict.weigh(at(23), Level.CRITICAL) is Held.QUIET


def test_what_is_folded_is_told_once_after_a_minute():
    mine = budget(hourly_budget=1)
    for number, usd in enumerate((3, 7, 5)):
        mine.fold(at(12), kept_alert(id=str(number), micro=MicroUsd(usd)), Held.BUDGET)
    mine.fold(at(12), kept_alert(id="0", micro=MicroUsd(4)), Held.BUDGET)
    assert mine.digest(UnixMs(at(12) + MINUTE - 1)) is None
    digest = mine.digest(UnixMs(at(12) + MINUTE))
    assert digest is not None
    assert (digest.words, digest.alerts, digest.largest.id, digest.why) == (4, 3, "1", Held.BUDGET)
    assert mine.digest(at(13)) is None


def test_a_second_digest_of_the_budget_waits_for_the_hour():
    mine = budget()
    mine.fold(at(12), kept_alert(), Held.BUDGET)
    assert mine.digest(at(12.1)) is not None
    mine.fold(at(12.2), kept_alert(), Held.BUDGET)
    assert mine.digest(at(13)) is None
    assert mine.digest(at(13.1)) is not None


def test_a_critical_alert_folded_by_a_flood_is_told_of_at_once():
    mine = budget()
    mine.fold(at(12), kept_alert(level=Level.CRITICAL), Held.FLOOD)
    assert mine.digest(at(12)) is not None


def test_a_digest_waits_for_the_end_of_a_silence():
    mine = budget()
    mine.fold(at(12), kept_alert(), Held.BUDGET)
    mine.mute(True)
    assert mine.digest(at(12.5)) is None
    mine.mute(False)
    assert mine.digest(at(12.5)) is not None


def test_what_an_earlier_run_told_counts():
    mine = budget(hourly_budget=2)
    told = kept_alert(words=(Word(at(11.5), Level.WATCH, None), Word(at(11.6), Level.WATCH, None, Held.MUTED)))
    mine.recall([told])
    assert mine.used(at(12)) == 1


def changing(change_at: UnixMs, before: int, after: int) -> Callable[[UnixMs], int]:
    """A clock that is so many minutes ahead of UTC before a moment and so many after it."""
    return lambda moment: (moment + (before if moment < change_at else after) * MINUTE) % DAY // MINUTE


@pytest.mark.parametrize(("before", "after", "hours"), [(0, 0, 31), (0, 60, 30), (60, 0, 31)])
def test_the_next_seven_o_clock_also_over_a_change_of_clocks(before: int, after: int, hours: int):
    clock = changing(at(25), before, after)
    found = next_time(7 * 60, at(23), clock)
    assert found == at(hours)
    assert clock(found) == 7 * 60


def test_tomorrow_begins_at_six():
    assert until_tomorrow(at(12), utc_minute_of_day) == at(30)
    assert until_tomorrow(at(23.9), utc_minute_of_day) == at(30)
    assert until_tomorrow(at(0.5), utc_minute_of_day) == at(30)
