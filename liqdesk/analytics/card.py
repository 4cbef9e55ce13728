"""What a picture for others to see holds: a total with how whole it is, its course, its coins."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from liqdesk.analytics.views import Gap, SideTotal, TimelineView, WindowTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import DurationMs, UnixMs

CARD_COINS = 6


@dataclass(frozen=True, slots=True, eq=False)
class CardView:
    """A total over `span` and what it is made of.

    Bucket i of `long` and `short` (dollars) covers `[start + i*bucket, start + (i+1)*bucket)`. `price_at` holds Unix ms,
    `price` the quote price of `price_base`; a NaN breaks the line. `notes` are captions with their values, in order of
    weight; `feeds` are those live and those expected.
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
    feeds: tuple[int, int]


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
        title="Liquidated in the past 60 minutes",
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
        notes=(("Rank", rank),) if rank else (),
        feeds=feeds,
    )
