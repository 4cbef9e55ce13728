"""Everything the program is made of, with versions and licences, as the installed packages themselves say."""

import importlib.metadata
import platform
import re
import sysconfig
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import liqdesk
from liqdesk import __version__
from liqdesk.app.resources import Resources
from liqdesk.ui.dialogs.care import Part

PROJECT = "liqdesk"
NAME = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[(?P<extras>[^\]]*)\])?")
LICENCE_FILES = re.compile(r"(?i)(licen[cs]e|copying|notice)")
LONGEST = 200_000
EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")

FONT_LICENCE = "fonts/OFL.txt"
LESSER = "LGPL-3.0"
LESSER_TEXTS = ("licences/LGPL-3.0.txt", "licences/GPL-3.0.txt")
LESSER_NOTICE = (
    "{name} {version} is used under the GNU Lesser General Public License, version 3, which refers to the GNU General Public"
    " License, version 3; both follow. It is unchanged, and loaded as libraries of its own: you may replace them with your own"
    " builds. Its source is at download.qt.io/official_releases/QtForPython and download.qt.io/official_releases/qt; what Qt"
    " itself contains of others is listed at doc.qt.io/qt-6/licenses-used-in-qt.html."
)


def installed_parts(resources: Resources) -> Sequence[Part]:
    """The program itself, Python, the type, and every package it needs that is installed, by name."""
    own = Part(PROJECT, __version__, "MIT", _own_licence)
    python = Part("Python", platform.python_version(), "PSF-2.0", _python_licence)
    packages = sorted((_part(one, resources) for one in _needed()), key=lambda part: part.name.lower())
    type_face = Part("Inter", "4 (type)", "OFL-1.1", lambda: resources.text(FONT_LICENCE) or "")
    return own, python, type_face, *packages


def _needed() -> Iterator[importlib.metadata.Distribution]:
    """The installed packages that are asked for, and those they ask for in turn."""
    waiting, seen = list(_asked_for()), dict[str, set[str]]()
    while waiting:
        name, extras = _name_and_extras(waiting.pop())
        before = seen.get(name)
        if before is not None and extras <= before:
            continue
        seen[name] = extras | (before or set())
        try:
            found = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # wanted on other systems, or an optional one
        if before is None:
            yield found
        waiting += [line for line in found.requires or () if _is_asked(line, seen[name])]


def _asked_for() -> Sequence[str]:
    """What the program asks for: as it is installed, or as the checkout says that it runs from."""
    try:
        lines = importlib.metadata.requires(PROJECT) or []
    except importlib.metadata.PackageNotFoundError:
        project = Path(liqdesk.__file__).resolve().parent.parent / "pyproject.toml"
        if not project.is_file():
            return [
                one.metadata["Name"] for one in importlib.metadata.distributions()
            ]  # frozen: all that is there is shipped
        return list(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"])
    return [line for line in lines if _is_asked(line, set())]


def _is_asked(requirement: str, extras: set[str]) -> bool:
    """Whether a line is always asked for, or by one of the extras."""
    wanted = EXTRA.findall(requirement)
    return not wanted or any(_normal(extra) in extras for extra in wanted)


def _name_and_extras(requirement: str) -> tuple[str, set[str]]:
    """`httpx2[socks]>=2` as `httpx2` and `socks`."""
    found = NAME.match(requirement.strip())
    if found is None:
        return "", set()
    return _normal(found["name"]), {_normal(extra) for extra in (found["extras"] or "").split(",") if extra.strip()}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def _part(package: importlib.metadata.Distribution, resources: Resources) -> Part:
    name, licence = package.metadata["Name"], _licence(package)

    def text() -> str:
        brought = _text(package)
        if brought or LESSER not in licence:
            return brought
        notice = LESSER_NOTICE.format(name=name, version=package.version)
        return "\n\n".join((notice, *(resources.text(file) or "" for file in LESSER_TEXTS)))

    return Part(name, package.version, licence, text)


def _licence(package: importlib.metadata.Distribution) -> str:
    told = package.metadata
    if "License-Expression" in told:
        return told["License-Expression"]
    said = told["License"].strip() if "License" in told else ""
    if said == "UNKNOWN":  # older tools that build wrote so where nothing was said
        said = ""
    if said and len(said.splitlines()) == 1:
        return said
    classes = [line.rpartition("::")[2].strip() for line in told.get_all("Classifier") or () if "License ::" in line]
    return ", ".join(classes) or (said.splitlines()[0] if said else "not told by the package")


def _text(package: importlib.metadata.Distribution) -> str:
    """The texts of the licence that came with a package."""
    texts = []
    for file in package.files or ():
        if LICENCE_FILES.match(file.name) and file.suffix not in (".py", ".pyc"):
            path = Path(str(file.locate()))
            if path.is_file():
                texts.append(path.read_text(encoding="utf-8", errors="replace")[:LONGEST])
    return "\n\n".join(texts)


def _own_licence() -> str:
    beside = Path(liqdesk.__file__).resolve().parent.parent / "LICENSE"
    if beside.is_file():
        return beside.read_text(encoding="utf-8")
    try:
        return _text(importlib.metadata.distribution(PROJECT))
    except importlib.metadata.PackageNotFoundError:
        return ""


def _python_licence() -> str:
    brought = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if brought.is_file():
        return brought.read_text(encoding="utf-8")
    return f"Python {platform.python_version()} is used under the PSF License Agreement, version 2: docs.python.org/license"
