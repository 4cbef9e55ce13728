"""Files of what is recorded: what was asked for, with its provenance; nothing is left of one that was broken off."""

import csv
from argparse import Namespace
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from liqdesk.app.arguments import build_parser
from liqdesk.app.crash import CrashHooks
from liqdesk.app.exporting import NotWanted, export_command
from liqdesk.app.files.taking import known_forms, take_in
from liqdesk.app.importing import import_command
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import CoveredSpan, LaneId, Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.codes import Source
from liqdesk.store.groups import Aside, StoreFile
from liqdesk.store.imports import Imports
from liqdesk.store.outflow import Outflow
from tests.fakes.clock import StepClock
from tests.fakes.events import entry
from tests.fakes.rows import T0, instrument, option, row

HOUR_START = UnixMs(T0 - T0 % HOUR)
ROWS = [
    row(T0 + number, 1_000_001 * (number + 1), list(PositionSide)[number % 2], instrument(venue=venue))
    for number, venue in enumerate(["bybit", "okx", "bybit"] * 20)
]


@pytest.fixture
def profile(tmp_path):
    folder = tmp_path / "profile"
    folder.mkdir()
    file = StoreFile(folder / "liqdesk.db", StepClock())
    spans = [
        CoveredSpan(LaneId("bybit/a"), VenueId("bybit"), Span(HOUR_START, UnixMs(HOUR_START + 45 * MINUTE))),
        CoveredSpan(LaneId("okx/a"), VenueId("okx"), Span(HOUR_START, UnixMs(HOUR_START + HOUR))),
    ]
    told = {(one.lane, one.span.start): one for one in spans}
    file.commit([*ROWS, row(T0 + 99, None, of=option())], Aside(spans=told, entries={"a": entry()}), Source.LIVE)
    file.recordings.close()
    return folder


def asked(*words: object) -> Namespace:
    return build_parser().parse_args([str(word) for word in words])


def export(profile, path, *words):
    return export_command(asked("export", path, "--profile", profile, *words), CrashHooks())


def lines(path):
    if path.suffix == ".csv":
        with path.open(newline="") as file:
            return list(csv.DictReader(file))
    return [msgspec.json.decode(line) for line in path.read_bytes().splitlines()]


@pytest.mark.parametrize("name", ["a.jsonl", "b.csv.gz", "c.parquet"])
def test_what_goes_out_comes_in_and_goes_out_the_same(tmp_path, profile, name):
    assert export(profile, tmp_path / name) == 0
    other = tmp_path / "other"
    assert import_command(asked("import", tmp_path / name, "--profile", other), CrashHooks()) == 0
    export(profile, tmp_path / "one.jsonl")
    export(other, tmp_path / "two.jsonl", "--imported")
    first, second = lines(tmp_path / "one.jsonl"), lines(tmp_path / "two.jsonl")
    assert {one.pop("source") for one in first} == {"live"}
    assert {(one.pop("source"), one.pop("imported_from")) for one in second} == {("import", name)}
    assert all(one.pop("imported_at") for one in second)
    assert first == second


def test_rows_are_chosen(tmp_path, profile):
    path = tmp_path / "a.jsonl"
    export(profile, path, "--venue", "okx", "--side", "short", "--since", T0 + 2)
    assert {(one["venue"], one["position"]) for one in lines(path)} == {("okx", "short")}
    export(profile, path, "--min-usd", "50", "--coin", "BTC", "--until", T0 + 56)
    assert [one["at"] - T0 for one in lines(path)] == [49, 50, 51, 52, 53, 54, 55]


def test_bars_say_how_much_was_watched(tmp_path, profile):
    export(profile, tmp_path / "a.csv", "--what", "hours")
    by_venue = {one["venue"]: one for one in lines(tmp_path / "a.csv")}
    assert by_venue.keys() == {"bybit", "okx"}
    assert (by_venue["bybit"]["coverage"], by_venue["bybit"]["at_least"]) == ("0.75", "True")
    assert (by_venue["okx"]["coverage"], by_venue["okx"]["completeness"]) == ("1.0", "sampled")
    sums = sum(int(one["long_micro"]) + int(one["short_micro"]) for one in by_venue.values())
    assert sums == sum(one.notional or 0 for one in ROWS)
    export(profile, tmp_path / "b.jsonl", "--what", "days")
    assert {one["span_ms"] for one in lines(tmp_path / "b.jsonl")} == {DAY}
    export(profile, tmp_path / "c.parquet", "--what", "minutes")
    table = pytest.importorskip("pyarrow.parquet").read_table(tmp_path / "c.parquet")
    assert str(table.schema.field("start").type) == "timestamp[ms, tz=UTC]"


def test_watched_time_and_events(tmp_path, profile):
    export(profile, tmp_path / "a.jsonl", "--what", "watched", "--venue", "okx")
    (only,) = lines(tmp_path / "a.jsonl")
    assert (only["venue"], only["until"] - only["start"]) == ("okx", HOUR)
    export(profile, tmp_path / "b.jsonl", "--what", "events")
    export(profile, tmp_path / "c.csv", "--what", "events")
    assert [one["id"] for one in lines(tmp_path / "b.jsonl")] == [one["id"] for one in lines(tmp_path / "c.csv")]
    parquet = pytest.importorskip("pyarrow.parquet")
    for what in ("events", "watched"):
        export(profile, tmp_path / "d.parquet", "--what", what)
        assert parquet.read_table(tmp_path / "d.parquet").num_rows > 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--what", "hours", "--min-usd", "5"), "sums are not kept by size"),
        (("--what", "events", "--coin", "BTC"), "events cannot be chosen by coin"),
        (("--what", "watched", "--side", "long"), "watched cannot be chosen by coin"),
    ],
)
def test_what_does_not_go_together_is_said(tmp_path, profile, words, sentence):
    with pytest.raises(NotWanted, match=sentence):
        export(profile, tmp_path / "a.csv", *words)
    assert not (tmp_path / "a.csv").exists()


def test_what_is_not_there_is_said(tmp_path, profile):
    with pytest.raises(ExpectedFailure, match="nothing was imported here yet"):
        export(profile, tmp_path / "a.csv", "--imported")
    with pytest.raises(ExpectedFailure, match="nothing was recorded here yet"):
        export(tmp_path / "none", tmp_path / "a.csv")


def test_it_says_how_far_it_is(tmp_path, profile, capsys):
    export(profile, tmp_path / "a.csv", "--json")
    told = [msgspec.json.decode(line) for line in capsys.readouterr().out.splitlines()]
    assert told[0] == {"progress": pytest.approx(1.0, abs=0.02), "lines": len(ROWS) + 1}
    assert told[-1] == {"file": str(tmp_path / "a.csv"), "lines": len(ROWS) + 1}


def test_an_import_beside_a_look_from_elsewhere(tmp_path, profile):
    """Whoever reads meanwhile sees whole groups."""
    export(profile, tmp_path / "a.csv")
    imports = Imports(tmp_path / "imported.db", StepClock())
    with closing(Outflow(tmp_path / "imported.db")) as reader:
        take_in(tmp_path / "a.csv", known_forms(), lambda: imports, lambda *_: None)
        assert reader.bounds() == Span(T0, UnixMs(T0 + 100))
    imports.close()
    assert Path(tmp_path / "imported.db").exists()
