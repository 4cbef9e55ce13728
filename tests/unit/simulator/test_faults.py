"""The fault language: what it means, what it refuses and when things strike."""

from decimal import Decimal

import pytest

from liqdesk.simulator import faults
from liqdesk.simulator.faults import WORDS, Agenda, Fault, FaultError, Moment, read_fault, read_refusal, read_resize

VENUES = ("bybit", "okx")


def test_a_fault_has_venue_word_argument_moment_and_repetition() -> None:
    assert read_fault("bybit:close=1012@10s/30s", VENUES) == Fault(
        "bybit", "close", "1012", Moment(10_000, False), False, Moment(30_000, False)
    )
    assert read_fault("*:mute@500e+", VENUES) == Fault("*", "mute", "", Moment(500, True), True, None)
    assert read_fault("okx:stall@250ms", VENUES).when == Moment(250, False)
    assert read_fault("okx:slow=2000", VENUES).always


def test_a_refusal_may_hold_any_text() -> None:
    fault = read_fault("bybit:refuse=429;Retry-After=30;body=slow down, a@b/c*3@2s", VENUES)
    assert fault.when == Moment(2_000, False)
    refused = read_refusal(fault.argument)
    assert (refused.status, refused.retry_after, refused.body, refused.count) == (429, "30", "slow down, a@b/c", 3)
    assert read_refusal("451").count is None


def test_a_resize_names_symbol_and_factor() -> None:
    assert read_resize("BTC-USDT-SWAP*0.1") == ("BTC-USDT-SWAP", Decimal("0.1"))


@pytest.mark.parametrize(
    "spec",
    [
        "",
        "bybit",
        "bybit:",
        "bybit:explode",
        "kraken:drop@1s",
        "bybit:drop",
        "bybit:close=abc@1s",
        "bybit:close@1s",
        "bybit:mute=x",
        "bybit:slow",
        "bybit:slow=0",
        "bybit:refuse=99",
        "bybit:refuse=soon",
        "bybit:resize=BTCUSDT",
        "bybit:resize=BTCUSDT*x",
        "bybit:resize=BTCUSDT*-1",
        "bybit:rename",
        "bybit:drop@1s/500e",
        "bybit:mute/3s",
        "bybit:drop@1s/0s",
        "bybit:drop@1s+4s",
        "bybit:burst=10",
        "bybit:burst=10@1s+4s",
        "bybit:stall@1s4s",
        "bybit:stall@1s+4e",
        "bybit:slow-handshake",
    ],
)
def test_what_cannot_be_meant_is_one_sentence(spec: str) -> None:
    with pytest.raises(FaultError) as raised:
        read_fault(spec, VENUES)
    text = str(raised.value)
    assert text.endswith(".")
    assert "\n" not in text


def test_every_word_is_explained() -> None:
    assert faults.__doc__ is not None
    assert [word for word in WORDS if word not in faults.__doc__] == []


def test_a_fault_strikes_once_at_its_moment() -> None:
    agenda = Agenda([read_fault("bybit:drop@2s", VENUES), read_fault("bybit:mute", VENUES)])
    assert agenda.due(1_999, 0) == []
    assert [fault.word for fault in agenda.due(2_000, 0)] == ["drop"]
    assert agenda.due(9_000, 0) == []


def test_a_repeated_fault_strikes_again_but_not_for_what_was_missed() -> None:
    agenda = Agenda([read_fault("bybit:drop@2s/3s", VENUES)])
    struck = [moment for moment in range(0, 20_000, 500) if agenda.due(moment, 0)]
    assert struck == [2_000, 5_000, 8_000, 11_000, 14_000, 17_000]
    late = Agenda([read_fault("bybit:drop@2s/3s", VENUES)])
    assert len(late.due(12_000, 0)) == 1
    assert late.due(13_999, 0) == []
    assert len(late.due(14_000, 0)) == 1


def test_a_fault_can_wait_for_events() -> None:
    agenda = Agenda([read_fault("bybit:drop@100e/100e", VENUES)])
    assert agenda.due(60_000, 99) == []
    assert len(agenda.due(60_000, 100)) == 1
    assert agenda.due(60_000, 199) == []
    assert len(agenda.due(60_000, 250)) == 1


def test_a_fault_with_a_length_ends_by_itself_each_time() -> None:
    fault = read_fault("bybit:stall@2s+1500ms/10s", VENUES)
    assert (fault.length_ms, fault.always) == (1_500, True)
    agenda = Agenda([fault, read_fault("bybit:mute@1s+", VENUES)])
    ended = []
    for moment in range(0, 20_000, 500):
        ended += [(moment, each.word) for each in agenda.over(moment)]
        agenda.due(moment, 0)
    assert ended == [(3_500, "stall"), (13_500, "stall")]
