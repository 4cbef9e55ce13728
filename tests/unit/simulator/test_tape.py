"""A tape: in the order of time, whole or not there, with every published event in its frames and in the truth."""

import gzip
import json
from pathlib import Path

import pytest
import zstandard

from liqdesk.simulator.contracts import contracts
from liqdesk.simulator.dialects.base import Board, Listing
from liqdesk.simulator.dialects.binance import Binance
from liqdesk.simulator.dialects.bybit import Bybit
from liqdesk.simulator.scenarios import scenario_named
from liqdesk.simulator.tape import Booth, write_tape
from liqdesk.simulator.truth import TruthFile
from tests.fakes.forced import START, forced, only_forced

VENUES = frozenset({"binance-usdm", "binance-coinm", "bybit"})
END = START + 150_000


def booths() -> dict[str, Booth]:
    binance = Board(Listing([*contracts("binance-usdm"), *contracts("binance-coinm")]))
    bybit = Board(Listing(contracts("bybit")))
    return {"binance-usdm": Booth(Binance(binance), binance), "bybit": Booth(Bybit(bybit), bybit)}


def lines_of(path: Path) -> list[dict[str, object]]:
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    elif path.suffix == ".zst":
        data = zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return [json.loads(line) for line in data.splitlines()]


@pytest.mark.parametrize("name", ["plain.tape", "packed.tape.gz", "packed.tape.zst"])
def test_everything_published_is_on_the_tape_and_in_the_truth(tmp_path: Path, name: str) -> None:
    story = [item for item in scenario_named("squeeze").tell(1, START, VENUES) if item.at < END - 2_000]
    truth_path = tmp_path / "truth.jsonl"
    written = write_tape(tmp_path / name, story, START, END, booths(), TruthFile(truth_path, "squeeze", 1, START))
    head, *lines = lines_of(tmp_path / name)
    assert head == {"liqdesk_tape": 1, "created_at": START}
    assert written.lines == len(lines) + 1
    assert written.frames == sum(line["kind"] == "frame" for line in lines)
    moments = [line["at"] for line in lines if "at" in line]
    assert moments == sorted(moments)
    assert (moments[0], moments[-1]) == (START, END)
    assert {line["venue"] for line in lines if line["kind"] == "instruments"} == VENUES
    rows = 0
    for line in lines:
        if line["kind"] == "frame":
            frame = json.loads(str(line["text"]))
            rows += len(frame["data"]) if "allLiquidation" in frame.get("topic", "") else 0
            rows += frame.get("stream") == "!forceOrder@arr"
    truth = truth_path.read_text().splitlines()
    totals = json.loads(truth[-1])["totals"]
    assert rows == len(truth) - 2 == totals["published"]["count"] > 50
    assert totals["happened"]["count"] == len(only_forced(story))


def test_the_same_story_makes_the_same_tape(tmp_path: Path) -> None:
    for name in ("one.tape.gz", "two.tape.gz"):
        write_tape(tmp_path / name, scenario_named("calm").tell(3, START, VENUES), START, END, booths())
    assert (tmp_path / "one.tape.gz").read_bytes() == (tmp_path / "two.tape.gz").read_bytes()


def test_a_failed_tape_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> object:
        yield forced(1, START + 10)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_tape(tmp_path / "broken.tape", broken(), START, END, booths())
    assert list(tmp_path.iterdir()) == []
