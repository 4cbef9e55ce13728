"""The most liquidated coins as a table: plain rows of words, and a model over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QObject, Qt

from liqdesk.analytics.coin_board import BOARD_WINDOWS, CoinBoardView, CoinLine
from liqdesk.analytics.context import FRESH, CoinContext
from liqdesk.analytics.told import Told, tell
from liqdesk.domain.language import figure, marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.market import Funding, OpenInterest, Spread
from liqdesk.domain.time import HOUR, SECOND, DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.ui.format import UNKNOWN, fmt_age, fmt_change, fmt_price, fmt_rate, fmt_share, fmt_usd, fmt_worth
from liqdesk.ui.tables.coin_order import Order, Value
from liqdesk.ui.tables.text_table import Head, TextModel

PRICE_FRESH = DurationMs(150 * SECOND)
SPREAD_OF = ("BTC", "ETH")
"""The coins whose spread is shown, as a reading of how easily the market is traded."""


class Column(IntEnum):
    """The columns, in their order."""

    COIN = 0
    SHORT_5M = 1
    LONG_5M = 2
    SHORT_1H = 3
    LONG_1H = 4
    SHORT_4H = 5
    LONG_4H = 6
    SHORT_24H = 7
    LONG_24H = 8
    SHARE = 9
    SPLIT = 10
    SCORE = 11
    PRICE = 12
    CHANGE_5M = 13
    CHANGE_1H = 14
    INTEREST = 15
    INTEREST_1H = 16
    FUNDING = 17
    VOLATILITY_5M = 18
    VOLATILITY_1H = 19
    SPREAD = 20

    @property
    def key(self) -> str:
        """The name by which settings know it: `short-1h`."""
        return self.name.lower().replace("_", "-")


SHORTS = (Column.SHORT_5M, Column.SHORT_1H, Column.SHORT_4H, Column.SHORT_24H)
LONGS = (Column.LONG_5M, Column.LONG_1H, Column.LONG_4H, Column.LONG_24H)
"""The sums of each side, in the order of `BOARD_WINDOWS`."""
SUMS = frozenset((*SHORTS, *LONGS))

_MONEY = 84
HEADS = (
    Head(marked("Coin"), 78, grows=1, right=False),
    Head(marked("▲ 5m"), _MONEY, goes=9, hint=marked("Shorts liquidated in the last 5 minutes")),
    Head(marked("▼ 5m"), _MONEY, goes=9, hint=marked("Longs liquidated in the last 5 minutes")),
    Head(marked("▲ 1h"), _MONEY, hint=marked("Shorts liquidated in the last hour")),
    Head(marked("▼ 1h"), _MONEY, hint=marked("Longs liquidated in the last hour")),
    Head(marked("▲ 4h"), _MONEY, goes=4, hint=marked("Shorts liquidated in the last 4 hours")),
    Head(marked("▼ 4h"), _MONEY, goes=4, hint=marked("Longs liquidated in the last 4 hours")),
    Head(marked("▲ 24h"), _MONEY, goes=8, hint=marked("Shorts liquidated in the last 24 hours")),
    Head(marked("▼ 24h"), _MONEY, goes=8, hint=marked("Longs liquidated in the last 24 hours")),
    Head(marked("Share"), 62, goes=13, hint=marked("Part of all money liquidated in the last hour")),
    Head(marked("Split"), 68, goes=14, hint=marked("The larger side's part of the coin's money in the last hour")),
    Head(
        marked("Score"), 62, goes=12,
        hint=marked(
            "How far the last minute lies above a usual one, on all venues, in robust deviations. "
            "A dash where it brought nothing, or where not enough is recorded to say what is usual."
        ),
    ),
    Head(marked("Price"), 84, goes=15, hint=marked("Mark price per coin, from one exchange at a time")),
    Head(marked("Price 5m"), 78, goes=7, hint=marked("Change of the price over 5 minutes")),
    Head(marked("Price 1h"), 78, goes=11, hint=marked("Change of the price over an hour")),
    Head(
        marked("Open int."), 76, goes=5,
        hint=marked("Open interest of the coin's perpetual at one exchange, in dollars at its mark price; never a sum"),
    ),
    Head(marked("OI 1h"), 66, goes=10, hint=marked("Change of that open interest over an hour, in coins")),
    Head(
        marked("Funding"), 102, goes=6,
        hint=marked("What longs pay shorts at the next payment, and for how many hours; below zero shorts pay"),
    ),
    Head(
        marked("Vol 5m"), 64, goes=2,
        hint=marked("Realised volatility of the last 5 minutes: the root of the sum of squared returns"),
    ),
    Head(
        marked("Vol 1h"), 64, goes=3,
        hint=marked("Realised volatility of the last hour: the root of the sum of squared returns"),
    ),
    Head(marked("Spread"), 72, goes=1, hint=marked("Distance of best bid and ask, in hundredths of a percent")),
)  # fmt: skip
"""▲ are shorts that were liquidated, ▼ longs."""


@dataclass(frozen=True, slots=True)
class CoinRow:
    """One coin as the table shows it; `stale` are the columns whose figures are too old to speak of now.

    `short_share` (0 to 1) is the shorts' part of the hour's money, None where there is none or the side is not known.
    """

    base: str
    cells: tuple[str, ...]
    stale: frozenset[Column]
    tip: str
    short_share: float | None = None


def row_of(line: CoinLine, board: CoinBoardView, names: Mapping[VenueId, str]) -> CoinRow:
    """The words for one coin of the board; `names` are the venues' own."""
    market = line.market
    told = [_told(line, board, number) for number in range(len(BOARD_WINDOWS))]
    hour = told[BOARD_WINDOWS.index("1h")]
    spread = UNKNOWN if market.spread is None else tr("{bps} bp").format(bps=figure(f"{market.spread.bps:.2f}"))
    cells = (
        line.base,
        *(cell for one in told for cell in (one.signed(one.short), one.signed(one.long))),
        fmt_share(share_of(line, board)),
        _split(hour),
        UNKNOWN if line.score is None else figure(f"{line.score:.1f}"),
        fmt_price(market.price),
        fmt_change(market.change_5m),
        fmt_change(market.change_1h),
        fmt_worth(None if market.interest is None else market.interest.usd),
        fmt_change(market.interest_1h),
        _funding(market),
        fmt_change(market.volatility_5m, signed=False),
        fmt_change(market.volatility_1h, signed=False),
        spread if line.base in SPREAD_OF else "",
    )
    return CoinRow(line.base, cells, _stale(market), _tip(line, board, names), hour.short_share)


