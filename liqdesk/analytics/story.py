"""An event in words: its name, its story in a sentence, and each test of its evidence as a person reads it."""

from datetime import UTC, datetime

from liqdesk.analytics.events import MARKET, Event, EventKind, EventState, Evidence
from liqdesk.analytics.told import Pen, Told, floor_words, split_form, tell, usd_shown
from liqdesk.analytics.views import SideTotal
from liqdesk.domain.language import in_percent, marked, tr
from liqdesk.domain.money import MicroUsd

KINDS = {
    EventKind.SHORT_SQUEEZE: marked("short squeeze"),
    EventKind.LONG_FLUSH: marked("long flush"),
    EventKind.TWO_SIDED: marked("two-sided liquidations"),
}
COINS_NAMED = 2


def event_name(event: Event) -> str:
    """`Short squeeze, market-wide`, `Long flush of SOL`."""
    form = tr("{kind}, market-wide") if event.scope == MARKET else tr("{kind} of {scope}")
    named = form.format(kind=tr(KINDS[event.kind]), scope=event.scope)
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
    told = event_told(event, usd_shown)
    lasting = tr("since {clock} UTC").format(clock=_clock(event.opened_at))
    if event.closed_at is not None:
        minutes, seconds = divmod((event.closed_at - event.opened_at) // 1_000, 60)
        lasting = tr("{minutes} min {seconds} s from {clock} UTC").format(
            minutes=minutes, seconds=f"{seconds:02d}", clock=_clock(event.opened_at)
        )
    parts = [
        tr("{name}, {confirmed}, {lasting}: {amount} liquidated, {sides}.").format(
            name=event_name(event),
            confirmed=tr("confirmed") if event.confirmed else tr("not confirmed"),
            lasting=lasting,
            amount=floor_words(told.total, told.more_possible),
            sides=_sides(event, told),
        )
    ]
    if event.scope == MARKET:
        coins = ", ".join(
            f"{share.name} {part_told(event, share.both, usd_shown)}" for share in event.bases[:COINS_NAMED]
        )
        parts.append(tr("{coins} of {count} coins.").format(coins=coins, count=len(event.bases)) if coins else "")
    moved = [
        f"{base} {in_percent(f'{value:+.2f}')}" for base, value in event.price_changes.items() if value is not None
    ]
    if moved:
        parts.append(tr("Price: {moves}.").format(moves=", ".join(moved[:COINS_NAMED])))
    if not event.coverage.throughout:
        parts.append(tr("Covered {covered}.").format(covered=told.covered))
    return " ".join(part for part in parts if part)


def _sides(event: Event, told: Told) -> str:
    sides = [
        (tr("shorts"), event.short, told.short, told.short_share),
        (tr("longs"), event.long, told.long, told.long_share),
    ]
    sides.sort(key=lambda side: -side[1])
    (first, _, more, share), (second, _, less, _) = sides
    form = (
        tr("{more} {first} and {less} {second}")
        if share is None
        else tr("{more} {first} ({share}) and {less} {second}")
    )
    return form.format(
        more=more, first=first, less=less, second=second, share=in_percent(str(round(100 * (share or 0))))
    )


def wave_words(event: Event) -> str:
    """`wave 4, growing` while it goes on; how many there were afterwards."""
    count = len(event.waves)
    if event.state is EventState.CLOSED:
        return tr("one wave") if count == 1 else tr("%n waves", "", count)
    return tr("wave {number}").format(number=max(1, count))


def outcome_words(evidence: Evidence) -> str:
    """`passed`, `not passed`, or that it could not be asked."""
    if evidence.passed is None:
        return tr("not available")
    return tr("passed") if evidence.passed else tr("not passed")


def _clock(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%H:%M:%S}"
