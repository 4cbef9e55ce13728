"""A cell can fail: broken adapters, impolite dialling and dishonest spans are found, each by the check that is there for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count

import msgspec
import pytest

from liqdesk.domain.feed_state import LaneId, LaneState
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.domain.venue import VenueId, VenueInfo
from liqdesk.venues.registry import VENUES
from liqdesk.venues.session import (
    Addresses,
    Alive,
    ConnectionPlan,
    InstrumentPage,
    Post,
    Skipped,
    Venue,
    VenueEvent,
    VenueSession,
)
from tests.fakes.street import Seen, Sending
from tests.faults.cases import BEGIN, CASES, Case
from tests.faults.judge import Judge
from tests.faults.play import play

OKX = VenueId("okx")
NOTHING = CASES[0]

Change = Callable[[Sequence[VenueEvent]], Sequence[VenueEvent]]


class Broken:
    """A session that hears well and tells badly."""

    def __init__(self, inner: VenueSession, change: Change) -> None:
        self._inner = inner
        self._change = change

    def opened(self) -> Sequence[VenueEvent]:
        return self._inner.opened()

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        return self._change(self._inner.received(frame))

    def keepalive(self) -> Sequence[VenueEvent]:
        return self._inner.keepalive()

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        return self._inner.follow(symbols)


@dataclass
class BrokenVenue:
    """A venue of the registry with its sessions, or its plan, broken."""

    inner: Venue
    change: Change = tuple
    replan: Callable[[ConnectionPlan], ConnectionPlan] = lambda plan: plan

    @property
    def info(self) -> VenueInfo:
        return self.inner.info

    @property
    def addresses(self) -> Addresses:
        return self.inner.addresses

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        return [self._broken(self.replan(plan)) for plan in self.inner.plan(instruments, addresses)]

    def _broken(self, plan: ConnectionPlan) -> ConnectionPlan:
        return replace(plan, new_session=lambda: Broken(plan.new_session(), self.change))

    def instrument_urls(self, addresses: Addresses) -> Sequence[str | Post]:
        return self.inner.instrument_urls(addresses)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        return self.inner.read_instruments(page, url)

    def infer(self, symbol: str) -> Instrument | None:
        return self.inner.infer(symbol)

    def decoder(self) -> VenueSession:
        return self.inner.decoder()


def found_in(case: Case, broken: BrokenVenue) -> dict[str, list[str]]:
    return Judge(case, play(case, {**VENUES, OKX: broken})).findings()


def the(name: str) -> Case:
    return next(case for case in CASES if case.name == name)


def losing() -> Change:
    """Every fourth liquidation is not told."""
    numbers = count()
    return lambda events: [
        Skipped("oops") if isinstance(event, LiquidationReport) and next(numbers) % 4 == 0 else event
        for event in events
    ]


def inflating(events: Sequence[VenueEvent]) -> Sequence[VenueEvent]:
    return [
        msgspec.structs.replace(event, size=event.size * 10) if isinstance(event, LiquidationReport) else event
        for event in events
    ]


def breaking() -> Change:
    numbers = count()

    def change(events: Sequence[VenueEvent]) -> Sequence[VenueEvent]:
        if next(numbers) == 12:
            raise ZeroDivisionError("twelve")
        return events

    return change


def hearing_nothing(events: Sequence[VenueEvent]) -> Sequence[VenueEvent]:
    return [Alive("nothing") for event in events if not isinstance(event, LiquidationReport)] or [Alive("nothing")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (losing(), "events lost"),
        (inflating, "events counted that were not sent"),
        (hearing_nothing, "not live again"),
    ],
    ids=["losing", "inflating", "hearing nothing"],
)
def test_a_broken_session_fails_its_own_cell_and_no_other(change: Change, said: str) -> None:
    found = found_in(NOTHING, BrokenVenue(VENUES[OKX], change))
    assert list(found) == ["okx"]
    assert said in " ".join(found["okx"])


@pytest.mark.expected_log("ERROR liqdesk.feed.manager: okx: part public broke and begins again")
def test_a_session_that_raises_fails_its_cell() -> None:
    found = found_in(NOTHING, BrokenVenue(VENUES[OKX], breaking()))
    assert list(found) == ["okx"]
    assert "broke and begins again" in " ".join(found["okx"])


def test_a_plan_that_believes_too_long_is_shown_live_in_a_stall() -> None:
    def patient(plan: ConnectionPlan) -> ConnectionPlan:
        return replace(plan, silence_limit=MINUTE)

    found = found_in(the("stall 40 s"), BrokenVenue(VENUES[OKX], replan=patient))
    assert list(found) == ["okx"]
    assert "was shown live" in found["okx"][0]


LANE = LaneId("okx/public")


def a_good_scene(case: Case) -> Seen:
    """OKX as it is when nothing is wrong."""
    seen = Seen()
    seen.venue_of[LANE] = OKX
    seen.states[LANE] = [(0.0, LaneState.CONNECTING), (1.0, LaneState.LIVE)]
    seen.spans[LANE] = {UnixMs(1_000): UnixMs(round(case.runs_for * 1_000))}
    seen.attended["okx"] = [(at / 4, True) for at in range(int(case.runs_for) * 4)]
    for number in range(int(case.runs_for)):
        key = ("okx", "BTC-USDT-SWAP", "long", number, number)
        seen.sendings[number] = Sending(key, float(number), 1)
        seen.rows[key] = 1
    return seen


def okx(case: Case, seen: Seen) -> str:
    return " ".join(Judge(case, seen).findings().get("okx", []))


def test_the_judge_has_nothing_against_a_good_scene() -> None:
    assert okx(NOTHING, a_good_scene(NOTHING)) == ""


def test_the_judge_counts_connects() -> None:
    seen = a_good_scene(NOTHING)
    seen.dials["okx"] = [float(at) for at in range(21)]
    assert "21 connects in 20 s" in okx(NOTHING, seen)


@pytest.mark.parametrize("asks", ["dials", "pages"])
def test_the_judge_minds_a_stated_time(asks: str) -> None:
    case = the("refuse 429;Retry-After=200, 40 s")
    seen = a_good_scene(case)
    seen.dials["okx"] = [0.0, BEGIN + 0.5]
    getattr(seen, asks)["okx"].append(BEGIN + 199)
    assert "told to wait 200 s" in okx(case, seen)


def test_the_judge_minds_probes_of_a_blocked_venue() -> None:
    case = the("refuse 451, 3000 s")
    seen = a_good_scene(case)
    seen.dials["okx"] = [0.0, BEGIN + 0.5, BEGIN + 1_800.0, BEGIN + 2_400.0]
    assert "two probes" in okx(case, seen)


def test_the_judge_minds_coverage_over_an_outage_twice_and_with_holes() -> None:
    seen = a_good_scene(NOTHING)
    seen.attended["okx"] = [(at, not 70 <= at < 75) for at, _ in seen.attended["okx"]]
    assert "over an outage from 70.0 to 75.0" in okx(NOTHING, seen)
    end = UnixMs(round(NOTHING.runs_for * 1_000))
    seen = a_good_scene(NOTHING)
    seen.spans[LANE] = {UnixMs(1_000): UnixMs(50_000), UnixMs(40_000): end}
    assert "counts 40.0 to 50.0 twice" in okx(NOTHING, seen)
    seen.spans[LANE] = {UnixMs(1_000): UnixMs(50_000), UnixMs(52_000): end}
    assert "a hole from 50.0 to 52.0" in okx(NOTHING, seen)


def test_the_judge_counts_doubles() -> None:
    seen = a_good_scene(NOTHING)
    seen.rows["okx", "BTC-USDT-SWAP", "long", 70, 70] += 1
    assert "1 events counted that were not sent" in okx(NOTHING, seen)
