"""Events as alerts need them."""

import msgspec

from liqdesk.alerts.facts import MARKET_AREA, Area
from liqdesk.alerts.happenings import Happenings, covers
from liqdesk.alerts.latches import coin_area
from liqdesk.analytics.events import EventState, Level
from liqdesk.domain.time import MINUTE, SECOND, UnixMs
from liqdesk.settings.rules import ScopeKind
from tests.fakes.rows import T0
from tests.fakes.storms import open_event

MARKET = open_event(at=T0)
COIN = open_event("btc-1", T0, scope="BTC")


def closed(event):
    return msgspec.structs.replace(event, state=EventState.CLOSED, closed_at=T0)


def test_the_market_comes_first_and_covers_everything():
    events = Happenings()
    events.hear(COIN)
    events.hear(MARKET)
    assert [event.id for event in events.open()] == ["market-1", "btc-1"]
    assert events.covering(coin_area("ETH")) == MARKET
    assert covers(MARKET, Area(ScopeKind.VENUE, "Bybit"))


def test_a_coin_covers_itself_alone():
    events = Happenings()
    events.hear(COIN)
    assert events.covering(coin_area("BTC")) == COIN
    assert events.covering(coin_area("ETH")) is None
    assert events.covering(MARKET_AREA) is None


def test_a_part_covers_nothing_by_itself():
    events = Happenings()
    events.hear(msgspec.structs.replace(COIN, parent="market-1"))
    assert events.covering(coin_area("BTC")) is None


def test_what_is_closed_stays_closed_whatever_is_told_late():
    events = Happenings()
    events.hear(MARKET)
    events.hear(closed(MARKET))
    events.hear(MARKET)
    assert events.open() == ()
    assert events.over("market-1")
    assert events.known("market-1") == closed(MARKET)


def test_news_are_what_opens_gets_louder_changes_its_place_or_closes():
    events = Happenings()
    for told, news in (
        (MARKET, True),
        (MARKET, False),
        (msgspec.structs.replace(MARKET, count=9), False),
        (msgspec.structs.replace(MARKET, level=Level.ALERT), True),
        (closed(MARKET), True),
        (closed(MARKET), False),
    ):
        events.hear(told)
        assert events.news is news
        events.settle(T0)


def test_what_was_told_late_is_stale_at_its_level():
    events = Happenings()
    events.hear(MARKET)
    events.look(UnixMs(T0 + 60 * SECOND))
    assert events.stale == {}
    late = Happenings()
    late.hear(MARKET)
    late.look(UnixMs(T0 + 61 * SECOND))
    assert late.stale == {"market-1": Level.WATCH}


def test_what_ended_long_ago_is_let_go():
    events = Happenings()
    events.hear(MARKET)
    events.look(UnixMs(T0 + 2 * MINUTE))
    events.hear(closed(MARKET))
    events.settle(UnixMs(T0 + 16 * MINUTE))
    assert events.known("market-1") is None
    assert events.stale == {}
