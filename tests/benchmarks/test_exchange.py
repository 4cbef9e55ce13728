"""What files cost, out and in: rows a second beside a floor of the same run, and memory at few and at many rows.

Run by name: `./run test tests/benchmarks/test_exchange.py -s`; the first run makes a store of ten million rows, which takes some
minutes and 1.5 GB, and is kept. The floor of an export is every row fetched and written as it stands on disk; that of an import
is the file read line by line and parsed as JSON. Both programs run as a person runs them, and their memory is the most they
ever held, interpreter and libraries included. Budget: an export holds at ten million rows no more than 1.25 times what it
holds at ten thousand; 1.5 times as Parquet, whose last part tells of every group of rows and is written at the end.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import apsw
import msgspec
import pytest

from tests.fakes.archive import TEN_MILLION, Archive, archive

FEW = 10_000
FORMS = {"rows.jsonl": 1.25, "rows.csv": 1.25, "rows.csv.zst": 1.25, "rows.parquet": 1.5}
"""Files, and how much more memory they may take at ten million rows."""
IMPORTED = 1_000_000
MEASURED = (
    "import sys; from liqdesk.app.main import run; code = run(sys.argv[1:]);"
    " print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')), file=sys.stderr); sys.exit(code)"
)
"""What the kernel says of this program alone: `ru_maxrss` begins with what the process was before it became this program."""


def measured(*words: object) -> tuple[float, float]:
    """Seconds and the most MB that a run of the program takes."""
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *map(str, words)], capture_output=True, text=True, check=False, env=os.environ
    )
    assert done.returncode == 0, done.stderr
    _, kib, _ = done.stderr.strip().splitlines()[-1].split()
    return time.perf_counter() - begun, int(kib) / 1024


def profile_of(store: Archive, folder: Path) -> Path:
    folder.mkdir()
    (folder / "liqdesk.db").symlink_to(store.path)
    return folder


def fetched_and_written(store: Archive, path: Path) -> float:
    """Seconds for every row as it stands on disk."""
    begun = time.perf_counter()
    connection = apsw.Connection(str(store.path), flags=apsw.SQLITE_OPEN_READONLY)
    with path.open("w", buffering=1 << 18) as out:
        for row in connection.execute("SELECT * FROM liquidations"):
            out.write(f"{row}\n")
    connection.close()
    return time.perf_counter() - begun


@pytest.mark.timeout(7_200)
def test_ten_million_rows_go_out_in_the_memory_of_ten_thousand(tmp_path):
    few, many = archive(FEW, 2), archive(TEN_MILLION)
    small, large = profile_of(few, tmp_path / "few"), profile_of(many, tmp_path / "many")
    floor = fetched_and_written(many, tmp_path / "floor.txt")
    (tmp_path / "floor.txt").unlink()
    print(f"\nfloor: {many.rows:,} rows fetched and written in {floor:.1f} s, {many.rows / floor:,.0f} rows/s")
    for name, growth in FORMS.items():
        path = tmp_path / name
        _, held = measured("export", path, "--profile", small)
        seconds, most = measured("export", path, "--profile", large)
        size = path.stat().st_size / 1e6
        path.unlink()
        print(
            f"{name:<14}{many.rows / seconds:>10,.0f} rows/s, {seconds / floor:5.2f} x floor, {size:8,.0f} MB;"
            f" memory {held:.0f} MB at {few.rows:,} rows, {most:.0f} MB at {many.rows:,}"
        )
        assert most < growth * held
    for what in ("minutes", "hours", "days"):
        path = tmp_path / f"{what}.csv"
        seconds, most = measured("export", path, "--what", what, "--profile", large)
        print(f"{what:<14}{seconds:6.1f} s, {path.stat().st_size / 1e6:8,.1f} MB, memory {most:.0f} MB")


@pytest.mark.timeout(7_200)
def test_a_million_rows_come_in(tmp_path):
    few, many = archive(FEW, 2), archive(IMPORTED, 40)
    small, large = tmp_path / "few.jsonl", tmp_path / "many.jsonl"
    measured("export", small, "--profile", profile_of(few, tmp_path / "few"))
    measured("export", large, "--profile", profile_of(many, tmp_path / "many"))
    begun = time.perf_counter()
    with large.open("rb") as file:
        for line in file:
            msgspec.json.decode(line)
    floor = time.perf_counter() - begun
    _, held = measured("import", small, "--profile", tmp_path / "a")
    for words in (("--preview",), (), ()):
        seconds, most = measured("import", large, *words, "--profile", tmp_path / "b")
        print(
            f"\nimport {' '.join(words):<10}{many.rows / seconds:>10,.0f} rows/s, {seconds / floor:5.1f} x parsing alone;"
            f" memory {held:.0f} MB at {few.rows:,} rows, {most:.0f} MB at {many.rows:,}"
        )
    seconds, most = measured("imports", "--remove", 1, "--profile", tmp_path / "b")
    print(f"\nremove           {many.rows / seconds:>10,.0f} rows/s, memory {most:.0f} MB")
