"""What the tray has to say at one moment: which picture, whether alerts are silent, and the line of the hour."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from liqdesk.analytics.events import EventKind
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.told import UNKNOWN, tell
from liqdesk.analytics.views import LiveFrame, WindowTotal
from liqdesk.domain.feed_state import COVERING, LaneState
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.engine.alerting import AlertsView
from liqdesk.engine.desk import Mode
from liqdesk.ui.format import fmt_usd

_ON_THE_WAY = frozenset({LaneState.CONNECTING, LaneState.SUBSCRIBING, LaneState.WARMING})


PAUSED = marked("Paused by you: no exchange is listened to.")


class Mood(StrEnum):
    """The picture; the value is the name of its drawing."""

    CALM = "tray-calm"
    SHORT = "tray-short"
    LONG = "tray-long"
    BOTH = "tray-both"
    FAULT = "tray-fault"


_OF_KIND: Mapping[EventKind, Mood] = MappingProxyType(
    {EventKind.SHORT_SQUEEZE: Mood.SHORT, EventKind.LONG_FLUSH: Mood.LONG, EventKind.TWO_SIDED: Mood.BOTH}
)
_OF_SIDE: Mapping[PositionSide | None, Mood] = MappingProxyType(
    {PositionSide.SHORT: Mood.SHORT, PositionSide.LONG: Mood.LONG, None: Mood.BOTH}
)


@dataclass(frozen=True, slots=True)
class TrayState:
    """`silent`: alerts are not told now, or nothing is listened to. `tip` is plain text of one to three lines."""

    mood: Mood
    silent: bool
    tip: str


def tray_state(frame: LiveFrame, alerts: AlertsView, standing: JournalEntry | None, mode: Mode) -> TrayState:
    """What to show of the desk; a fault is shown before an event, for what is not seen cannot be judged."""
    paused = any(venue.state is LaneState.PAUSED for venue in frame.venues)
    trouble = "" if paused else _trouble(frame)
    silent = bool(alerts.quiet) and alerts.budget > 0
    hour = hour_line(frame.totals.window("1h"))
    lines = [hour if mode is Mode.LIVE else f"{mode.value.upper()}: {hour}"]
    lines += [line for line in (trouble, tr(PAUSED) if paused else "", alerts.quiet if silent else "") if line]
    mood = Mood.CALM if paused else Mood.FAULT if trouble else _mood(alerts, standing)
    return TrayState(mood, silent or paused, "\n".join(lines))


def hour_line(hour: WindowTotal) -> str:
    """`1H ≥ $419M: ▲ shorts ≥ $380M, ▼ longs ≥ $39M; covered 82% of time`; a dash and the state where no number is known."""
    told = tell(hour.total, hour.coverage, fmt_usd)
    if told.total == UNKNOWN:
        return tr("1H {unknown} {state}; covered {covered}").format(
            unknown=UNKNOWN, state=told.state, covered=told.covered
        )
    sides = tr("▲ shorts {short}, ▼ longs {long}").format(short=told.signed(told.short), long=told.signed(told.long))
    return tr("1H {total}: {sides}; covered {covered}").format(
        total=told.signed(told.total), sides=sides, covered=told.covered
    )


def _mood(alerts: AlertsView, standing: JournalEntry | None) -> Mood:
    if standing is not None:
        return _OF_KIND[standing.event.kind]
    return Mood.CALM if alerts.fresh is None else _OF_SIDE[alerts.fresh.side]


def _trouble(frame: LiveFrame) -> str:
    """What keeps the numbers from being seen or kept; empty where nothing does."""
    if frame.status.storing:
        return frame.status.storing
    states = [venue.state for venue in frame.venues if venue.enabled]
    heard = any(state in COVERING or state in _ON_THE_WAY for state in states)
    return tr("No exchange can be reached.") if states and not heard else ""
