"""What holds for every venue of the registry: frames on file, any bytes at all, plans, instrument lists."""

import gzip
import json
import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.liquidation import LiquidationReport, PositionSide
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import SECOND
from liqdesk.domain.venue import VenueId
from liqdesk.venues.registry import VENUES
from liqdesk.venues.session import Addresses, ConnectionPlan, Post, Rejected, Send, Unknown, VenueEvent
from liqdesk.venues.wire.numbers import LARGEST
from tests.fakes.frames import Golden, GoldenPage, golden_pages, goldens, listed, named_by_pages, rounded, told

FRAMES = goldens()
PAGES = golden_pages()
ALL = list(VENUES)
CONNECTED = [venue for venue, one in VENUES.items() if one.info.connects]
LOCAL = Addresses("ws://127.0.0.1:9/ws?token=1", "http://127.0.0.1:9", {"inverse": "ws://127.0.0.1:9/inverse"})
PATIENCE_MS = 1_500.0
"""Far above what reading hostile input takes, far below what a person would notice as a standstill."""


def named(one: Golden | GoldenPage) -> str:
    return f"{one.venue}/{one.name}"


def contracts_of(venue: VenueId) -> list[Instrument]:
    own = [one for (owner, _), one in listed().items() if owner == venue]
    assert own
    return own


def plans_of(venue: VenueId) -> Sequence[ConnectionPlan]:
    return VENUES[venue].plan(contracts_of(venue), named_by_pages(venue, VENUES[venue].addresses))


def text_of(golden: Golden) -> str:
    return golden.frame if isinstance(golden.frame, str) else gzip.decompress(golden.frame).decode()


def sound(events: Sequence[VenueEvent]) -> None:
    """What any answer to any frame is like."""
    assert events
    for event in events:
        if isinstance(event, LiquidationReport):
            assert 0.0 < event.size < LARGEST
            assert 0.0 < event.price < LARGEST
            assert 0.0 <= event.quote_value < LARGEST
            assert isinstance(event.position, PositionSide)
            assert event.venue in VENUES
        elif isinstance(event, PriceTick):
            assert 0.0 < event.price < LARGEST
        else:
            for text in (getattr(event, "reason", ""), getattr(event, "topic", ""), getattr(event, "text", "")):
                text.encode("utf-8")
                assert isinstance(event, Send) or (len(text) <= 500 and text.isprintable())


@pytest.mark.parametrize("golden", FRAMES, ids=named)
def test_a_frame_on_file_gives_what_its_file_says(golden: Golden) -> None:
    events = golden.session().received(golden.frame)
    contracts = listed()
    answers = [told(event, wanted, contracts) for event, wanted in zip(events, golden.expect, strict=True)]
    assert answers == [rounded(wanted) for wanted in golden.expect]
    sound(events)
    assert len(golden.source) > 10


MEDDLING = {
    "venue": "x", "symbol": "x", "position": "short", "size": 5, "unit": "quote", "price": 5, "price_kind": "mark", "at": 5,
    "quote_value": 5, "kind": "deleverage", "history": True, "ident": "x",
}  # fmt: skip


