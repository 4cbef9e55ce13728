"""What is recorded given out into files: rows, sums, events and watched time, as a stream."""

from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liqdesk.analytics.rank import Mask, watched_minutes
from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.paths import profile_at
from liqdesk.app.replay import REPLAYED_TO
from liqdesk.app.signals import Stopped, ended_by_signals
from liqdesk.app.tell import tell
from liqdesk.app.venues import infos
from liqdesk.app.wiring import FOREVER
from liqdesk.console.bar_files import (
    BAR_KINDS,
    EVENT_KINDS,
    WATCHED_KINDS,
    bar_form,
    event_cells,
    watched_form,
)
from liqdesk.console.events import event_form
from liqdesk.console.output import write_out
from liqdesk.console.printer import json_line
from liqdesk.console.row_files import KINDS, Origin, row_form
from liqdesk.console.tables import Kinds, Whole, form_of
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan, Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import micro_usd
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.store.among import Among
from liqdesk.store.outflow import UNITS, Bar, Outflow

TOLD_EVERY_MS = 200

Piece = tuple[UnixMs, list[dict[str, Any]]]
"""Some lines of a file, and the moment up to which they reach."""


class NotWanted(ExpectedFailure):
    """What was asked for does not go together."""

    wrong_usage = True


@dataclass(frozen=True, slots=True)
class Order:
    """What is to go out: of `what` kind, of which time, chosen how; of the imported rows or of the recordings."""

    what: str
    span: Span
    among: Among
    imported: bool = False


