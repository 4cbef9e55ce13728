"""The program as a person runs it: processes, pipes, real sockets, a real file; nothing looked at from inside."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

LIMIT = 90
PROGRAM = [sys.executable, "-m", "liqdesk"]


def liqdesk(*words: str | Path, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *map(str, words)], input=stdin, capture_output=True, text=True, timeout=LIMIT, check=False
    )


@contextmanager
def simulated(folder: Path, *words: str) -> Iterator[tuple[Path, Path]]:
    """The simulated exchanges; gives their endpoints file and their truth file."""
    endpoints, truth = folder / "endpoints.toml", folder / "truth.jsonl"
    command = [*PROGRAM, "simulate", "--endpoints-file", str(endpoints), "--truth", str(truth), *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert "ready" in process.stdout.readline()
            yield endpoints, truth
        finally:
            process.terminate()


def event(row: dict) -> tuple:
    return row["venue"], row["symbol"], row["position"], row["at"], round(row["notional_usd"], 2)


def truth_events(truth: Path, least_sent: int) -> Counter:
    """What was published, as far as it was sent to this many connections at once; a replay may bring the rest later."""
    lines = (json.loads(line) for line in truth.read_text().splitlines())
    return Counter(event(line) for line in lines if "notional_usd" in line and line["sent"] >= least_sent)


@pytest.fixture(scope="module")
def squeeze(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A tape of a squeeze, and what truly happened."""
    folder = tmp_path_factory.mktemp("tape")
    tape, truth = folder / "squeeze.tape.zst", folder / "truth.jsonl"
    done = liqdesk("simulate", "--scenario", "squeeze", "--tape", tape, "--truth", truth)
    assert done.returncode == 0, done.stderr
    return tape, truth


def test_a_replay_sums_to_the_truth_and_so_does_its_store_afterwards(tmp_path, squeeze):
    tape, truth = squeeze
    done = liqdesk("replay", tape, "--headless", "--json", "--speed", "max", "--profile", tmp_path)
    assert done.returncode == 0, done.stderr
    total = json.loads(done.stdout.splitlines()[-1])
    published = json.loads(truth.read_text().splitlines()[-1])["totals"]["published"]
    hour = total["windows"]["1h"]
    assert {key: hour[key] for key in ("long_usd", "short_usd", "count")} == published
    assert hour["unvalued"] == 0
    again = liqdesk("totals", "--json", "--profile", tmp_path)
    stored = json.loads(again.stdout)
    for window in total["windows"]:
        ours, theirs = total["windows"][window], stored["windows"][window]
        assert {k: ours[k] for k in ("long_usd", "short_usd", "count")} == {
            k: theirs[k] for k in ("long_usd", "short_usd", "count")
        }
    assert stored["venues"] == total["venues"]
    assert stored["bases"] == total["bases"]
    assert stored["source"] == "replay"


@pytest.mark.parametrize(
    "faults",
    [
        (),
        (
            "--fault",
            "bybit:drop@2s",
            "--fault",
            "bybit:replay=400",
            "--fault",
            "okx:duplicate",
            "--fault",
            "gateio:reorder=3",
        ),
    ],
    ids=["calm lines", "dropped, replayed, doubled, reordered"],
)
def test_tail_prints_every_event_once(tmp_path, faults):
    words = ("--rate", "300", "--wait-for-client", *faults)
    with simulated(tmp_path, "--seed", "3", *words) as (endpoints, truth):
        done = liqdesk("tail", "--json", "--endpoints", endpoints, "--profile", tmp_path / "p", "--for", "10")
        assert done.returncode == 0, done.stderr
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        told = Counter(event(row) for row in rows)
    published, deliverable = truth_events(truth, 0), truth_events(truth, 1)
    newest = max(row["at"] for row in rows)
    settled = Counter({key: count for key, count in deliverable.items() if key[3] < newest - 2_000})
    assert not told - published
    assert not settled - told
    assert len({row["key"] for row in rows}) == len(rows) > 100


def test_what_was_printed_survives_a_kill(tmp_path):
    profile = tmp_path / "p"
    with simulated(tmp_path, "--rate", "400", "--wait-for-client") as (endpoints, _):
        command = [*PROGRAM, "tail", "--json", "--endpoints", str(endpoints), "--profile", str(profile)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as tail:
            assert tail.stdout is not None
            rows, begun = [], None
            for line in tail.stdout:
                rows.append((time.monotonic(), json.loads(line)))
                begun = begun or rows[0][0]
                if rows[-1][0] - begun > 4:
                    break
            killed = time.monotonic()
            os.kill(tail.pid, signal.SIGKILL)
    done = liqdesk("totals", "--json", "--profile", profile)
    assert done.returncode == 0, done.stderr
    stored = json.loads(done.stdout)["windows"]["1h"]
    old = [row for at, row in rows if at < killed - 1.5]
    assert len(old) > 200
    assert stored["count"] >= len(old)
    assert stored["count"] <= len(rows) + 3_000
    again = liqdesk("doctor", "--json", "--profile", profile, "--endpoints", tmp_path / "endpoints.toml")
    assert json.loads(again.stdout)["checks"]


def test_two_of_one_profile_do_not_both_store(tmp_path):
    profile = tmp_path / "p"
    with simulated(tmp_path, "--rate", "50", "--wait-for-client", "--venue", "bybit") as (endpoints, _):
        words = ("tail", "--json", "--venue", "bybit", "--endpoints", str(endpoints), "--profile", str(profile))
        with subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, text=True) as first:
            assert first.stdout is not None
            first.stdout.readline()
            second = liqdesk(*words, "--for", "6")
            first.terminate()
    assert second.returncode == 0
    assert "without storing" in second.stderr
    assert second.stdout


