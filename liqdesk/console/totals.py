"""The totals as a table for people."""

from datetime import UTC, datetime
from typing import Any


def totals_text(form: dict[str, Any], window: str | None = None) -> str:
    """The JSON form of the totals in aligned columns, newest moment first; only `window` if one is named."""
    at = datetime.fromtimestamp(form["at"] / 1000, tz=UTC)
    lines = [f"{at:%Y-%m-%d %H:%M:%S} UTC", f"{'':>4} {'longs':>18} {'shorts':>18} {'orders':>8}  covered"]
    for name, one in form["windows"].items():
        if window in (None, name):
            lines.append(_line(name, one))
    return "\n".join([*lines, "", form["headline"]])


def _line(name: str, one: dict[str, Any]) -> str:
    if one["since"] is None and not one["count"]:
        return f"{name:>4} {'–':>18} {'–':>18} {'–':>8}  nobody was looking"
    sign = "≥" if one["at_least"] else ""
    since = "" if one["since"] is None else f" since {datetime.fromtimestamp(one['since'] / 1000, tz=UTC):%m-%d %H:%M}"
    long, short = (f"{sign}${one[side]:,.2f}" for side in ("long_usd", "short_usd"))
    return f"{name:>4} {long:>18} {short:>18} {one['count']:>8,}  {one['coverage']:.1%}{since}"
