"""The totals as a table for people."""

from datetime import UTC, datetime

from liqdesk.analytics.told import UNKNOWN, exact_usd, tell, utc_minute
from liqdesk.analytics.views import TotalsView, WindowTotal


def totals_text(view: TotalsView, headline: str, window: str | None = None) -> str:
    """All windows, or only `window`, in aligned columns, each with how much of it was covered; then the sentence."""
    at = datetime.fromtimestamp(view.at / 1000, tz=UTC)
    of = "coins, shares, metals, indices and currencies" if view.with_tradfi else "coins alone"
    lines = [f"{at:%Y-%m-%d %H:%M:%S} UTC, {of}", f"{'':>4} {'longs':>18} {'shorts':>18} {'orders':>8}  covered"]
    shown = [one for one in view.windows if window in (None, one.window)]
    lines += [_line(one) for one in shown]
    basis = next((one.coverage.volume_basis for one in shown if one.coverage.by_volume is not None), "")
    reasons = dict.fromkeys(reason for one in shown for reason in one.coverage.reasons if window is not None)
    return "\n".join(
        [*lines, *([f"usual volume: {basis}"] if basis else []), *(f"· {one}" for one in reasons), "", headline]
    )


def _line(one: WindowTotal) -> str:
    told = tell(one.total, one.coverage, exact_usd)
    if one.coverage.blind or not one.total.count:
        why = f"{told.state}  " if told.state else ""
        covered = "" if one.coverage.blind else f"{told.covered} "
        return f"{one.window:>4} {told.long:>18} {told.short:>18} {UNKNOWN if why else 0:>8}  {covered}{why}".rstrip()
    long, short = (f"{told.sign}{amount}" if amount != UNKNOWN else amount for amount in (told.long, told.short))
    since = "" if one.coverage.since is None else f" since {utc_minute(one.coverage.since)}"
    return f"{one.window:>4} {long:>18} {short:>18} {one.total.count:>8,}  {told.covered}{since}"
