"""The power cuts at length: a hundred thousand, by name, not in the gate."""

import pytest

from tests.fakes.power import Recorder, Unwaiting, images
from tests.fakes.storing_work import Judge, removed, store, written

SEEDS, CUTS = 20, 5_000


@pytest.mark.timeout(3_600)
def test_a_hundred_thousand_power_cuts(tmp_path):
    path = tmp_path / "liqdesk.db"
    for seed in range(SEEDS):
        removed(path)
        marks = [(0, 0)]
        with Recorder() as recorder:
            rows = store(
                path, 150, lambda number, at=recorder, marks=marks: marks.append((len(at.steps), number)), seed
            )
        judge = Judge(rows)
        with Unwaiting():
            for number, (moment, files) in enumerate(images(recorder.steps, CUTS, seed)):
                removed(path)
                written(tmp_path, files.items())
                acknowledged = max(count for at, count in marks if at <= moment)
                assert judge.complaints(path, acknowledged, rows, number % 100 == 0) == [], (seed, moment)
    print(f"{SEEDS * CUTS:,} power cuts: no acknowledged row lost, every file sound")
