"""The command's words: what they mean, what is refused, and the tape."""

import argparse
import json
from pathlib import Path

import pytest

from liqdesk.simulator.contracts import USUAL, VENUES
from liqdesk.simulator.run import WrongWords, add_arguments, build, main, read_order
from tests.fakes.forced import START


def words(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(given)


def test_without_words_the_story_is_about_the_usual_venues_and_everything_is_served() -> None:
    order = read_order(words())
    assert (order.scenario, order.seed, order.venues, order.speed, order.rate) == ("squeeze", 1, USUAL, 1.0, 0)
    assert order.served == VENUES
    assert [venue for venue, _, _ in build(order.venues, {})] == [
        "binance-usdm",
        "bybit",
        "okx",
        "bitget",
        "gateio",
        "htx",
    ]


def test_a_venue_that_is_asked_for_is_all_there_is() -> None:
    order = read_order(words("--venue", "aster", "--fault", "*:mute"))
    assert order.venues == order.served == ("aster",)


def test_the_others_can_be_served_beside_the_ones_asked_for() -> None:
    order = read_order(words("--venue", "aster", "--serve-all"))
    assert (order.venues, order.served) == (("aster",), VENUES)


def test_a_venue_that_stays_quiet_can_have_faults() -> None:
    order = read_order(words("--fault", "aster:refuse=503"))
    assert [fault.word for fault in order.faults_of("aster")] == ["refuse"]


def test_the_host_of_a_carried_venue_serves_it() -> None:
    ((venue, dialect, board),) = build(["binance-coinm"], {})
    assert (venue, dialect.venue) == ("binance-usdm", "binance-usdm")
    assert board.listing.get("BTCUSD_PERP") is not None
    assert not board.listing.changed


def test_faults_go_to_the_server_of_their_venue() -> None:
    order = read_order(words("--fault", "*:mute", "--fault", "binance-coinm:stall", "--fault", "okx:drop@1s"))
    assert [fault.word for fault in order.faults_of("binance-usdm")] == ["mute", "stall"]
    assert [fault.word for fault in order.faults_of("okx")] == ["mute", "drop"]


@pytest.mark.parametrize(
    "given",
    [
        ["--scenario", "boom"],
        ["--venue", "kraken"],
        ["--speed", "0"],
        ["--rate", "0"],
        ["--fault", "okx:explode"],
        ["--venue", "bybit", "--fault", "okx:drop@1s"],
    ],
)
def test_wrong_words_are_one_sentence_and_exit_2(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WrongWords):
        read_order(words(*given))
    assert main(words(*given)) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("liqdesk simulate: ")
    assert shown.err.count("\n") == 1


def test_a_file_that_cannot_be_written_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = str(tmp_path / "missing" / "file")
    assert main(words("--truth", nowhere)) == 1
    assert main(words("--endpoints-file", nowhere, "--venue", "okx")) == 1
    assert main(words("--tape", nowhere, "--scenario", "calm", "--venue", "okx")) == 1
    assert capsys.readouterr().err.count("\n") == 3


def test_a_tape_is_one_whole_telling(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tape, truth = tmp_path / "calm.tape", tmp_path / "truth.jsonl"
    given = words("--scenario", "calm", "--venue", "okx", "--tape", str(tape), "--truth", str(truth))
    assert main(given, lambda: START) == 0
    lines = [json.loads(line) for line in tape.read_text().splitlines()]
    assert lines[0] == {"liqdesk_tape": 1, "created_at": START}
    assert {line["venue"] for line in lines[1:]} == {"okx"}
    assert lines[-1]["at"] == START + 600_000
    assert "calm" in capsys.readouterr().out
    assert "totals" in json.loads(truth.read_text().splitlines()[-1])


def test_the_faults_are_in_the_help() -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert "VENUE:WORD[=ARG][@WHEN[+[LENGTH]]][/EVERY]" in parser.format_help()
