"""The locked requirement files hold what pyproject.toml asks for, each file of it by its hash."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.house.tree import ROOT

ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>.*?))? \\$", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
DEVELOPMENT = [Requirement(line) for line in PROJECT["dependency-groups"]["dev"]]
BUILDING = [Requirement(line) for line in PROJECT["dependency-groups"]["build"]]
FILES = ("requirements.txt", "requirements-dev.txt", "requirements-build.txt")


def locked(name: str) -> dict[str, set[Version]]:
    """Versions by normal name; a name may have several, for different systems."""
    text = (ROOT / "packaging" / name).read_text(encoding="utf-8")
    found: dict[str, set[Version]] = {}
    for entry in ENTRY.finditer(text):
        found.setdefault(canonicalize_name(entry["name"]), set()).add(Version(entry["version"]))
    return found


@pytest.mark.parametrize(
    ("name", "wanted"), [*zip(FILES, (RUNTIME, RUNTIME + DEVELOPMENT, RUNTIME + BUILDING), strict=True)]
)
def test_everything_asked_for_is_locked_within_its_bounds(name, wanted):
    held = locked(name)
    assert [
        str(requirement)
        for requirement in wanted
        if not held.get(canonicalize_name(requirement.name))
        or not all(requirement.specifier.contains(version) for version in held[canonicalize_name(requirement.name)])
    ] == []


@pytest.mark.parametrize("name", FILES[1:])
def test_what_is_developed_and_built_with_is_what_users_run(name):
    runtime, held = locked("requirements.txt"), locked(name)
    assert {package: held.get(package) for package in runtime} == runtime


@pytest.mark.parametrize("name", FILES)
def test_every_entry_has_hashes_and_nothing_comes_from_elsewhere(name):
    lines = (ROOT / "packaging" / name).read_text(encoding="utf-8").splitlines()
    strange = [
        line
        for line in lines
        if line and not line.startswith(("#", "    #")) and not re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line)
        and not ENTRY.match(line)
    ]  # fmt: skip
    assert strange == []
    starts = [number for number, line in enumerate(lines) if ENTRY.match(line)]
    assert starts
    assert all("--hash=sha256:" in lines[number + 1] for number in starts)


def test_the_umbrella_package_stays_out():
    """PySide6 itself would pull the browser engine back in."""
    assert [name for name in FILES if "pyside6" in locked(name)] == []
