"""The start script: sets up once, then steps aside; tried on a small checkout whose program only tells how it was called."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="run.cmd does this job there")

PROGRAM = """
import json, os, sys
told = {"argv": sys.argv[1:], "cwd": os.getcwd(), "stdin": sys.stdin.read(), "path": sys.path[:2],
        "platform": os.environ.get("QT_QPA_PLATFORM")}
print(json.dumps(told))
sys.exit(int(os.environ.get("RC", "0")))
"""


class Checkout:
    """A copy of `run` with a program of its own and nothing to download, in a folder with a space in its name."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "a checkout"
        (self.root / "packaging").mkdir(parents=True)
        (self.root / "liqdesk").mkdir()
        (self.root / "liqdesk/__init__.py").touch()
        (self.root / "liqdesk/__main__.py").write_text(PROGRAM)
        (self.root / "packaging/requirements-dev.txt").write_text("# nothing\n")
        shutil.copy2(ROOT / "run", self.root / "run")
        self.stamp = self.root / ".venv/liqdesk.stamp"

    def start(self, *argv: str, cwd: Path | None = None, stdin: str = "", **env: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [self.root / "run", *argv], cwd=cwd or self.root, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "LIQDESK_NO_SYSTEM": "1", "PYTHON": sys.executable, **env},
        )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(stdin)
        process.stdin.close()
        process.stdin = None
        return process

    def run(self, *argv: str, cwd: Path | None = None, stdin: str = "", **env: str) -> tuple[dict, str, int]:
        """What the program told, what stood on stderr, and the exit code."""
        process = self.start(*argv, cwd=cwd, stdin=stdin, **env)
        out, err = process.communicate(timeout=60)
        return json.loads(out) if out else {}, err, process.returncode


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    made = Checkout(tmp_path_factory.mktemp("run"))
    first, second = made.start("one", stdin="1"), made.start("two", stdin="2")  # at the same time, from nothing
    made.together = [(process.communicate(timeout=90), process.returncode) for process in (first, second)]
    return made


def test_two_first_starts_at_once_both_work_and_one_sets_up(checkout):
    told = [json.loads(out) for (out, _), _ in checkout.together]
    assert [one["argv"] for one in told] == [["one"], ["two"]]
    assert [one["stdin"] for one in told] == ["1", "2"]
    assert [code for _, code in checkout.together] == [0, 0]
    assert sum("once; about" in err for (_, err), _ in checkout.together) == 1


def test_later_starts_say_nothing_of_their_own(checkout):
    told, err, code = checkout.run("tail", "--json")
    assert (told["argv"], err, code) == (["tail", "--json"], "", 0)


def test_arguments_input_folder_and_exit_code_pass_untouched(checkout, tmp_path):
    told, _, code = checkout.run("decode", "a b", "", "--", "*", cwd=tmp_path, stdin="frame\n", RC="7")
    assert told["argv"] == ["decode", "a b", "", "--", "*"]
    assert told["stdin"] == "frame\n"
    assert told["cwd"] == str(tmp_path)
    assert code == 7


def test_no_word_starts_the_window_and_leaves_the_platform_to_qt(checkout, monkeypatch):
    monkeypatch.delenv("QT_QPA_PLATFORM")
    told, _, code = checkout.run()
    assert (told["argv"], told["platform"], code) == ([], None, 0)


def test_the_folder_it_is_called_from_cannot_slip_its_own_modules_in(checkout, tmp_path):
    (tmp_path / "json.py").write_text("raise SystemExit(99)")
    (tmp_path / "liqdesk").mkdir()
    (tmp_path / "liqdesk/__main__.py").write_text("raise SystemExit(98)")
    told, _, code = checkout.run("totals", cwd=tmp_path)
    assert (told["argv"], code) == (["totals"], 0)


def test_it_can_be_called_through_a_link(checkout, tmp_path):
    (tmp_path / "liqdesk").symlink_to(checkout.root / "run")
    told = subprocess.run([tmp_path / "liqdesk", "x"], input="", capture_output=True, text=True, check=True, timeout=60)
    assert json.loads(told.stdout)["argv"] == ["x"]


def test_a_half_made_environment_is_made_anew(checkout):
    checkout.stamp.unlink()
    (checkout.root / ".venv/pyvenv.cfg").unlink()
    told, err, code = checkout.run("tail")
    assert (told["argv"], code) == (["tail"], 0)
    assert "setting up" in err
    assert checkout.run("tail")[1] == ""


def test_a_changed_lock_is_taken_over(checkout):
    (checkout.root / "packaging/requirements-dev.txt").write_text("# nothing, said anew\n")
    assert "setting up" in checkout.run("tail")[1]
    assert checkout.run("tail")[1] == ""


def test_doctor_changes_nothing_where_nothing_may_be_changed(tmp_path):
    checkout = Checkout(tmp_path)
    before = sorted(checkout.root.rglob("*"))
    told, err, code = checkout.run("doctor", "--json")
    assert (told, code) == ({}, 1)
    assert "not set up" in err
    assert f"Python: {sys.executable}" in err
    assert sorted(checkout.root.rglob("*")) == before


def test_doctor_of_a_ready_checkout_is_the_programs_own(checkout):
    assert checkout.run("doctor", "--json")[0]["argv"] == ["doctor", "--json"]


def test_a_failed_set_up_ends_with_one_and_starts_nothing(tmp_path):
    checkout = Checkout(tmp_path)
    (checkout.root / "packaging/requirements-dev.txt").write_text("./no-such-file.whl --hash=sha256:" + "0" * 64 + "\n")
    told, err, code = checkout.run("tail")
    assert (told, code) == ({}, 1)
    assert "could not be installed" in err
    assert not checkout.stamp.exists()
