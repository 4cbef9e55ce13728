"""What a bundle does in Python's place: which of its parts it becomes, and what it leaves to programs of the system."""

import re
import subprocess
import sys

import pytest

from liqdesk.app.frozen import BEFORE, LIBRARIES, PARTS, give_back_libraries, part_of, run_part
from tests.house.tree import ROOT, modules

STARTED = re.compile(r'"-m",\s*"(liqdesk[\w.]*)"')


def test_the_program_itself_is_no_part():
    for words in ([], ["tail"], ["-m"], ["-m", "os"], ["-m", "liqdesk.app.main"], ["tail", "-m", "liqdesk.simulator"]):
        assert part_of(words) is None


def test_every_part_can_be_asked_for():
    for part in PARTS:
        assert part_of(["-m", part, "--seed", "1"]) == part


def test_every_part_is_a_module_that_can_be_run():
    for part in PARTS:
        path = ROOT.joinpath(*part.split("."))
        code = path / "__main__.py" if path.is_dir() else path.with_suffix(".py")
        assert '__name__ == "__main__"' in code.read_text(encoding="utf-8")


def test_whatever_the_program_starts_of_itself_is_a_part():
    found = {name for module in modules("liqdesk") for name in STARTED.findall(module.text)}
    assert found >= {"liqdesk", "liqdesk.simulator", "liqdesk.outbox.courier"}
    assert found <= PARTS


def test_asked_for_the_program_its_own_words_remain():
    words = ["liqdesk", "-m", "liqdesk", "--demo"]
    run_part(words)
    assert words == ["liqdesk", "--demo"]
    words = ["liqdesk", "tail", "--json"]
    run_part(words)
    assert words == ["liqdesk", "tail", "--json"]


@pytest.mark.parametrize(("part", "said"), [("liqdesk.simulator", "--scenario"), ("liqdesk", "tail")])
def test_a_program_that_is_frozen_becomes_the_part(part, said):
    frozen = "import sys; sys.frozen = True; from liqdesk.__main__ import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", frozen, "-m", part, "--help"], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert said in done.stdout


def test_programs_of_the_system_get_their_libraries_back():
    environment = {LIBRARIES: "/opt/liqdesk/_internal", BEFORE: "/usr/local/lib", "PATH": "/bin"}
    give_back_libraries(environment)
    assert environment == {LIBRARIES: "/usr/local/lib", "PATH": "/bin"}
    environment = {LIBRARIES: "/opt/liqdesk/_internal", "PATH": "/bin"}
    give_back_libraries(environment)
    assert environment == {"PATH": "/bin"}
