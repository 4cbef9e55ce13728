"""Tardis's files as documented; both sides."""

import pytest

from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import PositionSide
from liqdesk.venues.files.tardis import FEEDS, Tardis

HEAD = "exchange,symbol,timestamp,local_timestamp,id,side,price,amount"
# The form of https://docs.tardis.dev/downloadable-csv-files/data-types#liquidations
LONG_LINE = "bitmex,XBTUSD,1585699202957123,1585699203957000,2a9b-1,sell,6425.5,1200"
SHORT_LINE = "bybit,BTCUSDT,1585699202957000,1585699203957000,,buy,6425.5,0.25"


def read(line):
    columns = Tardis().recognise(HEAD.split(","))
    assert columns is not None
    return Tardis().read(dict(zip(columns.names, line.split(","), strict=True)), "x")


def test_a_forced_order_to_sell_closes_a_long():
    row = read(LONG_LINE)
    assert (row.report.venue, row.symbols, row.report.position) == ("bitmex", ("XBTUSD",), PositionSide.LONG)
    assert (row.report.size, row.report.unit, row.report.price) == (1200.0, SizeUnit.CONTRACTS, 6425.5)
    assert (row.report.at, row.received_at) == (1_585_699_202_957, 1_585_699_203_957)
    assert row.report.ident == "tardis:XBTUSD:2a9b-1"


def test_the_side_is_the_orders_on_every_venue():
    row = read(SHORT_LINE)
    assert (row.report.venue, row.report.position, row.report.ident) == ("bybit", PositionSide.SHORT, "")


def test_trades_have_the_same_columns_and_are_refused_by_their_name():
    assert "may hold trades" in Tardis().objection("bitmex_trades_2020-04-01_XBTUSD.csv")
    assert Tardis().objection("bitmex_liquidations_2020-04-01_XBTUSD.csv") == ""


def test_an_exchange_whose_amounts_nobody_confirmed_is_refused():
    with pytest.raises(ValueError, match="'ftx' count in is not confirmed"):
        read(LONG_LINE.replace("bitmex", "ftx"))


@pytest.mark.parametrize("exchange", list(FEEDS))
def test_every_feed_reads(exchange):
    assert read(LONG_LINE.replace("bitmex", exchange)).report.venue == FEEDS[exchange].venue
