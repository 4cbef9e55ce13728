"""Rows of the tables of the past."""

from liqdesk.analytics.past.views import Part, PastOrders, PastParts, PastQuery
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.tables.past import ORDER_HEADER, PART_HEADER, order_row, part_row, rows_of_orders, rows_of_parts
from tests.fakes.rows import T0, instrument, row

QUERY = PastQuery(Span(UnixMs(0), UnixMs(DAY)))
PART = Part(
    "okx", "OKX", SideTotal(MicroUsd(3 * 10**12), MicroUsd(10**12), 40, 1),
    Coverage(0.75, T0, True, ("covered only in part: OKX 75%",)),
)  # fmt: skip


def test_a_part_says_its_share_its_coverage_and_why():
    made = part_row(PART, 8 * 10**12)
    assert made.cells == ("OKX", "≥ $1.00M", "≥ $3.00M", "≥ $4.00M", "50%")
    assert made.short_share == 0.25
    assert made.tip.splitlines() == ["OKX", "40 orders", "covered 75% of time", "· covered only in part: OKX 75%"]
    assert made.spoken == "OKX: at least $1.00M shorts, at least $3.00M longs, covered 75% of time"


def test_rows_of_parts_tell_coins_from_venues():
    rows = list(rows_of_parts(PastParts(QUERY, PART.total, PART.coverage, (PART,), (PART,))))
    assert [line[0] for line in rows] == ["coin", "venue"]
    assert rows[0] == ("coin", "okx", 1_000_000.0, 3_000_000.0, 40, 1, 0.75, 1)
    assert len(rows[0]) == len(PART_HEADER)


def test_an_order_says_when_what_and_where():
    one = row(T0, 5_210_000_000_000, PositionSide.SHORT, instrument("BTC"), price=95_800.1)
    made = order_row(one, {"bybit": ("Bybit", "")}, Zone.UTC, False)
    assert made.cells == ("13 Jan 21:26", "▲ BTC", "$5.21M", "95,800.1", "Bybit")
    assert made.tip == "$5.21M BTC short on Bybit, 13 Jan 2026, 21:26 UTC"
    assert order_row(one, {}, Zone.UTC, True).cells[0] == "13 Jan 2026"
    (line,) = rows_of_orders(PastOrders(QUERY, (one,), None, None))
    assert line == (T0, "bybit", "BTCUSDT", "BTC", "short", 5_210_000.0, 95_800.1)
    assert len(line) == len(ORDER_HEADER)
