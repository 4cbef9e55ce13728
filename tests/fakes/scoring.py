"""How well events meet labels: matched, missed, invented, and how late."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from liqdesk.analytics.detector import Detector
from liqdesk.analytics.events import Event, EventKind
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import MINUTE, SECOND, UnixMs
from tests.fakes.detecting import journal
from tests.fakes.market_days import Day, Label, Sort

EARLY = MINUTE
"""An event counts from the first order of the minute that opened it, so it may begin so long before its label."""
ONE_SIDED = 0.75


@dataclass(slots=True)
class Score:
    """What came of some labels; `delays` in ms from the label's start to when the event was known."""

    labels: int = 0
    delays: list[int] = field(default_factory=list)
    invented: list[Event] = field(default_factory=list)
    missed: list[Label] = field(default_factory=list)
    wrong_kind: int = 0

    @property
    def recall(self) -> float:
        return len(self.delays) / self.labels if self.labels else 1.0

    @property
    def precision(self) -> float:
        events = len(self.delays) + len(self.invented)
        return len(self.delays) / events if events else 1.0

    @property
    def delay_s(self) -> float:
        return median(self.delays) / 1_000 if self.delays else float("nan")

    def add(self, other: "Score") -> None:
        self.labels += other.labels
        self.delays += other.delays
        self.invented += other.invented
        self.missed += other.missed
        self.wrong_kind += other.wrong_kind


def by_second(rows: Sequence[Liquidation]) -> Iterable[tuple[UnixMs, list[Liquidation]]]:
    """The rows in the order of receipt, a second of the clock at a time, with the end of it."""
    held: list[Liquidation] = []
    end = UnixMs(rows[0].received_at // SECOND * SECOND + SECOND)
    for row in rows:
        while row.received_at >= end:
            yield end, held
            held, end = [], UnixMs(end + SECOND)
        held.append(row)
    yield end, held


def events_of(detector: Detector, day: Day) -> list[Event]:
    """The journal of a day."""
    told: list[Event] = []
    for end, rows in by_second(day.rows):
        if rows:
            detector.take(tuple(rows))
        told += detector.step(end)
    told += detector.finish()
    return journal(told)


def _expected(label: Label) -> EventKind:
    if label.short_share >= ONE_SIDED:
        return EventKind.SHORT_SQUEEZE
    return EventKind.LONG_FLUSH if label.short_share <= 1 - ONE_SIDED else EventKind.TWO_SIDED


def scored(events: Sequence[Event], labels: Sequence[Label]) -> dict[Sort | None, Score]:
    """By sort of label; what was invented beside any label stands under None. Each label is met by one event at most."""
    scores: dict[Sort | None, Score] = {None: Score()}
    left = list(events)
    for label in labels:
        score = scores.setdefault(label.sort, Score())
        score.labels += 1
        met = [event for event in left if _meets(event, label)]
        if not met:
            score.missed.append(label)
            continue
        first = min(met, key=lambda event: event.detected_at)
        score.delays.append(first.detected_at - label.start)
        score.wrong_kind += first.kind is not _expected(label)
        left.remove(first)
    for event in left:
        near = [label for label in labels if event.opened_at <= label.end and _end(event) >= label.start - EARLY]
        scores[near[0].sort if near else None].invented.append(event)
    return scores


def _end(event: Event) -> int:
    return event.opened_at if event.closed_at is None else event.closed_at


def _meets(event: Event, label: Label) -> bool:
    return (
        event.scope == label.scope
        and label.start - EARLY <= event.opened_at <= label.end
        and event.detected_at >= label.start
    )
