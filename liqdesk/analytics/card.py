"""What a picture for others to see holds: a total with how whole it is, its course, its coins."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.events import MARKET, course_base
from liqdesk.analytics.journal import RANKED_SIDE, JournalEntry
from liqdesk.analytics.rank import rank_words
from liqdesk.analytics.story import event_name, part_signed
from liqdesk.analytics.told import usd_shown
from liqdesk.analytics.views import Gap, SideTotal, TimelineView, WindowTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.money import MICRO
from liqdesk.domain.time import SECOND, DurationMs, UnixMs

CARD_COINS = 6
COURSE_BARS = 180


@dataclass(frozen=True, slots=True, eq=False)
class CardView:
    """A total over `span` and what it is made of.

    Bucket i of `long` and `short` (dollars) covers `[start + i*bucket, start + (i+1)*bucket)`. `price_at` holds Unix ms,
    `price` the quote price of `price_base`; a NaN breaks the line. `notes` are captions with their values, in order of
    weight; `feeds` are those live and those expected, where that is known. `waves` are shaded.
    """

    title: str
    span: Span
    total: WindowTotal
    start: UnixMs
    bucket: DurationMs
    long: NDArray[np.float64]
    short: NDArray[np.float64]
    gaps: tuple[Gap, ...]
    price_base: str
    price_at: NDArray[np.int64]
    price: NDArray[np.float64]
    coins: tuple[tuple[str, SideTotal], ...]
    largest: Liquidation | None
    notes: tuple[tuple[str, str], ...]
    feeds: tuple[int, int] | None
    waves: tuple[Span, ...] = ()


def hour_card(
    total: WindowTotal,
    course: TimelineView,
    span: Span,
    coins: dict[str, SideTotal],
    largest: Liquidation | None,
    feeds: tuple[int, int],
    rank: str = "",
) -> CardView:
    """The trailing hour as a card; `course` is the day in minutes, of which the bars inside `span` are taken."""
    bucket = course.query.bucket
    first = max(0, (span.start - course.start) // bucket)
    seen = course.price_at >= span.start
    ordered = sorted(coins.items(), key=lambda item: -item[1].both)
    return CardView(
        title=tr("Liquidated in the past 60 minutes"),
        span=span,
        total=total,
        start=UnixMs(course.start + first * bucket),
        bucket=bucket,
        long=course.long[first:],
        short=course.short[first:],
        gaps=tuple(gap for gap in course.gaps if gap.span.end > span.start),
        price_base=course.query.price_base,
        price_at=course.price_at[seen],
        price=course.price[seen],
        coins=tuple((base, one) for base, one in ordered[:CARD_COINS] if one.both),
        largest=largest,
        notes=((tr("Rank"), rank),) if rank else (),
        feeds=feeds,
    )


def event_card(entry: JournalEntry) -> CardView:
    """An event as a card, its course in at most `COURSE_BARS` bars."""
    event = entry.event
    course = event.course
    seconds = max(1, len(course.long))
    step = max(1, -(-seconds // COURSE_BARS))
    end = UnixMs(event.closed_at or course.start + seconds * SECOND)
    known = [(index, price) for index, price in enumerate(course.price) if price is not None]
    name = event_name(event)
    confirmed = tr("confirmed") if event.confirmed else tr("not confirmed")
    return CardView(
        title=f"{name}, {confirmed}",
        span=Span(event.opened_at, end),
        total=WindowTotal("event", SideTotal(event.long, event.short, event.count, event.unvalued), event.coverage),
        start=course.start,
        bucket=DurationMs(step * SECOND),
        long=_summed(course.long, step),
        short=_summed(course.short, step),
        gaps=course.gaps,
        price_base=course_base(event.scope),
        price_at=np.array([course.start + index * SECOND for index, _ in known], dtype=np.int64),
        price=np.array([price for _, price in known], dtype=np.float64),
        coins=tuple(
            (share.name, SideTotal(share.long, share.short, share.count)) for share in event.bases[:CARD_COINS]
        ),
        largest=None,
        notes=_notes(entry),
        feeds=None,
        waves=tuple(Span(wave.start, wave.end) for wave in event.waves),
    )


def _summed(side: tuple[int, ...], step: int) -> NDArray[np.float64]:
    """Dollars per bucket of `step` seconds."""
    if not side:
        return np.zeros(1)
    return np.add.reduceat(np.array(side, dtype=np.int64), np.arange(0, len(side), step)) / MICRO


def _notes(entry: JournalEntry) -> tuple[tuple[str, str], ...]:
    event = entry.event
    notes = [(tr("Peak minute"), part_signed(event, event.peak_minute, usd_shown))]
    if event.largest:
        largest = event.largest[0]
        caption = tr("Largest order seen") if event.coverage.at_least else tr("Largest order")
        notes.append((caption, f"{usd_shown(largest.notional)} {largest.base} {tr(largest.position.value)}"))
    if entry.rank is not None and entry.rank.enough:
        coin = None if event.scope == MARKET else event.scope
        notes.append((tr("Its hour"), rank_words(entry.rank, RANKED_SIDE[event.kind], coin)))
    return tuple(notes)