def meddled(value: object) -> object:
    """The value with names of ours put into every object that does not use them."""
    if isinstance(value, dict):
        return MEDDLING | {key: meddled(part) for key, part in value.items()}
    return [meddled(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("golden", [one for one in FRAMES if text_of(one)[0] in "{["], ids=named)
def test_names_of_ours_on_the_wire_change_nothing(golden: Golden) -> None:
    frame = json.dumps(meddled(json.loads(text_of(golden))))
    assert golden.session().received(frame) == golden.session().received(text_of(golden))


@pytest.mark.parametrize("golden", [one for one in FRAMES if isinstance(one.frame, str)], ids=named)
def test_a_frame_reads_the_same_as_bytes_unless_bytes_mean_gzip(golden: Golden) -> None:
    frame = text_of(golden).encode()
    if golden.venue == "htx":
        frame = gzip.compress(frame)
    assert golden.session().received(frame) == golden.session().received(golden.frame)


@pytest.mark.parametrize("venue", ALL)
def test_both_sides_are_proven_by_frames_on_file(venue: VenueId) -> None:
    sides = {
        wanted["position"]
        for golden in FRAMES
        if golden.venue == venue
        for wanted in golden.expect
        if wanted["event"] == "LiquidationReport"
    }
    assert sides == {"long", "short"}


@pytest.mark.parametrize("venue", ALL)
def test_every_way_to_talk_ends_in_events_for_any_text(venue: VenueId) -> None:
    sessions = [VENUES[venue].decoder(), *(plan.new_session() for plan in plans_of(venue))]

    @given(st.one_of(st.text(), st.binary(), st.binary().map(gzip.compress)))
    def try_one(frame: str | bytes) -> None:
        for session in sessions:
            sound(session.received(frame))

    try_one()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.just("NaN"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def mutated(value: object, path: list[int], other: object) -> object:
    """The value with one part of it, found by `path`, replaced."""
    if path and isinstance(value, dict) and value:
        key = sorted(value)[path[0] % len(value)]
        return value | {key: mutated(value[key], path[1:], other)}
    if path and isinstance(value, list) and value:
        at = path[0] % len(value)
        return [*value[:at], mutated(value[at], path[1:], other), *value[at + 1 :]]
    return other


@pytest.mark.parametrize("venue", ALL)
@settings(max_examples=150)
@given(data=st.data())
def test_a_frame_with_one_part_replaced_still_ends_in_events(venue: VenueId, data: st.DataObject) -> None:
    texts = [text_of(golden) for golden in FRAMES if golden.venue == venue and text_of(golden)[0] in "{["]
    value = json.loads(data.draw(st.sampled_from(texts)))
    changed = json.dumps(mutated(value, data.draw(st.lists(st.integers(0, 20), max_size=6)), data.draw(JSON)))
    for plan in plans_of(venue):
        frame = gzip.compress(changed.encode()) if venue == "htx" else changed
        sound(plan.new_session().received(frame))
    sound(VENUES[venue].decoder().received(changed))


HOSTILE = {
    "empty": "",
    "nul": "\x00",
    "word": "hello",
    "half": '{"topic":"allLiquidation.BTC',
    "number": "1e400",
    "digits": "9" * 6_000,
    "NaN": "NaN",
    "surrogate": '{"topic":"\ud800"}',
    "escaped surrogate": '{"topic":"\\ud800","event":"\\udfff","op":"\\udfff","stream":"\\ud800"}',
    "deep lists": "[" * 100_000,
    "deep and closed": "[" * 100_000 + "]" * 100_000,
    "deep objects": '{"data":' * 100_000 + "1" + "}" * 100_000,
    "two megabytes of text": "x" * 2_000_000,
    "two megabytes of JSON text": '{"a":"' + "x" * 2_000_000 + '"}',
    "two megabytes of numbers": "[" + ",".join(["1"] * 1_000_000) + "]",
    "many names": "{" + ",".join(f'"k{n}":{n}' for n in range(20_000)) + "}",
    "direction": '{"event":"\\u202egnp\\u202c"}',
}


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("venue", ALL)
def test_hostile_input_is_counted_and_never_a_liquidation(venue: VenueId, what: str) -> None:
    session = VENUES[venue].decoder()
    start = time.thread_time()
    events = session.received(HOSTILE[what])
    spent = (time.thread_time() - start) * 1_000
    sound(events)
    assert all(isinstance(event, Unknown | Rejected) for event in events)
    assert spent < PATIENCE_MS


NOT_NUMBERS = [
    *("NaN", '"NaN"', '"inf"', "Infinity", "-1", "0", '"0"', "1e400", '"1e400"'),
    *("true", "null", "[]", "{}", '""', '"1_0"', "9" * 400),
]
PRICED = [one for one in FRAMES if one.name.startswith(("long", "short"))]
PRICE_KEYS = {
    "binance-usdm": "ap",
    "binance-coinm": "ap",
    "bybit": "p",
    "okx": "bkPx",
    "aster": "ap",
    "backpack": "p",
    "poloniex": "bkPx",
    "hyperliquid": "px",
}


@pytest.mark.parametrize("number", NOT_NUMBERS)
@pytest.mark.parametrize("golden", PRICED, ids=named)
def test_a_price_that_cannot_be_costs_its_row(golden: Golden, number: str) -> None:
    key = PRICE_KEYS.get(golden.venue, "price")
    frame = text_of(golden)
    at = frame.index(f'"{key}":') + len(f'"{key}":')
    ends = min(found for found in (frame.find(",", at), frame.find("}", at)) if found > 0)
    events = golden.session().received(frame[:at] + number + frame[ends:])
    reports = [event for event in events if isinstance(event, LiquidationReport)]
    if key == "ap" and number in ("0", '"0"'):
        assert {event.price_kind for event in reports} == {"fill", "order"} - ({"fill"} if len(reports) == 1 else set())
        return
    assert len(reports) == len(golden.expect) - 1
    assert any(isinstance(event, Rejected | Unknown) for event in events)


@pytest.mark.parametrize("venue", CONNECTED)
def test_the_plans_are_whole(venue: VenueId) -> None:
    for addresses in (VENUES[venue].addresses, LOCAL):
        plans = VENUES[venue].plan(contracts_of(venue), named_by_pages(venue, addresses))
        assert plans
        assert len({plan.part for plan in plans}) == len(plans)
        for plan in plans:
            assert plan.carries[0] == venue
            assert plan.url.startswith(("wss://", "ws://"))
            assert 3 * SECOND <= plan.keepalive_every < plan.silence_limit <= 20 * SECOND
            assert 100 <= plan.send_every <= SECOND
            assert plan.sends_at_once == 1 or plan.send_every >= 2 * 110
            assert plan.canary_limit is None or plan.canary_limit <= 15 * SECOND
            assert plan.topics >= len(plan.subscribes)
            assert all(name.isascii() and value.isascii() for name, value in plan.headers)


@pytest.mark.parametrize("venue", [venue for venue in ALL if venue not in CONNECTED])
def test_what_is_read_from_tapes_only_is_never_contacted(venue: VenueId) -> None:
    assert not plans_of(venue)
    assert not VENUES[venue].instrument_urls(LOCAL)
    assert VENUES[venue].info.caveat


@pytest.mark.parametrize("venue", ALL)
def test_an_opened_connection_says_what_can_be_said(venue: VenueId) -> None:
    for plan in plans_of(venue):
        session = plan.new_session()
        asked = session.opened()
        assert bool(asked) == bool(plan.topics)
        for event in (*asked, *session.keepalive(), *session.follow(["BTCUSDT"]), *session.follow([])):
            assert isinstance(event, Send)
            assert event.text == "ping" or isinstance(json.loads(event.text), dict)


@pytest.mark.parametrize("venue", ALL)
def test_sessions_share_nothing(venue: VenueId) -> None:
    for plan in plans_of(venue):
        first, second = plan.new_session(), plan.new_session()
        asked = [event.text for event in first.opened() if isinstance(event, Send)]
        followed = list(first.follow(plan.subscribes or ["BTC_USDT", "ETHUSDT"]))
        for golden in FRAMES:
            if golden.venue == venue:
                first.received(golden.frame)
        assert [event.text for event in second.opened() if isinstance(event, Send)] == asked
        assert list(second.follow(plan.subscribes or ["BTC_USDT", "ETHUSDT"])) == followed


@pytest.mark.parametrize("venue", ALL)
def test_the_decoder_starts_and_asks_for_nothing_it_cannot(venue: VenueId) -> None:
    session = VENUES[venue].decoder()
    for events in (session.opened(), session.keepalive(), session.follow(["BTCUSDT"])):
        assert all(isinstance(event, Send) for event in events)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_an_instrument_page_on_file_gives_what_its_file_says(page: GoldenPage) -> None:
    read = VENUES[page.venue].read_instruments(page.body, page.url)
    assert read.next_url == page.next_url
    answers = [
        {name: getattr(one, name) for name in wanted} for one, wanted in zip(read.instruments, page.expect, strict=True)
    ]
    assert answers == page.expect


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_without_an_address_leads_nowhere(page: GoldenPage) -> None:
    assert VENUES[page.venue].read_instruments(page.body, "").next_url is None


NO_LISTS = [b"", b"<html>", b"null", b"1", b'{"data":5}', b'{"result":{"list":{}}}', b"[" * 9_999, b"\xff\xfe"]


@pytest.mark.parametrize("venue", ALL)
@pytest.mark.parametrize("body", NO_LISTS)
def test_a_body_that_is_no_list_raises_one_sentence(venue: VenueId, body: bytes) -> None:
    with pytest.raises(ValueError, match="instrument list"):
        VENUES[venue].read_instruments(body, "http://127.0.0.1/x")


@pytest.mark.parametrize("venue", ALL)
@given(body=st.one_of(st.binary(), JSON.map(lambda value: json.dumps(value).encode())))
def test_any_body_is_a_list_or_a_value_error(venue: VenueId, body: bytes) -> None:
    try:
        page = VENUES[venue].read_instruments(body, "http://127.0.0.1/x")
    except ValueError:
        return
    assert page.next_url is None


@pytest.mark.parametrize("page", [one for one in PAGES if b"[{" in one.body], ids=named)
def test_bad_rows_of_a_page_are_left_out(page: GoldenPage) -> None:
    junk = '{"symbol":"\\u202eX","instId":"\\u202e-A-B","name":"\\u0007_USDT","contract_code":"A B-USDT"},5,null,[],{},'
    body = page.body.decode()
    at = max(body.find(f"{start}[{{") for start in ('"data":', '"list":', '"symbols":', "")) if body[0] == "{" else 0
    at = body.index("[[" if body.startswith("[[") else "[{", at)
    read = VENUES[page.venue].read_instruments((body[: at + 1] + junk + body[at + 1 :]).encode(), "")
    assert len(read.instruments) == len(page.expect)


@pytest.mark.parametrize("venue", CONNECTED)
def test_the_lists_are_fetched_from_the_rest_address(venue: VenueId) -> None:
    asked = VENUES[venue].instrument_urls(LOCAL)
    assert asked
    for one in asked:
        assert (one.url if isinstance(one, Post) else one).startswith("http://127.0.0.1:9/")
        assert not isinstance(one, Post) or json.loads(one.body)


@pytest.mark.parametrize("venue", ALL)
@given(symbol=st.text())
def test_any_name_gives_a_contract_or_none(venue: VenueId, symbol: str) -> None:
    found = VENUES[venue].infer(symbol)
    assert found is None or (found.symbol == symbol and found.venue == venue and bool(found.base))


@pytest.mark.parametrize("venue", ALL)
def test_a_name_gives_away_what_the_list_says_but_no_size(venue: VenueId) -> None:
    for one in contracts_of(venue):
        found = VENUES[venue].infer(one.symbol)
        if found is None:
            continue
        assert (found.base, found.quote, found.settlement, found.scale) == (
            one.base,
            one.quote,
            one.settlement,
            one.scale,
        )
        assert found.expires_at in (None, one.expires_at)
        if found.multiplier is not None:
            assert found.settlement is Settlement.INVERSE
            assert found.multiplier == 1.0


@pytest.mark.parametrize("venue", ALL)
@pytest.mark.parametrize(
    "name", ["", " ", "BTC\u202eUSDT", "BTC\nUSDT", "X" * 99, "\ud800USDT", "A B-USDT-SWAP", "A B_USDT"]
)
def test_what_is_no_name_gives_nothing(venue: VenueId, name: str) -> None:
    assert VENUES[venue].infer(name) is None


def test_the_registry_holds_each_venue_under_its_own_name() -> None:
    assert list(VENUES) == [venue.info.id for venue in VENUES.values()]
    for venue in VENUES.values():
        assert venue.info.carried_by is None or venue.info.carried_by in VENUES
        assert venue.info.publishes.endswith(".")
        assert venue.info.hides.endswith(".")