def _told(line: CoinLine, board: CoinBoardView, number: int) -> Told:
    """One window of a coin. Of a side that the filter leaves out nothing is said."""
    told = tell(line.totals[number], board.whole[number].coverage, fmt_usd)
    side = None if board.choice is None else board.choice.side
    if side is None:
        return told
    if side is PositionSide.LONG:
        return Told(told.total, told.long, UNKNOWN, told.more_possible, None, None, told.state, told.covered)
    return Told(told.total, UNKNOWN, told.short, told.more_possible, None, None, told.state, told.covered)


def share_of(line: CoinLine, board: CoinBoardView) -> float | None:
    """A coin's part (0 to 1) of the hour's money; None where there is none."""
    hour = BOARD_WINDOWS.index("1h")
    whole = board.whole[hour]
    if whole.coverage.blind or not whole.total.both:
        return None
    return line.totals[hour].both / whole.total.both


def _split(hour: Told) -> str:
    """The larger side with its part: `▲ 91%`."""
    short = hour.short_share
    if short is None:
        return UNKNOWN
    return f"▲ {fmt_share(short)}" if short >= 0.5 else f"▼ {fmt_share(1.0 - short)}"


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


def _tip(line: CoinLine, board: CoinBoardView, names: Mapping[VenueId, str]) -> str:
    """How whole the sums are, and source and age of every figure of the market."""
    market = line.market
    interest, funding, spread = market.interest, market.funding, market.spread
    priced = None if market.price_venue is None or market.price_at is None else (market.price_venue, market.price_at)
    lines = [line.base]
    for number, window in enumerate(BOARD_WINDOWS):
        told = _told(line, board, number)
        said = tr("{window}: ▲ {short}, ▼ {long}").format(
            window=window, short=told.signed(told.short), long=told.signed(told.long)
        )
        lines.append(tr("{sums}; covered {covered}").format(sums=said, covered=told.covered))
    lines.append(_source(tr("Price"), market.at, priced, PRICE_FRESH, names))
    said = _source(tr("Open interest"), market.at, _from(interest), FRESH, names)
    if interest is not None and interest.coins is not None:
        said += f"; {interest.symbol}, {figure(f'{interest.coins:,.0f}')} {line.base}"
    lines.append(said)
    said = _source(tr("Funding"), market.at, _from(funding), FRESH, names)
    if funding is not None and funding.interval is None:
        said = tr("{funding}; for how many hours is not stated").format(funding=said)
    lines.append(said)
    if line.base in SPREAD_OF:
        lines.append(_source(tr("Spread"), market.at, _from(spread), FRESH, names))
    reasons = board.window("1h").coverage.reasons
    return "\n".join(
        (
            *lines,
            *(tr("Liquidations: {reason}").format(reason=reason) for reason in reasons),
            tr("A click puts it into the charts."),
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
    said = tr("{what}: {venue}, {age} ago").format(what=what, venue=names.get(venue, venue), age=fmt_age(now - at))
    return tr("{figure} (stale)").format(figure=said) if _old(now, at, limit) else said


def board_words(board: CoinBoardView, shown: int, of: str, held: bool) -> str:
    """The line below the table: of what the sums are, how whole the hour is, how many coins there are."""
    hour = board.window("1h")
    told = tell(hour.total, hour.coverage, fmt_usd)
    parts = [
        tr("1h {of}: {total}").format(of=of, total=told.signed(told.total))
        if of
        else tr("1h: {total}").format(total=told.signed(told.total)),
        told.state or tr("covered {covered}").format(covered=told.covered),
        tr("%n coin(s)", "", board.known)
        if shown >= board.known
        else tr("{shown} of %n coin(s); the filter finds the others", "", board.known).format(shown=shown),
    ]
    if held:
        parts.append(tr("order kept while you are here"))
    return "  ·  ".join(parts)


def value_of(line: CoinLine, board: CoinBoardView, column: int) -> Value:
    """What a coin is sorted by in a column; of a sum, nothing is as good as not known."""
    for columns, side in ((SHORTS, "short"), (LONGS, "long")):
        if column in columns:
            return float(getattr(line.totals[columns.index(Column(column))], side)) or None
    market, hour = line.market, line.totals[BOARD_WINDOWS.index("1h")]
    values: dict[int, Value] = {
        Column.COIN: line.base,
        Column.SHARE: share_of(line, board),
        Column.SPLIT: hour.short / hour.both if hour.both else None,
        Column.SCORE: line.score,
        Column.PRICE: market.price,
        Column.CHANGE_5M: market.change_5m,
        Column.CHANGE_1H: market.change_1h,
        Column.INTEREST: None if market.interest is None else market.interest.usd,
        Column.INTEREST_1H: market.interest_1h,
        Column.FUNDING: None if market.funding is None else market.funding.rate,
        Column.VOLATILITY_5M: market.volatility_5m,
        Column.VOLATILITY_1H: market.volatility_1h,
        Column.SPREAD: market.spread.bps if market.spread is not None and line.base in SPREAD_OF else None,
    }
    return values[column]


class CoinsModel(TextModel[CoinRow]):
    """The rows of the coins, and the mark in the head of the column that they are sorted by."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADS, lambda row: row.base, lambda row: (row.stale, row.short_share), parent)
        self._order = Order(Column.SHORT_1H)

    def mark(self, order: Order) -> None:
        """Show in the heads that the rows are in this order."""
        if order != self._order:
            self._order = order
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(HEADS) - 1)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | int | None:
        said = super().headerData(section, orientation, role)
        if not isinstance(said, str) or orientation is not Qt.Orientation.Horizontal:
            return said
        if role == Qt.ItemDataRole.DisplayRole and section == self._order.column:
            return f"{said} {'↓' if self._order.largest_first else '↑'}"
        return said

    def spoken(self, row: CoinRow, column: int) -> str:
        cell = row.cells[column]
        return tr("{figure}, stale").format(figure=cell) if column in row.stale else cell
