"""The JSON forms other programs rely on: one liquidation, and the totals."""

from collections.abc import Mapping
from typing import Any

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.views import WINDOWS, SideTotal, WindowTotal
from liqdesk.domain.instrument import OPTION
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.money import dollars
from liqdesk.domain.time import UnixMs

SIGNIFICANT = 12
"""Digits a double keeps through one multiplication or division; more would print its rounding noise."""


def tidy(value: float | None) -> float | None:
    """The number without the noise of binary arithmetic."""
    return None if value is None else float(f"{value:.{SIGNIFICANT}g}")


def liquidation_form(entry: Liquidation, source: str | None = None) -> dict[str, Any]:
    """One liquidation; `source` says where it came from when that is not a live feed, `option` that no total counts it."""
    instrument = entry.instrument
    form: dict[str, Any] = {
        "venue": instrument.venue,
        "symbol": instrument.symbol,
        "base": instrument.base,
        "quote": instrument.quote,
        "position": str(entry.position),
        "price": tidy(entry.price),
        "price_kind": str(entry.price_kind),
        "quantity_base": tidy(entry.quantity_base),
        "notional_usd": None if entry.notional is None else dollars(entry.notional),
        "at": entry.at,
        "received_at": entry.received_at,
        "kind": str(entry.kind),
        "history": entry.history,
        "completeness": str(entry.completeness),
        "key": entry.key,
    }
    if instrument.group == OPTION:
        form["option"] = True
    if source is not None:
        form["source"] = source
    return form


def totals_form(analytics: LiveAnalytics, at: UnixMs, source: str | None = None) -> dict[str, Any]:
    """All windows that end at `at`: the market's with their coverage, then each venue's and each coin's."""
    view = analytics.totals(at)
    expected = analytics.coverage.expected_venues()
    form: dict[str, Any] = {
        "at": at,
        "windows": {one.window: _window_form(one) for one in view.windows},
        "venues": _by_name({window: analytics.by_venue(window) for window in WINDOWS}),
        "bases": _by_name({window: analytics.by_base(window) for window in WINDOWS}),
        "headline": analytics.headline(view, (len(analytics.coverage.listening(at)), len(expected))),
    }
    if source is not None:
        form["source"] = source
    return form


def _window_form(one: WindowTotal) -> dict[str, Any]:
    return {
        **_sides(one.total),
        "unvalued": one.total.unvalued,
        "since": one.coverage.since,
        "coverage": round(one.coverage.share, 4),
        "at_least": one.coverage.at_least,
        "reasons": list(one.coverage.reasons),
    }


def _sides(total: SideTotal) -> dict[str, Any]:
    return {"long_usd": dollars(total.long), "short_usd": dollars(total.short), "count": total.count}


def _by_name(windows: Mapping[str, Mapping[str, SideTotal]]) -> dict[str, Any]:
    names = sorted({name for totals in windows.values() for name in totals})
    return {
        name: {window: _sides(totals.get(name, SideTotal())) for window, totals in windows.items()} for name in names
    }