def test_wrong_words_are_one_sentence_and_exit_2(tmp_path):
    for words in (["tail", "--venue", "nowhere"], ["decode", "nowhere"], ["tail", "--for", "x"], ["nonsense"]):
        done = liqdesk(*words, "--profile", str(tmp_path))
        assert done.returncode == 2, words
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert done.stderr.startswith("liqdesk"), done.stderr


def test_the_worlds_faults_are_one_line_and_exit_1(tmp_path):
    (tmp_path / "not.tape").write_text("hello\n")
    for words in (
        ["replay", tmp_path / "not.tape", "--headless"],
        ["replay", tmp_path / "missing", "--headless"],
        ["totals", "--profile", tmp_path / "empty"],
        ["decode", "okx", tmp_path / "missing"],
    ):
        done = liqdesk(*words)
        assert done.returncode == 1, words
        assert len(done.stderr.splitlines()) == 1, done.stderr


def test_decode_reads_stdin_and_files_alike(tmp_path):
    frame = (
        '{"topic":"allLiquidation.ARBUSDT","type":"snapshot","ts":1793000312503,'
        '"data":[{"T":1793000312229,"s":"ARBUSDT","S":"Buy","v":"18420.5","p":"0.3127"}]}'
    )
    (tmp_path / "frames").write_text(f"{frame}\n\nnonsense\n{frame}\n")
    from_file = liqdesk("decode", "bybit", tmp_path / "frames")
    piped = liqdesk("decode", "bybit", stdin=(tmp_path / "frames").read_text())
    lines = [json.loads(line) for line in from_file.stdout.splitlines()]
    assert [(line["line"], line.get("outcome")) for line in lines] == [(1, None), (3, "unknown"), (4, None)]
    assert lines[0]["key"] == lines[2]["key"]
    assert lines[0]["notional_usd"] == 5760.09
    assert len(piped.stdout.splitlines()) == 3


def test_console_words_load_no_qt():
    code = (
        "import sys; from liqdesk.app import headless, replay, offline; "
        "sys.exit(any(name.split('.')[0] in ('PySide6', 'pyqtgraph', 'qasync') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_one_profile_exports_another_imports(tmp_path, squeeze):
    tape, _ = squeeze
    assert (
        liqdesk("replay", tape, "--headless", "--json", "--speed", "max", "--profile", tmp_path / "a").returncode == 0
    )
    rows = tmp_path / "rows.csv.zst"
    done = liqdesk("export", rows, "--profile", tmp_path / "a")
    assert done.returncode == 0, done.stderr
    count = done.stderr.split()[1]
    first = liqdesk("import", rows, "--profile", tmp_path / "b")
    assert first.stdout.startswith(f"imported {count} rows: "), first.stderr
    again = liqdesk("import", rows, "--profile", tmp_path / "b")
    assert again.stdout.startswith(f"imported {count} rows, {count} of them known before: ")
    listed = liqdesk("totals", "--profile", tmp_path / "b")
    assert "nothing was recorded here yet" in listed.stderr, "what is imported is never counted as heard"


@pytest.mark.parametrize(
    ("name", "content", "code", "sentence"),
    [
        ("rows.md", "a,b\n1,2\n", 2, "nobody here knows the columns of rows.md (a, b)"),
        ("rows.csv", "a,b\n1,2\n", 1, "nobody here knows the columns of rows.csv (a, b)"),
        ("rows.csv", "venue,symbol,base,position,price,at\n1,2\n", 1, "1 line is no liquidation (line 2: "),
        ("rows.jsonl", "", 1, "rows.jsonl holds no liquidation"),
    ],
)
def test_a_file_without_rows_is_refused_in_one_sentence(tmp_path, name, content, code, sentence):
    (tmp_path / name).write_text(content)
    done = liqdesk("import", tmp_path / name, "--profile", tmp_path / "p")
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.count("\n") == 1
    assert sentence in done.stderr
    assert not (tmp_path / "p").exists()


def test_a_system_without_a_library_of_qt_is_told_in_one_sentence(tmp_path):
    package = tmp_path / "PySide6" / "__init__.py"
    package.parent.mkdir()
    package.write_text("raise ImportError('libX.so.2: cannot open shared object file: No such file or directory')\n")
    done = subprocess.run(
        [*PROGRAM, "screenshot", str(tmp_path / "picture.png"), "--profile", str(tmp_path / "p")],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "a library of the system is missing (libX.so.2:" in done.stderr
