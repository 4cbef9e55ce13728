"""The history of alerts as a table: plain rows of words, and a model over them."""

from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from PySide6.QtCore import QObject

from liqdesk.alerts.alert import Alert, Held
from liqdesk.analytics.events import Level
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.format import fmt_clock, fmt_day, side_glyph
from liqdesk.ui.tables.levels import level_text
from liqdesk.ui.tables.measured import sum_words
from liqdesk.ui.tables.text_table import Head, TextModel


class Column(IntEnum):
    """The columns, in their order."""

    TIME = 0
    LEVEL = 1
    ALERT = 2
    USD = 3
    TOLD = 4


HEADS = (
    Head(marked("Time"), 90, goes=4, right=False),
    Head(marked("Level"), 86, right=False),
    Head(marked("Alert"), 160, grows=1, goes=3, least=110, right=False),
    Head(marked("USD"), 92, goes=1),
    Head(marked("Told"), 158, goes=2, right=False),
)
MARKS = MappingProxyType({"demo": marked("DEMO"), "replay": marked("REPLAY")})
"""What stands before an alert that is not of the live market, by its source."""

_HELD = MappingProxyType(
    {
        Held.BUDGET: marked("budget spent"),
        Held.FLOOD: marked("in a digest"),
        Held.REPLAYED: marked("a recording"),
        Held.SWITCHED_OFF: marked("alerts off"),
    }
)


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One alert as the table shows it; `cells` are in the order of `Column`. `heard` says whether it was told at all."""

    id: str
    level: Level
    position: PositionSide | None
    going_on: bool
    heard: bool
    mark: str
    cells: tuple[str, ...]
    tip: str


def alert_row(alert: Alert, now: UnixMs, zone: Zone) -> AlertRow:
    """The words for one alert at `now`."""
    glyph = "" if alert.side is None else f"{side_glyph(alert.side)} "
    mark = mark_of(alert)
    cells = (
        time_words(alert.opened_at, now, zone),
        level_text(alert.level),
        f"{glyph}{alert.sentence}",
        sum_words(alert.micro, alert.at_least) if alert.micro is not None else "",
        told_words(alert),
    )
    over = alert.over_at is not None
    return AlertRow(alert.id, alert.level, alert.side, not over, alert.told > 0, mark, cells, _tip(alert, mark))


def mark_of(alert: Alert) -> str:
    """`DEMO`, `REPLAY`, or nothing where it is of the live market."""
    mark = MARKS.get(alert.source)
    return tr(mark) if mark else ""


def time_words(at: UnixMs, now: UnixMs, zone: Zone) -> str:
    """The time of day, with the day where it was another."""
    clock = fmt_clock(at, zone)
    return clock if fmt_day(at, zone) == fmt_day(now, zone) and now - at < DAY else f"{fmt_day(at, zone)} {clock[:5]}"


def times(count: int) -> str:
    """`once`, `3 times`."""
    return tr("once") if count == 1 else tr("{count} times").format(count=count)


def held_words(held: Held) -> str:
    """Why a word was held back, in a few words."""
    return tr(_HELD.get(held, held.value))


def told_words(alert: Alert) -> str:
    """How often it was told, or why it was not; and why no more of it was, where the last word was held back."""
    last = alert.words[-1].held if alert.words else Held.NOT
    if alert.told == 0:
        return held_words(last) or tr("not told")
    told = tr("told {told}").format(told=times(alert.told))
    return told if last is Held.NOT else f"{told}, {held_words(last)}"


def _tip(alert: Alert, mark: str) -> str:
    lines = [
        f"{mark}: {alert.sentence}" if mark else alert.sentence,
        tr("Rules: {names}.").format(names=", ".join(alert.names)),
    ]
    reasons = dict.fromkeys(word.held.value for word in alert.words if word.held is not Held.NOT)
    if reasons:
        lines.append(tr("Held back: {reasons}.").format(reasons="; ".join(reasons)))
    return "\n".join([*lines, tr("Enter opens it.")])


class AlertsModel(TextModel[AlertRow]):
    """The rows of the history."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(
            HEADS,
            lambda row: row.id,
            lambda row: (row.level, row.position, row.going_on, row.heard, row.mark),
            parent,
        )

    def spoken(self, row: AlertRow, column: int) -> str:
        text = row.cells[column]
        return f"{row.mark} {text}" if column == Column.ALERT and row.mark else text