def export_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Everything of the time asked for, oldest first; a file that is broken off leaves nothing."""
    profile = profile_at(arguments.profile)
    order = _order(arguments)
    form_of(arguments.file)
    store = profile.imports if order.imported else profile.store
    if order.imported and not store.exists():
        raise ExpectedFailure("nothing was imported here yet")
    outflow = Outflow(store)
    try:
        with ended_by_signals():
            count = give(outflow, order, arguments.file, _progress(arguments.json))
    except Stopped:
        tell("stopped; no file was left")
        raise
    finally:
        outflow.close()
    if arguments.json:
        write_out(json_line({"file": str(arguments.file), "lines": count}))
    else:
        word = "row" if order.what == "rows" else "line"
        tell(f"{count:,} {word}{'' if count == 1 else 's'} in {arguments.file}")
    return 0


def _order(arguments: Namespace) -> Order:
    venues, coins = (None if not names else frozenset(names) for names in (arguments.venue, arguments.coin))
    minimum = None if arguments.min_usd is None else micro_usd(arguments.min_usd)
    if minimum is not None and arguments.what != "rows":
        raise NotWanted("--min-usd is for rows: sums are not kept by size")
    if arguments.what in ("events", "watched") and (coins or arguments.side or (venues and arguments.what == "events")):
        raise NotWanted(f"{arguments.what} cannot be chosen by coin, side or venue")
    side = None if arguments.side is None else PositionSide(arguments.side)
    known = None if venues is None else frozenset(map(VenueId, venues))
    span = Span(UnixMs(arguments.since or 0), FOREVER if arguments.until is None else arguments.until)
    return Order(arguments.what, span, Among(known, coins, side, minimum), arguments.imported)


def give(outflow: Outflow, order: Order, path: Path, progress: Callable[[float, int], None]) -> int:
    """Write it all; returns how many lines. Raises ExpectedFailure where it cannot be written."""
    kinds, pieces = _pieces(outflow, order, as_table=form_of(path) != ".jsonl")
    bounds = outflow.bounds() or Span(UnixMs(0), UnixMs(1))
    first = max(order.span.start, bounds.start)
    length = max(1, min(order.span.end, bounds.end) - first)
    count = 0
    with Whole(path, kinds) as table:
        for reached, lines in pieces:
            for line in lines:
                table.take(line)
            count += len(lines)
            progress(min(1.0, max(0.0, (reached - first) / length)), count)
    return count


def _pieces(outflow: Outflow, order: Order, as_table: bool) -> tuple[Kinds, Iterator[Piece]]:
    source = "import" if order.imported else "replay" if outflow.fact(REPLAYED_TO) else "live"
    if order.what == "rows":
        return KINDS, _rows(outflow, order)
    if order.what == "events":
        return EVENT_KINDS, _events(outflow, order, as_table)
    if order.what == "watched":
        return WATCHED_KINDS, _watched(outflow, order, source)
    return BAR_KINDS, _bars(outflow, order, source)


def _rows(outflow: Outflow, order: Order) -> Iterator[Piece]:
    for piece in outflow.rows(order.span, order.among):
        yield piece[-1][0].at, [row_form(row, Origin(of.source.value, of.file, of.at)) for row, of in piece]


def _events(outflow: Outflow, order: Order, as_table: bool) -> Iterator[Piece]:
    form = event_cells if as_table else event_form
    lines = [form(entry) for entry in outflow.events(order.span) if entry.event.parent is None]
    damaged = outflow.damaged_events(order.span)
    if damaged:
        tell(f"{damaged:,} of the events cannot be read any more and are left out")
    yield order.span.end, lines


def _watched(outflow: Outflow, order: Order, source: str) -> Iterator[Piece]:
    wanted = order.among.venues
    lines = [
        watched_form(one, source)
        for one in outflow.watched(order.span.start)
        if one.span.start < order.span.end and (wanted is None or one.venue in wanted)
    ]
    yield order.span.end, lines


def _bars(outflow: Outflow, order: Order, source: str) -> Iterator[Piece]:
    told = {venue: info.completeness for venue, info in infos().items()}
    listened: Mapping[VenueId, Sequence[CoveredSpan]] = {} if order.imported else _by_venue(outflow.watched())
    for piece in outflow.bars(UNITS[order.what], order.span, order.among):
        watched = _Watched(listened, Span(piece[0].span.start, piece[-1].span.end))
        lines = []
        for one in piece:
            share = None if order.imported else watched.share(one)
            completeness = told.get(one.venue, Completeness.PARTIAL).value
            lines.append(bar_form(one.span, one.venue, one.base, one.total, share, completeness, source))
        yield piece[-1].span.end, lines


def _by_venue(spans: Sequence[CoveredSpan]) -> Mapping[VenueId, Sequence[CoveredSpan]]:
    found: dict[VenueId, list[CoveredSpan]] = {}
    for one in spans:
        found.setdefault(one.venue, []).append(one)
    return found


class _Watched:
    """In which minutes of some time each venue was listened to; the bars of a piece lie in it."""

    def __init__(self, spans: Mapping[VenueId, Sequence[CoveredSpan]], within: Span) -> None:
        self._first = within.start // MINUTE
        self._count = (within.end - within.start) // MINUTE
        self._spans = spans
        self._within = within
        self._masks: dict[VenueId, Mask] = {}

    def share(self, bar: Bar) -> float:
        """The share of a bar's minutes, 0 to 1."""
        mask = self._masks.get(bar.venue)
        if mask is None:
            near = [
                one
                for one in self._spans.get(bar.venue, ())
                if one.span.end > self._within.start and one.span.start < self._within.end
            ]
            mask = self._masks[bar.venue] = watched_minutes(near, self._first, self._count)
        start = bar.span.start // MINUTE - self._first
        return float(mask[start : start + (bar.span.end - bar.span.start) // MINUTE].mean())


def _progress(as_json: bool) -> Callable[[float, int], None]:
    """Says how far it is, some times a second, where somebody reads that."""
    clock, told_at = MachineClock(), [0]

    def told(share: float, lines: int) -> None:
        now = clock.monotonic()
        if as_json and now - told_at[0] >= TOLD_EVERY_MS:
            told_at[0] = now
            write_out(json_line({"progress": round(share, 4), "lines": lines}))

    return told
