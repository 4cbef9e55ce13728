"""An event in words: its name, its story in a sentence, and each test of its evidence as a person reads it."""

from datetime import UTC, datetime

from liqdesk.analytics.events import MARKET, Event, EventKind, EventState, Evidence
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import usd_text

KINDS = {
    EventKind.SHORT_SQUEEZE: "short squeeze",
    EventKind.LONG_FLUSH: "long flush",
    EventKind.TWO_SIDED: "two-sided liquidations",
}
COINS_NAMED = 2


def event_name(event: Event) -> str:
    """`Short squeeze, market-wide`, `Long flush of SOL`."""
    kind = KINDS[event.kind]
    named = f"{kind}, market-wide" if event.scope == MARKET else f"{kind} of {event.scope}"
    return named[0].upper() + named[1:]


def event_story(event: Event) -> str:
    """What happened, when, how much with how whole it is, on which side, where and how the price answered."""
    at_least = "at least " if event.coverage.at_least else ""
    confirmed = "confirmed" if event.confirmed else "not confirmed"
    lasting = f"since {_clock(event.opened_at)} UTC"
    if event.closed_at is not None:
        minutes, seconds = divmod((event.closed_at - event.opened_at) // 1_000, 60)
        lasting = f"{minutes} min {seconds:02d} s from {_clock(event.opened_at)} UTC"
    parts = [
        f"{event_name(event)}, {confirmed}, {lasting}: {at_least}{usd_text(event.both)} liquidated, {_sides(event)}."
    ]
    if event.scope == MARKET:
        coins = ", ".join(f"{share.name} {usd_text(share.both)}" for share in event.bases[:COINS_NAMED])
        parts.append(f"{coins} of {len(event.bases)} coins." if coins else "")
    moved = [f"{base} {value:+.2f} %" for base, value in event.price_changes.items() if value is not None]
    if moved:
        parts.append(f"Price: {', '.join(moved[:COINS_NAMED])}.")
    return " ".join(part for part in parts if part)


def _sides(event: Event) -> str:
    sides = [(PositionSide.SHORT, event.short), (PositionSide.LONG, event.long)]
    sides.sort(key=lambda side: -side[1])
    (first, more), (second, less) = sides
    share = f" ({round(100 * more / event.both)} %)" if event.both else ""
    return f"{usd_text(more)} {first}s{share} and {usd_text(less)} {second}s"


def wave_words(event: Event) -> str:
    """`wave 4, growing` while it goes on; how many there were afterwards."""
    count = len(event.waves)
    if event.state is EventState.CLOSED:
        return "one wave" if count == 1 else f"{count} waves"
    return f"wave {max(1, count)}"


def outcome_words(evidence: Evidence) -> str:
    """`passed`, `not passed`, or that it could not be asked."""
    if evidence.passed is None:
        return "not available"
    return "passed" if evidence.passed else "not passed"


def _clock(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%H:%M:%S}"
