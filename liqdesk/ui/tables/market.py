"""The market of the most liquidated coins as a table: plain rows of words, and a model over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QObject

from liqdesk.analytics.context import FRESH, CoinContext
from liqdesk.analytics.told import tell
from liqdesk.analytics.views import CoinView
from liqdesk.domain.language import figure, marked, tr
from liqdesk.domain.market import Funding, OpenInterest, Spread
from liqdesk.domain.time import HOUR, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.ui.format import UNKNOWN, fmt_age, fmt_change, fmt_price, fmt_rate, fmt_usd, fmt_worth
from liqdesk.ui.tables.text_table import Head, TextModel

PRICE_FRESH = DurationMs(150 * SECOND)
SPREAD_OF = ("BTC", "ETH")
"""The coins whose spread is shown, as a reading of how easily the market is traded."""


class Column(IntEnum):
    """The columns, in their order."""

    COIN = 0
    SHORT = 1
    LONG = 2
    PRICE = 3
    CHANGE_5M = 4
    CHANGE_1H = 5
    VOLATILITY_5M = 6
    VOLATILITY_1H = 7
    INTEREST = 8
    INTEREST_1H = 9
    FUNDING = 10
    SPREAD = 11


HEADS = (
    Head(marked("Coin"), 70, grows=1, right=False),
    Head(marked("▲ Shorts 1h"), 88, grows=1),
    Head(marked("▼ Longs 1h"), 88, grows=1),
    Head(marked("Price"), 88, grows=1, hint=marked("Mark price per coin, from one exchange at a time")),
    Head(marked("5m"), 64, grows=1, goes=3, hint=marked("Change of the price over 5 minutes")),
    Head(marked("1h"), 64, grows=1, goes=6, hint=marked("Change of the price over an hour")),
    Head(
        marked("Vol 5m"), 62, grows=1, goes=2,
        hint=marked("Realised volatility of the last 5 minutes: the root of the sum of squared returns"),
    ),
    Head(
        marked("Vol 1h"), 62, grows=1, goes=4,
        hint=marked("Realised volatility of the last hour: the root of the sum of squared returns"),
    ),
    Head(
        marked("Open int."), 78, grows=1, goes=8,
        hint=marked("Open interest of the coin's perpetual at one exchange, in dollars at its mark price; never a sum"),
    ),
    Head(marked("OI 1h"), 64, grows=1, goes=5, hint=marked("Change of that open interest over an hour, in coins")),
    Head(
        marked("Funding"), 102, grows=1, goes=7,
        hint=marked("What longs pay shorts at the next payment, and for how many hours; below zero shorts pay"),
    ),
    Head(marked("Spread"), 72, grows=1, goes=1, hint=marked("Distance of best bid and ask, in hundredths of a percent")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class MarketRow:
    """One coin as the table shows it; `stale` are the columns whose figures are too old to speak of now."""

    base: str
    cells: tuple[str, ...]
    stale: frozenset[Column]
    tip: str


def row_of(coin: CoinView, names: Mapping[VenueId, str]) -> MarketRow:
    """The words for one coin; `names` are the venues' own."""
    market, hour = coin.market, tell(coin.hour.total, coin.hour.coverage, fmt_usd)
    spread = UNKNOWN if market.spread is None else tr("{bps} bp").format(bps=figure(f"{market.spread.bps:.2f}"))
    cells = (
        coin.base,
        hour.signed(hour.short),
        hour.signed(hour.long),
        fmt_price(market.price),
        fmt_change(market.change_5m),
        fmt_change(market.change_1h),
        fmt_change(market.volatility_5m, signed=False),
        fmt_change(market.volatility_1h, signed=False),
        fmt_worth(None if market.interest is None else market.interest.usd),
        fmt_change(market.interest_1h),
        _funding(market),
        spread if coin.base in SPREAD_OF else "",
    )
    return MarketRow(coin.base, cells, _stale(market), _tip(coin, names))


def _funding(market: CoinContext) -> str:
    if market.funding is None:
        return UNKNOWN
    interval = market.funding.interval
    return fmt_rate(market.funding.rate) + (
        "" if interval is None else " /" + tr("{number}h").format(number=figure(f"{interval / HOUR:g}"))
    )


def _stale(market: CoinContext) -> frozenset[Column]:
    """The columns whose figure is older than it should be."""
    found: set[Column] = set()
    if _old(market.at, market.price_at, PRICE_FRESH):
        found.add(Column.PRICE)
    for one, columns in (
        (market.interest, (Column.INTEREST, Column.INTEREST_1H)),
        (market.funding, (Column.FUNDING,)),
        (market.spread, (Column.SPREAD,)),
    ):
        if one is not None and _old(market.at, one.at, FRESH):
            found.update(columns)
    return frozenset(found)


def _old(now: UnixMs, at: UnixMs | None, limit: DurationMs) -> bool:
    return at is not None and now - at > limit


def _tip(coin: CoinView, names: Mapping[VenueId, str]) -> str:
    """Source and age of every figure."""
    market = coin.market
    interest, funding, spread = market.interest, market.funding, market.spread
    priced = None if market.price_venue is None or market.price_at is None else (market.price_venue, market.price_at)
    lines = [coin.base, _source(tr("Price"), market.at, priced, PRICE_FRESH, names)]
    said = _source(tr("Open interest"), market.at, _from(interest), FRESH, names)
    if interest is not None and interest.coins is not None:
        said += f"; {interest.symbol}, {figure(f'{interest.coins:,.0f}')} {coin.base}"
    lines.append(said)
    said = _source(tr("Funding"), market.at, _from(funding), FRESH, names)
    if funding is not None and funding.interval is None:
        said += tr("; for how many hours is not stated")
    lines.append(said)
    if coin.base in SPREAD_OF:
        lines.append(_source(tr("Spread"), market.at, _from(spread), FRESH, names))
    reasons = coin.hour.coverage.reasons
    return "\n".join(
        (
            *lines,
            *(tr("Liquidations: {reason}").format(reason=reason) for reason in reasons),
            tr("A click puts it into the chart."),
        )
    )


def _from(one: OpenInterest | Funding | Spread | None) -> tuple[VenueId, UnixMs] | None:
    return None if one is None else (one.venue, one.at)


def _source(
    what: str, now: UnixMs, source: tuple[VenueId, UnixMs] | None, limit: DurationMs, names: Mapping[VenueId, str]
) -> str:
    if source is None:
        return tr("{what}: not known").format(what=what)
    venue, at = source
    stale = tr(" (stale)") if _old(now, at, limit) else ""
    return tr("{what}: {venue}, {now} ago{stale}").format(
        what=what, venue=names.get(venue, venue), now=fmt_age(now - at), stale=stale
    )


class MarketModel(TextModel[MarketRow]):
    """The rows of the market. A row keeps its place whatever coin moves into it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADS, lambda row: None, lambda row: row.stale, parent)

    def spoken(self, row: MarketRow, column: int) -> str:
        old = tr(", stale") if column in row.stale else ""
        return row.cells[column] + old
