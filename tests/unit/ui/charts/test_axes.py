"""Labels of time, dollars and prices."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.axes import price_ticks, seconds, time_step, time_ticks, usd_ticks
from liqdesk.ui.charts.geometry import Heights

MIDNIGHT = UnixMs(1_768_262_400_000)
"""13 January 2026, 00:00 UTC."""
SPRING = UnixMs(1_774_746_000_000)
"""29 March 2026, 01:00 UTC: clocks in Berlin go from 02:00 to 03:00."""
AUTUMN = UnixMs(1_792_890_000_000)
"""25 October 2026, 01:00 UTC: clocks in Berlin go from 03:00 back to 02:00."""


NEW_YORK_SPRING = UnixMs(1_772_953_200_000)
"""8 March 2026, 07:00 UTC: clocks in New York go from 02:00 to 03:00."""
NEW_YORK_AUTUMN = UnixMs(1_793_512_800_000)
"""1 November 2026, 06:00 UTC: clocks in New York go from 02:00 back to 01:00."""


def clock_of(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("this system's zone cannot be set")
    monkeypatch.setenv("TZ", name)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from clock_of(monkeypatch, "Europe/Berlin")


@pytest.fixture
def new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield from clock_of(monkeypatch, "America/New_York")


def labels(start: int, hours: int, zone: Zone = Zone.LOCAL, count: float = 99) -> list[str]:
    return [text for _, text in time_ticks(start, start + hours * HOUR, count, zone)]


def test_utc_labels_and_the_day_at_midnight() -> None:
    assert labels(MIDNIGHT - HOUR, 2, Zone.UTC, 4) == ["23:00", "23:30", "13 Jan", "00:30", "01:00"]


def test_the_night_an_hour_is_missing(berlin: None) -> None:
    assert labels(SPRING - 2 * HOUR, 4, count=4) == ["29 Mar", "01:00", "03:00 CEST", "04:00", "05:00"]


def test_the_night_an_hour_comes_twice(berlin: None) -> None:
    assert labels(AUTUMN - 2 * HOUR, 4, count=4) == ["01:00", "02:00", "02:00 CET", "03:00", "04:00"]


def test_both_nights_in_new_york(new_york: None) -> None:
    assert labels(NEW_YORK_SPRING - 3 * HOUR, 5, count=5) == ["23:00", "8 Mar", "01:00", "03:00 EDT", "04:00", "05:00"]
    assert labels(NEW_YORK_AUTUMN - 3 * HOUR, 5, count=5) == ["23:00", "1 Nov", "01:00", "01:00 EST", "02:00", "03:00"]


@pytest.mark.parametrize("change", [NEW_YORK_SPRING, NEW_YORK_AUTUMN])
def test_labels_of_such_a_day_stand_an_hour_apart_in_time(new_york: None, change: UnixMs) -> None:
    places = [at for at, _ in time_ticks(change - 3 * HOUR, change + 3 * HOUR, 6, Zone.LOCAL)]
    assert [later - sooner for sooner, later in pairwise(places)] == [HOUR] * (len(places) - 1)


def test_wide_steps_stand_on_local_hours_on_both_sides_of_a_change(berlin: None) -> None:
    assert labels(SPRING - 7 * HOUR, 20, count=5) == ["20:00", "29 Mar", "04:00 CEST", "08:00", "12:00", "16:00"]


def test_no_more_labels_than_asked() -> None:
    for span in (10 * MINUTE, HOUR, 2 * HOUR, 8 * HOUR, 24 * HOUR):
        assert len(time_ticks(MIDNIGHT, MIDNIGHT + span, 6, Zone.UTC)) <= 7
        assert span / time_step(span, 6) <= 6


def test_dollars_have_no_sign() -> None:
    ticks = dict(usd_ticks(Heights(20e6, 10e6), 6))
    assert ticks[0.0] == "0"
    assert ticks[10e6] == "$10M"
    assert ticks[-5e6] == "$5M"
    assert not any("-" in text for text in ticks.values())


def test_prices_show_what_tells_them_apart() -> None:
    assert [text for _, text in price_ticks(94_010, 95_120, 5)] == ["94,500", "95,000"]
    assert [text for _, text in price_ticks(0.0000061, 0.0000064, 3)] == [
        "0.0000061",
        "0.0000062",
        "0.0000063",
        "0.0000064",
    ]


def test_pyqtgraph_counts_seconds() -> None:
    assert seconds(1_500) == 1.5


@pytest.mark.parametrize("zone", list(Zone))
@pytest.mark.parametrize("days", [20, 45, 90, 200, 365, 800, 4_000])
def test_long_stretches_are_labelled_by_the_calendar(berlin: None, zone: Zone, days: int) -> None:
    start = MIDNIGHT - days * DAY
    found = time_ticks(start, MIDNIGHT, 10, zone)
    assert 3 <= len(found) <= 12
    for at, label in found:
        shown = datetime.fromtimestamp(at / 1000, UTC)
        there = shown.astimezone(ZoneInfo("Europe/Berlin")) if zone is Zone.LOCAL else shown
        assert (there.hour, there.minute) == (0, 0), label
        assert there.day == 1 or days <= 200
    assert [at for at, _ in found] == sorted({at for at, _ in found})


def test_labels_of_a_year_are_months_with_the_year_in_january() -> None:
    assert [text for _, text in time_ticks(MIDNIGHT - 200 * DAY, MIDNIGHT, 8, Zone.UTC)] == [
        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "2026",
    ]  # fmt: skip


def test_labels_of_days_stay_where_they_are_while_time_goes_on() -> None:
    spans = [(MIDNIGHT - 40 * DAY + n * HOUR, MIDNIGHT + n * HOUR) for n in range(20)]
    labels_of = [{text for _, text in time_ticks(start, end, 10, Zone.UTC)} for start, end in spans]
    assert set.intersection(*labels_of) >= {"11 Dec", "16 Dec", "21 Dec", "26 Dec", "2026", "6 Jan", "11 Jan"}
