"""The journal as a table: plain rows of words, and a model over them."""

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QObject

from liqdesk.analytics.aftermath import Label
from liqdesk.analytics.events import MARKET, Event, EventKind, EventState
from liqdesk.analytics.journal import RANKED_SIDE, JournalEntry
from liqdesk.analytics.rank import rank_words
from liqdesk.analytics.story import event_story, event_told
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY as DAY_MS
from liqdesk.domain.time import UnixMs, floor_to
from liqdesk.settings.model import Zone
from liqdesk.ui.format import fmt_clock, fmt_day, fmt_span, fmt_usd
from liqdesk.ui.tables.text_table import Head, TextModel


class Column(IntEnum):
    """The columns, in their order."""

    TIME = 0
    KIND = 1
    SCOPE = 2
    USD = 3
    SPAN = 4
    RANK = 5
    AFTER = 6


HEADS = (
    Head(marked("Opened"), 96, goes=6, least=76, right=False),
    Head(marked("Event"), 128, grows=1, goes=5, least=88, right=False),
    Head(marked("Where"), 66, goes=4, right=False),
    Head(marked("USD"), 92),
    Head(marked("Lasted"), 72, goes=2),
    Head(marked("Rank"), 76, goes=1, right=False),
    Head(marked("Afterwards"), 104, grows=1, goes=3, right=False),
)
_SHORT_KINDS = {
    EventKind.SHORT_SQUEEZE: marked("short squeeze"),
    EventKind.LONG_FLUSH: marked("long flush"),
    EventKind.TWO_SIDED: marked("two-sided"),
}
_GLYPHS = {EventKind.SHORT_SQUEEZE: "▲", EventKind.LONG_FLUSH: "▼", EventKind.TWO_SIDED: "◆"}


@dataclass(frozen=True, slots=True)
class JournalRow:
    """One event as the table shows it; `cells` are in the order of `Column`, `position` colours it where it has a side."""

    id: str
    position: PositionSide | None
    going_on: bool
    confirmed: bool
    cells: tuple[str, ...]
    tip: str


def glyph_of(kind: EventKind) -> str:
    """▲ shorts, ▼ longs, ◆ both."""
    return _GLYPHS[kind]


def journal_row(entry: JournalEntry, now: UnixMs, zone: Zone) -> JournalRow:
    """The words for one event at `now`."""
    event = entry.event
    told = event_told(event, fmt_usd)
    cells = (
        _opened(event, now, zone),
        f"{glyph_of(event.kind)} {tr(_SHORT_KINDS[event.kind])}",
        tr("market") if event.scope == MARKET else event.scope,
        told.signed(told.total),
        tr("goes on") if event.closed_at is None else fmt_span(event.closed_at - event.opened_at),
        _rank(entry),
        _afterwards(entry),
    )
    going_on = event.state is EventState.OPEN
    return JournalRow(event.id, RANKED_SIDE[event.kind], going_on, event.confirmed, cells, _tip(entry))


def _opened(event: Event, now: UnixMs, zone: Zone) -> str:
    today = floor_to(now, DAY_MS) == floor_to(event.opened_at, DAY_MS)
    clock = fmt_clock(event.opened_at, zone)
    return clock if today else f"{fmt_day(event.opened_at, zone)} {clock[:5]}"


def _rank(entry: JournalEntry) -> str:
    if entry.rank is None or not entry.rank.enough:
        return ""
    return tr("{position} of {days} d").format(position=entry.rank.position, days=entry.rank.days)


def _afterwards(entry: JournalEntry) -> str:
    if entry.aftermath is None or entry.event.closed_at is None:
        return ""
    label, at = entry.aftermath.label, entry.aftermath.label_at
    return tr(label.value) if label is Label.PENDING or at is None else f"{tr(label.value)} +{at}"


def _tip(entry: JournalEntry) -> str:
    event = entry.event
    lines = [event_story(event)]
    if entry.rank is not None:
        words = rank_words(entry.rank, RANKED_SIDE[event.kind], None if event.scope == MARKET else event.scope)
        lines.append(f"{words[0].upper()}{words[1:]}.")
    lines += [tr("At least: {reason}.").format(reason=reason) for reason in event.coverage.reasons]
    return "\n".join([*lines, tr("Enter opens its card.")])


class JournalModel(TextModel[JournalRow]):
    """The rows of the journal."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADS, lambda row: row.id, lambda row: (row.position, row.going_on), parent)
