"""Sums by minute, hour and day, watched time and events, as lines of files; each sum with how whole it is."""

from typing import Any

import msgspec

from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.told import split_form
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.console.events import event_form
from liqdesk.console.tables import Kind
from liqdesk.domain.feed_state import CoveredSpan, Span
from liqdesk.domain.venue import VenueId

BAR_KINDS = {
    "start": Kind.MOMENT, "span_ms": Kind.WHOLE, "venue": Kind.TEXT, "base": Kind.TEXT, "long_usd": Kind.NUMBER,
    "short_usd": Kind.NUMBER, "long_micro": Kind.WHOLE, "short_micro": Kind.WHOLE, "count": Kind.WHOLE,
    "unvalued": Kind.WHOLE, "coverage": Kind.NUMBER, "at_least": Kind.FLAG, "completeness": Kind.TEXT, "source": Kind.TEXT,
}  # fmt: skip
"""`coverage` (0 to 1) is which share of the bar's time the venue was listened to, empty where nobody knows; `at_least`: there
may have been more. Money is whole millionths of a dollar, and dollars to the cent. A bar without an order is not there:
whether anybody listened then stands in the export of watched time."""

WATCHED_KINDS = {"venue": Kind.TEXT, "lane": Kind.TEXT, "start": Kind.MOMENT, "until": Kind.MOMENT, "source": Kind.TEXT}

EVENT_KINDS = {
    "id": Kind.TEXT, "kind": Kind.TEXT, "state": Kind.TEXT, "scope": Kind.TEXT, "confirmed": Kind.FLAG, "level": Kind.TEXT,
    "opened_at": Kind.MOMENT, "detected_at": Kind.MOMENT, "peak_at": Kind.MOMENT, "closed_at": Kind.MOMENT,
    "ending": Kind.TEXT, "long_usd": Kind.NUMBER, "short_usd": Kind.NUMBER, "count": Kind.WHOLE, "unvalued": Kind.WHOLE,
    "peak_minute_usd": Kind.NUMBER, "peak_hour_usd": Kind.NUMBER, "funding_before_pct": Kind.NUMBER,
    "detector_version": Kind.TEXT, "source": Kind.TEXT, "bases": Kind.TEXT, "venues": Kind.TEXT, "largest": Kind.TEXT,
    "leader": Kind.TEXT, "waves": Kind.TEXT, "price_change_pct": Kind.TEXT, "open_interest_change_pct": Kind.TEXT,
    "evidence": Kind.TEXT, "rank": Kind.TEXT, "coverage": Kind.TEXT, "aftermath": Kind.TEXT, "conditions": Kind.TEXT,
}  # fmt: skip
"""Of an event in a table: what consists of parts is JSON text."""


def bar_form(
    span: Span, venue: VenueId, base: str, total: SideTotal, watched: float | None, completeness: str, source: str
) -> dict[str, Any]:
    """One bar; `watched` is None where nobody knows how much of it somebody listened."""
    at_least = completeness != "full" or watched is None or watched < 1 or total.unvalued > 0
    sums, whole = split_form(total, Coverage(watched or 0.0, span.start, at_least))
    return {
        "start": span.start,
        "span_ms": span.end - span.start,
        "venue": venue,
        "base": base,
        **sums,
        "long_micro": total.long,
        "short_micro": total.short,
        "unvalued": total.unvalued,
        "coverage": None if watched is None else whole["coverage"],
        "at_least": whole["at_least"],
        "completeness": completeness,
        "source": source,
    }


def watched_form(span: CoveredSpan, source: str) -> dict[str, Any]:
    """A stretch in which a connection of a venue was listened to."""
    return {
        "venue": span.venue,
        "lane": span.lane,
        "start": span.span.start,
        "until": span.span.end,
        "source": source,
    }


def event_cells(entry: JournalEntry) -> dict[str, Any]:
    """One event as cells of a table."""
    form = event_form(entry)
    return {
        name: msgspec.json.encode(value).decode() if isinstance(value, dict | list) else value
        for name, value in form.items()
    }
