"""The venues as a table: plain rows of words, and a model over them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial

from PySide6.QtCore import QObject

from liqdesk.analytics.meters import meter_sentences
from liqdesk.analytics.told import tell
from liqdesk.analytics.views import VenueView
from liqdesk.domain.feed_state import LaneState
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.domain.venue import Completeness, Refill, SilentVenue, Standing, VenueId
from liqdesk.ui.format import (
    UNKNOWN,
    fmt_age,
    fmt_covered,
    fmt_lags,
    fmt_share,
    fmt_span,
    fmt_usd,
    fmt_usd_exact,
)
from liqdesk.ui.tables.text_table import Head, TextModel

_WORDS = {
    Completeness.FULL: marked("complete"),
    Completeness.SAMPLED: marked("sampled, at least"),
    Completeness.PARTIAL: marked("partial, at least"),
    Completeness.AGGREGATED: marked("sums only"),
}
_SILENT = marked("publishes nothing")
_ABSENT = marked("absent")
_WORKING = frozenset({LaneState.LIVE, LaneState.QUIET})
_ON_THE_WAY = frozenset({LaneState.CONNECTING, LaneState.SUBSCRIBING, LaneState.WARMING})
_FAULTY = frozenset(
    {LaneState.BACKING_OFF, LaneState.STALE, LaneState.BLOCKED, LaneState.INCOMPATIBLE, LaneState.OFFLINE}
)


class Tone(IntEnum):
    """How a state is shown; the glyph differs as well as the colour."""

    OFF = 0
    WAITING = 1
    GOOD = 2
    UNEASY = 3
    FAULT = 4


GLYPHS = {Tone.OFF: "○", Tone.WAITING: "◌", Tone.GOOD: "●", Tone.UNEASY: "◐", Tone.FAULT: "✕"}


class Column(IntEnum):
    """The columns, in their order."""

    VENUE = 0
    STATE = 1
    FEED = 2
    SLOTS = 3
    LAST = 4
    LAG = 5
    SHARE = 6
    SHORT = 7
    LONG = 8


HEADS = (
    Head(marked("Venue"), 112, grows=1, right=False),
    Head(marked("State"), 150, grows=3, goes=5, least=120, right=False),
    Head(
        marked("Publishes"), 112, grows=1, goes=3, right=False,
        hint=marked("How whole what it publishes is: complete, sampled (at most one order a second and contract), partial, sums "
        "only, or absent"),
    ),
    Head(
        marked("Slots"), 50, goes=1,
        hint=marked("Of the seconds its contracts spent in bursts of the last 15 minutes, the share in which a throttled feed "
        "used its one slot: the more, the more it hides"),
    ),
    Head(marked("Last"), 48, goes=4),
    Head(marked("Lag p50/p95"), 104, goes=2,
        hint=marked("From the event to its arrival here, the median and the 95th percentile")),
    Head(marked("Covered 1h"), 94, grows=1, goes=7,
        hint=marked("The share of the last hour in which it was heard, with proof of life")),
    Head(marked("▲ Shorts 1h"), 100, goes=6),
    Head(marked("▼ Longs 1h"), 96, goes=6),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class VenueRow:
    """One venue as the table shows it; `cells` are in the order of `Column`, that of the state being words and countdown.

    `switchable` is whether it can be switched on and off at all.
    """

    id: VenueId
    enabled: bool
    tone: Tone
    words: str
    countdown: str
    cells: tuple[str, ...]
    share: float
    long: int
    short: int
    explain: Callable[[], str] = field(compare=False, repr=False)
    switchable: bool = True

    @property
    def tip(self) -> str:
        """More about the venue, put together when somebody asks: that takes longer than all the cells."""
        return self.explain()


_REFILLS = {
    Refill.WHOLE: marked("Gaps of up to a day are filled from its public history."),
    Refill.PART: marked(
        "Gaps of up to a day are partly filled from its public history, which may not hold everything."
    ),
    Refill.NEVER: marked("Gaps cannot be filled: it keeps no public history that can be relied on."),
}


def tone_of(state: LaneState) -> Tone:
    """How alarming a state is."""
    if state in (LaneState.DISABLED, LaneState.PAUSED):
        return Tone.OFF
    if state in _WORKING:
        return Tone.GOOD
    if state in _ON_THE_WAY:
        return Tone.WAITING
    return Tone.FAULT if state in _FAULTY else Tone.UNEASY


def row_of(venue: VenueView, now: UnixMs, names: Mapping[VenueId, str]) -> VenueRow:
    """The words for one venue at `now`; `names` are those of all venues."""
    hour = tell(venue.hour, venue.coverage, fmt_usd)
    blind = venue.coverage.blind
    age = UNKNOWN if venue.last_event_at is None else fmt_age(now - venue.last_event_at)
    words = venue.sentence or venue.state.value
    countdown = _countdown(venue, now)
    cells = (
        venue.name,
        f"{words} {countdown}".rstrip(),
        _published(venue),
        "" if venue.meters.saturation is None else fmt_share(venue.meters.saturation.share),
        age,
        fmt_lags(venue.lag_p50, venue.lag_p95),
        UNKNOWN if not venue.enabled and blind else fmt_covered(venue.share),
        hour.signed(hour.short),
        hour.signed(hour.long),
    )
    return VenueRow(
        id=venue.id,
        enabled=venue.enabled,
        tone=tone_of(venue.state),
        words=words,
        countdown=countdown,
        cells=cells,
        share=venue.share,
        long=venue.hour.long,
        short=venue.hour.short,
        explain=partial(_tip_of, venue, names),
        switchable=venue.standing is not Standing.TAPES_ONLY,
    )


def silent_row(venue: SilentVenue) -> VenueRow:
    """The row of a venue that publishes nothing: there to be seen, with nothing to switch or count."""
    cells = (venue.name, tr(_SILENT), tr(_ABSENT), *[""] * (len(Column) - 3))
    tip = tr("{name}\nPublishes nothing. {why}").format(name=venue.name, why=tr(venue.why))
    return VenueRow(
        VenueId(venue.name), False, Tone.OFF, tr(_SILENT), "", cells, 0.0, 0, 0, lambda: tip, switchable=False
    )


def _published(venue: VenueView) -> str:
    """How whole its feed is, or that this is not to be relied on."""
    return tr(_WORDS[venue.completeness]) if venue.standing is Standing.REGULAR else tr(venue.standing.value)


def _countdown(venue: VenueView, now: UnixMs) -> str:
    """How long until the next attempt; empty where none is planned."""
    if venue.next_attempt_at is None or not venue.enabled:
        return ""
    left = venue.next_attempt_at - now
    return fmt_span(left) if left >= SECOND else tr("now")


def _tip_of(venue: VenueView, names: Mapping[VenueId, str]) -> str:
    about = tr("{name}\nPublishes: {publishes}\nHides: {hides}\n").format(
        name=venue.name, publishes=tr(venue.publishes), hides=tr(venue.hides)
    )
    if venue.standing is Standing.TAPES_ONLY:
        return about + tr("Read from tapes only: {caveat}.").format(caveat=tr(venue.caveat))
    counted = tr("{topics} of {topics_wanted} subscriptions").format(
        topics=venue.topics, topics_wanted=venue.topics_wanted
    )
    odd = tr("{rejected} rows rejected, {unknown} frames not understood").format(
        rejected=venue.rejected, unknown=venue.unknown
    )
    if venue.standing is Standing.EXPERIMENTAL:
        about += tr("Experimental: {caveat}.\n").format(caveat=tr(venue.caveat))
    about += "".join(f"{line}\n" for line in (tr(_REFILLS[venue.refill]), tr(venue.refill_caveat)) if line)
    lines = [f"{about}{venue.sentence}; {counted}; {odd}"]
    if venue.enabled:
        told = tell(venue.hour, venue.coverage, fmt_usd_exact)
        sign = f"{told.sign} " if told.sign else ""
        lines += [
            tr("1h: shorts {sign}{short}, longs {sign}{long}; covered {value}").format(
                sign=sign, short=told.short, long=told.long, value=told.covered.partition(",")[0]
            ),
            *(f"· {reason}" for reason in venue.coverage.reasons),
            *meter_sentences(venue.meters, names),
        ]
    return "\n".join((*lines, tr("Space switches it on or off.")))


class VenuesModel(TextModel[VenueRow]):
    """The rows of the venues. The share grows all the time; its bar is no finer than the percents beside it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADS, lambda row: row.id, lambda row: (row.enabled, row.tone), parent)
