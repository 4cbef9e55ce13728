"""The journal as JSON other programs rely on, and as lines for people."""

from datetime import UTC, datetime
from typing import Any, TextIO

from liqdesk.analytics.aftermath import Aftermath, Label
from liqdesk.analytics.conditions import Conditions
from liqdesk.analytics.events import MARKET, Ending, Event, EventKind, Share
from liqdesk.analytics.journal import RANKED_SIDE, JournalEntry
from liqdesk.analytics.rank import LEAST_DAYS, Rank, basis_words, rank_words
from liqdesk.analytics.story import event_told, part_form, part_told
from liqdesk.console.forms import tidy
from liqdesk.console.output import write_out
from liqdesk.console.printer import json_line
from liqdesk.domain.money import dollars, usd_text
from liqdesk.domain.time import MINUTE

KIND_WORDS = {
    EventKind.SHORT_SQUEEZE: "short squeeze",
    EventKind.LONG_FLUSH: "long flush",
    EventKind.TWO_SIDED: "two-sided",
}

PATIENCE = 5 * MINUTE
"""A coin's event may become part of one of the market for so long after it was closed."""


def event_form(entry: JournalEntry) -> dict[str, Any]:
    """One event of the journal; what is not known is null."""
    event = entry.event
    return {
        "id": event.id,
        "kind": event.kind.value,
        "state": event.state.value,
        "scope": event.scope,
        "confirmed": event.confirmed,
        "level": event.level.value,
        "opened_at": event.opened_at,
        "detected_at": event.detected_at,
        "peak_at": event.peak_at,
        "closed_at": event.closed_at,
        "ending": None if event.ending is None else event.ending.value,
        "long_usd": part_form(event, event.long),
        "short_usd": part_form(event, event.short),
        "count": event.count,
        "unvalued": event.unvalued,
        "peak_minute_usd": part_form(event, event.peak_minute),
        "peak_hour_usd": part_form(event, event.peak_hour),
        "bases": _shares(event, event.bases),
        "venues": _shares(event, event.venues),
        "largest": [
            {
                "notional_usd": dollars(order.notional),
                "at": order.at,
                "venue": order.venue,
                "symbol": order.symbol,
                "base": order.base,
                "position": order.position.value,
                "price": tidy(order.price),
            }
            for order in event.largest
        ],
        "leader": None
        if event.leader is None
        else {
            "base": event.leader.base,
            "venue": event.leader.venue,
            "lead_ms": event.leader.lead_ms,
            "caveat": event.leader.caveat,
        },
        "waves": [
            {
                "start": wave.start,
                "end": wave.end,
                "long_usd": part_form(event, wave.long),
                "short_usd": part_form(event, wave.short),
                "count": wave.count,
            }
            for wave in event.waves
        ],
        "price_change_pct": {base: tidy(value) for base, value in event.price_changes.items()},
        "open_interest_change_pct": {base: tidy(value) for base, value in event.open_interest_changes.items()},
        "funding_before_pct": tidy(event.funding_before),
        "evidence": [
            {
                "test": one.test,
                "value": tidy(one.value),
                "threshold": tidy(one.threshold),
                "passed": one.passed,
                "note": one.note,
            }
            for one in event.evidence
        ],
        "rank": None if entry.rank is None else _rank_form(entry.rank),
        "coverage": {
            "at_least": event.coverage.at_least,
            "share": round(event.coverage.share, 4),
            "missing": list(event.coverage.reasons),
        },
        "aftermath": _aftermath_form(entry.aftermath),
        "conditions": _conditions_form(entry.conditions),
        "detector_version": event.version,
        "source": entry.source,
    }


def _shares(event: Event, shares: tuple[Share, ...]) -> list[list[Any]]:
    return [[share.name, part_form(event, share.both)] for share in shares]


