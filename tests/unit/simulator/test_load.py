"""The steady load: as many as asked for, spread over the venues, no two alike nearby."""

from decimal import Decimal

from liqdesk.simulator.load import SINGLE, Load
from liqdesk.simulator.publishing import feed_of
from tests.fakes.forced import START

PRICES = {"BTC": Decimal(94_000)}
CARRIED = "binance-coinm"
VENUES = ("binance-usdm", "bybit", "okx", "bitget", "gateio", "htx")


def test_every_venue_gets_its_share() -> None:
    load = Load(VENUES, PRICES)
    pushes = load.pushes(START, 600) + load.pushes(START + 20, 600)
    events = [event for push in pushes for event in push.events]
    assert [event.number for event in sorted(events, key=lambda event: event.number)] == list(range(1, 1_201))
    for venue in VENUES:
        assert sum(event.contract.venue == venue for event in events) == 200
    assert {event.position for event in events} == {"long", "short"}


def test_a_push_holds_one_contract_and_on_some_venues_one_event() -> None:
    for push in Load((*VENUES, CARRIED, "kraken-futures"), PRICES).pushes(START, 700):
        assert {feed_of(event.contract.venue) for event in push.events} == {push.venue}
        assert len({event.contract.symbol for event in push.events}) == 1
        assert push.venue not in SINGLE or len(push.events) == 1


def test_no_two_events_of_ten_thousand_are_alike() -> None:
    events = [event for push in Load(("okx",), PRICES).pushes(START, 10_000) for event in push.events]
    assert len({(event.contract.symbol, event.position, event.size, event.price) for event in events}) == 10_000


def test_values_are_whole_steps() -> None:
    for push in Load(VENUES, PRICES).pushes(START, 120):
        for event in push.events:
            assert event.price % event.contract.price_step == 0
            assert event.size % event.contract.size_step == 0
            assert event.price > 0
