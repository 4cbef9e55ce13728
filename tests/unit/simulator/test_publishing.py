"""What the venues let through: nothing is invented, full venues lose nothing, sampled ones keep their second."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.simulator.contracts import VENUES, contracts
from liqdesk.simulator.market import Forced
from liqdesk.simulator.publishing import RULES, Publisher, feed_of, published
from tests.fakes.forced import START, forced, rows

Place = tuple[str, int, int, str, int]


def story(places: list[Place]) -> list[Forced]:
    """Gap in ms, venue, one of three symbols, side and steps of size, as events in time order."""
    at, events = START + 137, []
    for number, (venue, gap, symbol, position, steps) in enumerate(places, 1):
        at += gap
        contract = contracts(venue)[symbol]
        side = "long" if position == "long" else "short"
        events.append(Forced(number, at, contract, side, steps * contract.size_step, 100 * contract.price_step))
    return events


stories = st.lists(
    st.tuples(
        st.sampled_from(VENUES),
        st.integers(0, 700),
        st.integers(0, 2),
        st.sampled_from(("long", "short")),
        st.integers(1, 50),
    ),
    max_size=120,
).map(story)


@given(stories)
def test_every_event_is_published_once_or_hidden_once(events: list[Forced]) -> None:
    hidden: list[Forced] = []
    shown = rows(published(events, hidden.append))
    assert Counter(event.number for event in [*shown, *hidden]) == Counter(event.number for event in events)
    assert all(RULES[event.contract.venue].keep != "all" for event in hidden)


@given(stories)
def test_pushes_are_in_order_and_never_before_what_they_tell(events: list[Forced]) -> None:
    pushes = list(published(events))
    assert [push.at_ms for push in pushes] == sorted(push.at_ms for push in pushes)
    for push in pushes:
        assert push.events
        assert all(event.at <= push.at_ms <= event.at + 2_200 for event in push.events)
        assert {feed_of(event.contract.venue) for event in push.events} == {push.venue}


@given(stories)
def test_sampled_venues_send_at_most_one_a_symbol_a_second(events: list[Forced]) -> None:
    sent: dict[tuple[str, ...], int] = {}
    for push in published(events):
        for event in push.events:
            if RULES[event.contract.venue].keep == "all":
                continue
            key = (event.contract.venue, event.contract.symbol, event.position if push.venue == "bitget" else "")
            assert push.at_ms - sent.get(key, 0) >= 1_000
            sent[key] = push.at_ms


@given(stories)
def test_telling_the_time_more_often_changes_nothing(events: list[Forced]) -> None:
    publisher, pushes = Publisher(), []
    for event in events:
        for moment in range(event.at - 40, event.at, 13):
            pushes.extend(publisher.advance(moment))
        pushes.extend(publisher.add(event))
    pushes.extend(publisher.finish())
    assert pushes == list(published(events))
    assert publisher.next_at is None


def test_binance_sends_the_largest_of_the_window_a_second_after_it_began() -> None:
    hidden: list[Forced] = []
    events = [
        forced(1, START + 100, "binance-usdm", size="2"),
        forced(2, START + 600, "binance-usdm", size="5"),
        forced(3, START + 1_099, "binance-usdm", size="3"),
        forced(4, START + 1_100, "binance-usdm", size="1"),
    ]
    pushes = list(published(events, hidden.append))
    assert [(push.at_ms, [event.number for event in push.events]) for push in pushes] == [
        (START + 1_100, [2]),
        (START + 2_100, [4]),
    ]
    assert [event.number for event in hidden] == [1, 3]


def test_coin_margined_rows_travel_with_binance() -> None:
    (push,) = published([forced(1, START, "binance-coinm", "BTCUSD_PERP", size="7")])
    assert push.venue == "binance-usdm"
    assert push.events[0].contract.venue == "binance-coinm"


def test_okx_sends_the_latest_of_each_contract_several_in_one_frame() -> None:
    events = [
        forced(1, START + 10, "okx", "BTC-USDT-SWAP", size="9"),
        forced(2, START + 500, "okx", "ETH-USDT-SWAP"),
        forced(3, START + 999, "okx", "BTC-USDT-SWAP", size="1"),
        forced(4, START + 400, "okx", "BTC-USDT-260327"),
    ]
    events.sort(key=lambda event: event.at)
    assert sorted([event.number for event in push.events] for push in published(events)) == [[3, 2], [4]]


def test_bybit_batches_a_symbol_for_half_a_second_without_limit() -> None:
    events = [forced(number, START + number // 50) for number in range(1, 12_001)]
    assert [len(push.events) for push in published(events)] == [12_000]
    late = [*events, forced(12_001, START + 500)]
    assert [len(push.events) for push in published(late)] == [12_000, 1]


def test_bitget_sends_the_largest_of_both_sides_and_states_the_second() -> None:
    events = [
        forced(1, START + 10, "bitget", size="10"),
        forced(2, START + 20, "bitget", size="30"),
        forced(3, START + 30, "bitget", position="long", size="5"),
        forced(4, START + 40, "bitget", size="20"),
    ]
    (push,) = published(events)
    assert [(event.number, event.at) for event in push.events] == [(2, START + 1_000), (3, START + 1_000)]


def test_gate_sends_everything_and_early_when_twenty_are_waiting() -> None:
    events = [forced(number, START + number, "gateio", "BTC_USDT") for number in range(1, 46)]
    assert [(push.at_ms - START, len(push.events)) for push in published(events)] == [(20, 20), (40, 20), (1_041, 5)]


def test_htx_sends_everything_at_once() -> None:
    events = [
        forced(1, START, "htx", "BTC-USDT"),
        forced(2, START, "htx", "BTC-USDT"),
        forced(3, START, "htx", "ETH-USDT"),
    ]
    assert [len(push.events) for push in published(events)] == [2, 1]


def test_an_unknown_venue_has_no_rule() -> None:
    with pytest.raises(KeyError):
        feed_of("nowhere")