def _rank_form(rank: Rank) -> dict[str, Any]:
    basis = basis_words(rank.basis, {})
    if not rank.enough:
        basis = f"not enough history: {rank.days} of {LEAST_DAYS} recorded days; {basis}"
    return {
        "position": rank.position if rank.enough else None,
        "of_hours": rank.of_hours,
        "percentile": round(rank.percentile, 2) if rank.enough else None,
        "basis": basis,
    }


def _aftermath_form(aftermath: Aftermath | None) -> dict[str, Any]:
    form: dict[str, Any] = {}
    if aftermath is not None:
        for name, seen in aftermath.horizons.items():
            form[name] = {
                coin: {"return_pct": tidy(price.return_pct), "retraced_pct": tidy(price.retraced_pct)}
                for coin, price in seen.prices.items()
            }
    form["label"] = (Label.PENDING if aftermath is None else aftermath.label).value
    return form


def _conditions_form(conditions: Conditions) -> dict[str, Any]:
    return {
        moment: {
            coin: {
                "volatility_pct": tidy(one.volatility_pct),
                "spread_bps": tidy(one.spread_bps),
                "spread_venue": one.spread_venue,
                "open_interest": tidy(one.open_interest),
                "open_interest_venue": one.interest_venue,
                "funding_pct": tidy(one.funding_pct),
            }
            for coin, one in coins.items()
        }
        for moment, coins in conditions.items()
    }


def event_line(entry: JournalEntry) -> str:
    """One event in a line: when, what, how much with how whole it is, its heads, its rank, what became of it."""
    event = entry.event
    told = event_told(event, usd_text)
    heads = ", ".join(f"{share.name} {part_told(event, share.both, usd_text)}" for share in event.bases[:2])
    parts = [
        f"{_moment(event.opened_at)}  {_span(event):>9}  {_name(event):<26} {told.sign}{told.total:>9}",
        f"▲ {told.short}  ▼ {told.long}",
        heads if event.scope == MARKET else "",
        "" if entry.rank is None else rank_words(entry.rank, RANKED_SIDE[event.kind], _coin(event)),
        "" if entry.aftermath is None else f"then {entry.aftermath.label.value}",
        "" if event.coverage.throughout else f"covered {told.covered}",
    ]
    return "  ".join(part for part in parts if part)


def _coin(event: Event) -> str | None:
    return None if event.scope == MARKET else event.scope


def _name(event: Event) -> str:
    scope = "market" if event.scope == MARKET else event.scope
    return f"{scope} {KIND_WORDS[event.kind]}{'' if event.confirmed else ' (not confirmed)'}"


def _moment(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M:%S}"


def _span(event: Event) -> str:
    if event.closed_at is None:
        return "goes on"
    seconds = (event.closed_at - event.opened_at) // 1000
    return f"{seconds // 60}m {seconds % 60:02d}s"


class EventPrinter:
    """Prints each event of a replay once, when it is closed, and a coin's only when no event of the market can take it in.

    What the end of the tape cuts off waits for `finish`, and has by then what is only known later.
    """

    def __init__(self, as_json: bool, stream: TextIO | None = None) -> None:
        self._as_json = as_json
        self._stream = stream
        self._waiting: dict[str, JournalEntry] = {}
        self._printed: set[str] = set()

    def take(self, entry: JournalEntry) -> None:
        """Hear of an event that is new or has changed."""
        event = entry.event
        if event.parent is not None:
            self._waiting.pop(event.id, None)
        elif event.closed_at is not None and event.id not in self._printed:
            self._waiting[event.id] = entry
        self._print(event.closed_at or event.detected_at)

    def finish(self) -> None:
        """Nothing follows: print what still waits."""
        self._print(None)

    def _print(self, now: int | None) -> None:
        for ident, entry in list(self._waiting.items()):
            event = entry.event
            settled = event.scope == MARKET or (now or 0) - (event.closed_at or 0) > PATIENCE
            if now is None or (settled and event.ending is not Ending.CUT_OFF):
                del self._waiting[ident]
                self._printed.add(ident)
                write_out(json_line(event_form(entry)) if self._as_json else event_line(entry), self._stream)
