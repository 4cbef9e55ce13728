"""The JSON forms other programs rely on: one liquidation, and the totals."""

from collections.abc import Callable, Mapping
from typing import Any

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.told import amounts_form, split_form
from liqdesk.analytics.views import WINDOWS, Coverage, SideTotal
from liqdesk.domain.instrument import OPTION
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.money import dollars
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId

SIGNIFICANT = 12
"""Digits a double keeps through one multiplication or division; more would print its rounding noise."""


def tidy(value: float | None) -> float | None:
    """The number without the noise of binary arithmetic."""
    return None if value is None else float(f"{value:.{SIGNIFICANT}g}")


def liquidation_form(entry: Liquidation, source: str | None = None) -> dict[str, Any]:
    """One liquidation.

    `source` says where it came from when that is not a live feed; `option` and `tradfi` say that it is in no total of coins.
    """
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
    if instrument.tradfi:
        form["tradfi"] = True
    if source is not None:
        form["source"] = source
    return form


def totals_form(analytics: LiveAnalytics, at: UnixMs, source: str | None = None) -> dict[str, Any]:
    """All windows that end at `at`: the market's, then each venue's and each coin's.

    How whole a venue's and a coin's totals are stands under `coverage_of`, at the same names and windows.
    """
    view = analytics.totals(at)
    expected = analytics.coverage.expected_venues()
    venues, of_venues = _by_name(
        {window: analytics.by_venue(window) for window in WINDOWS},
        lambda venue, window: analytics.window_coverage(window, at, VenueId(venue)),
    )
    bases, of_bases = _by_name(
        {window: analytics.by_base(window) for window in WINDOWS}, lambda _, window: view.window(window).coverage
    )
    form: dict[str, Any] = {
        "at": at,
        "windows": {one.window: amounts_form(one.total, one.coverage) for one in view.windows},
        "venues": venues,
        "bases": bases,
        "coverage_of": {"venues": of_venues, "bases": of_bases},
        "tradfi": view.with_tradfi,
        "headline": analytics.headline(view, (len(analytics.coverage.listening(at)), len(expected))),
    }
    if source is not None:
        form["source"] = source
    return form


def _by_name(
    windows: Mapping[str, Mapping[str, SideTotal]], coverage: Callable[[str, str], Coverage]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The sums by name and window, and how whole they are, by the same names."""
    sums: dict[str, Any] = {}
    whole: dict[str, Any] = {}
    for name in sorted({name for totals in windows.values() for name in totals}):
        parts = {
            window: split_form(totals.get(name, SideTotal()), coverage(name, window))
            for window, totals in windows.items()
        }
        sums[name] = {window: part[0] for window, part in parts.items()}
        whole[name] = {window: part[1] for window, part in parts.items()}
    return sums, whole
