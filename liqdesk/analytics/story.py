"""An event in words: its name, its story in a sentence, and each test of its evidence as a person reads it."""

from datetime import UTC, datetime

from liqdesk.analytics.events import MARKET, Event, EventKind, EventState, Evidence
from liqdesk.analytics.told import Pen, Told, split_form, tell
from liqdesk.analytics.views import SideTotal
from liqdesk.domain.money import MicroUsd, usd_text

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


def event_told(event: Event, pen: Pen) -> Told:
    """The money of an event in words, with how whole it is."""
    return tell(SideTotal(event.long, event.short, event.count, event.unvalued), event.coverage, pen)


def part_told(event: Event, amount: int, pen: Pen) -> str:
    """A part of an event's money (a coin's, a minute's), for a sentence that says how whole the event is."""
    return tell(SideTotal(MicroUsd(amount)), event.coverage, pen).total


def part_signed(event: Event, amount: int, pen: Pen) -> str:
    """A part of an event's money that stands by itself: with `≥` where there may be more of it."""
    told = tell(SideTotal(MicroUsd(amount)), event.coverage, pen)
    return told.signed(told.total)


def part_form(event: Event, amount: int) -> float:
    """A part of an event's money as JSON, in a form that has the event's coverage in it."""
    sums, _ = split_form(SideTotal(MicroUsd(amount)), event.coverage)
    return float(sums["long_usd"])


def event_story(event: Event) -> str:
    """What happened, when, how much with how whole it is, on which side, where and how the price answered."""
    told = event_told(event, usd_text)
    at_least = "at least " if told.more_possible else ""
    confirmed = "confirmed" if event.confirmed else "not confirmed"
    lasting = f"since {_clock(event.opened_at)} UTC"
    if event.closed_at is not None:
        minutes, seconds = divmod((event.closed_at - event.opened_at) // 1_000, 60)
        lasting = f"{minutes} min {seconds:02d} s from {_clock(event.opened_at)} UTC"
    parts = [f"{event_name(event)}, {confirmed}, {lasting}: {at_least}{told.total} liquidated, {_sides(event, told)}."]
    if event.scope == MARKET:
        coins = ", ".join(
            f"{share.name} {part_told(event, share.both, usd_text)}" for share in event.bases[:COINS_NAMED]
        )
        parts.append(f"{coins} of {len(event.bases)} coins." if coins else "")
    moved = [f"{base} {value:+.2f} %" for base, value in event.price_changes.items() if value is not None]
    if moved:
        parts.append(f"Price: {', '.join(moved[:COINS_NAMED])}.")
    if not event.coverage.throughout:
        parts.append(f"Covered {told.covered}.")
    return " ".join(part for part in parts if part)


def _sides(event: Event, told: Told) -> str:
    sides = [("shorts", event.short, told.short, told.short_share), ("longs", event.long, told.long, told.long_share)]
    sides.sort(key=lambda side: -side[1])
    (first, _, more, share), (second, _, less, _) = sides
    percent = "" if share is None else f" ({round(100 * share)} %)"
    return f"{more} {first}{percent} and {less} {second}"


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
