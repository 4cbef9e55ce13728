"""A wall clock that jumps and a computer that sleeps, before every venue at once."""

from itertools import pairwise

import pytest

from liqdesk.domain.feed_state import COVERING
from liqdesk.domain.time import DAY, HOUR, SECOND, DurationMs
from liqdesk.simulator.publishing import FEEDS
from tests.fakes.street import Seen, Street, on_the_street

WARM = 60.0
JUMPS = (DAY, -DAY, HOUR, -HOUR, 90 * SECOND, -90 * SECOND, 2 * DAY, -2 * DAY, DAY, -DAY) * 2


def lost(seen: Seen, until: float) -> list[object]:
    """What was sent and did not arrive."""
    return [
        (one.at, one.key) for one in seen.sendings.values() if one.copies and one.at < until and not seen.rows[one.key]
    ]


def test_twenty_jumps_of_the_wall_clock_cost_no_connection_and_no_event() -> None:
    async def jump(street: Street) -> None:
        await street.until(WARM)
        for number, by in enumerate(JUMPS):
            street.clock.jump(DurationMs(by))
            await street.until(WARM + 10 * (number + 1))
        await street.until(WARM + 10 * len(JUMPS) + 20)

    seen = on_the_street((), jump)
    end = WARM + 10 * len(JUMPS)
    assert seen.errors == []
    assert [(feed, at) for feed in FEEDS for at in seen.dials[feed] if at > WARM - 20] == []
    assert [
        (lane, at, state)
        for lane, told in seen.states.items()
        for at, state in told
        if at > WARM and state not in COVERING
    ] == []
    assert lost(seen, end) == []
    assert all(start < until for spans in seen.spans.values() for start, until in spans.items())


@pytest.mark.parametrize("length", [20, 600, 8 * 3_600])
def test_after_a_sleep_every_connection_has_proved_itself_or_been_replaced_within_ten_seconds(length: int) -> None:
    """The lines die with the network while the wall clock alone goes on, as a suspended computer sees it."""

    async def sleep(street: Street) -> None:
        await street.until(WARM)
        for clock in (street.clock, street.world):
            clock.jump(DurationMs(length * SECOND))
        street.cut()
        await street.until(WARM + 45)

    seen = on_the_street((), sleep)
    assert seen.errors == []
    slept = seen.began + round(WARM * SECOND)
    for lane, told in seen.states.items():
        if lane.endswith("/list"):
            continue
        patience = 10
        later = [(at, state) for at, state in told if at <= WARM + patience]
        assert later[-1][1] in COVERING, (lane, later)
        spans = sorted(seen.spans[lane].items())
        holes = [(until, start) for (_, until), (start, _) in pairwise(spans) if until >= slept - 7_000]
        assert len(holes) == 1, (lane, spans)
        assert holes[0][0] <= slept + 1_500
        assert holes[0][1] >= slept + length * SECOND
