"""Reads recorded frames of one connection, line by line, and says of each what became of it."""

from collections.abc import Iterable, Iterator

from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import Clock
from liqdesk.engine.decoded import Decoded, DecodedOther, DecodedRow
from liqdesk.engine.intake import Intake
from liqdesk.venues.session import (
    Alive,
    HoldingSession,
    Leaving,
    Refused,
    Rejected,
    Send,
    Skipped,
    Subscribed,
    Unknown,
    VenueEvent,
    VenueSession,
    reports_among,
)
from liqdesk.venues.wire.frames import shown


def decode(session: VenueSession, lines: Iterable[bytes], intake: Intake, clock: Clock) -> Iterator[Decoded]:
    """Every non-empty line gives at least one answer, in order; `intake` should have no memory between frames.

    What still waits for a later line when there is none is told at the end, under the number of its own line.
    """
    numbers: list[int] = []
    holds = isinstance(session, HoldingSession)
    for number, raw in enumerate(lines, start=1):
        text = raw.strip().decode("utf-8", errors="replace")
        if text:
            if holds:
                numbers.append(number)
            yield from _line(number, session.received(text), intake, clock)
    if isinstance(session, HoldingSession):
        for frame, event in session.held():
            yield from _line(numbers[frame - 1], (event,), intake, clock)


def _line(number: int, events: Iterable[VenueEvent], intake: Intake, clock: Clock) -> Iterator[Decoded]:
    events = tuple(events)
    reports = reports_among(events)
    if reports:
        for entry in intake.take(reports, clock.now()):
            yield DecodedRow(number, entry)
        for rejection in intake.rejections:
            yield DecodedOther(number, "rejected", f"{shown(rejection.symbol)}: {rejection.reason}")
        intake.rejections.clear()
    others = [answer for event in events if (answer := _other(number, event)) is not None]
    faults = [answer for answer in others if answer.outcome != "ignored"]
    yield from faults
    if not reports and not faults:
        yield others[0] if others else DecodedOther(number, "ignored", "answered")


def _other(number: int, event: VenueEvent) -> DecodedOther | None:
    match event:
        case LiquidationReport() | Send():
            return None
        case PriceTick():
            return DecodedOther(number, "ignored", f"price of {event.symbol}")
        case Subscribed(topic):
            return DecodedOther(number, "ignored", f"subscribed to {topic}")
        case Alive(reason) | Leaving(reason) | Skipped(reason):
            return DecodedOther(number, "ignored", reason)
        case Refused(topic, reason):
            return DecodedOther(number, "rejected", f"refused {topic or 'a request'}: {reason}")
        case Rejected(reason):
            return DecodedOther(number, "rejected", reason)
        case Unknown(reason):
            return DecodedOther(number, "unknown", reason)
