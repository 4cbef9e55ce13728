"""What the dialogs of care show and can do, given by the wiring: the doctor's findings, parts and licences, a failure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the words without a window use these values too, and must not load Qt
    from PySide6.QtCore import QObject

    from liqdesk.ui.dialogs.updates import UpdateDoor


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `ok` is None for what was left alone."""

    name: str
    ok: bool | None
    detail: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Checks that belong together."""

    title: str
    checks: Sequence[Check]


@dataclass(frozen=True, slots=True)
class Part:
    """Something the program is made of; `text` reads its licence, empty where it brings none along."""

    name: str
    version: str
    licence: str
    text: Callable[[], str] = str


@dataclass(frozen=True, slots=True)
class Failure:
    """An unexpected failure of ours; `report` is the text for whoever mends it, `file` where it is kept, if it could be."""

    kind: str
    where: str
    report: str
    file: Path | None


Told = Callable[[Sequence[Chapter]], None]


@dataclass(frozen=True, slots=True)
class Care:
    """What the program can do for itself; each is absent where there is nothing behind it.

    `parts` are what it is made of, itself first. `examine` has a method of a widget given the doctor's findings, while the
    widget lives. `save_diagnostics` writes the bundle to a file and tells the window. `restart` ends and starts anew.
    `guide` gives a page of the user guide in Markdown, by its name, or None; `updates` is the way to news of releases.
    """

    parts: Callable[[], Sequence[Part]] = tuple
    examine: "Callable[[QObject, Told], None] | None" = None
    save_diagnostics: Callable[[Path], None] | None = None
    diagnostics_name: str = "liqdesk-diagnostics.zip"
    restart: Callable[[], None] | None = None
    guide: Callable[[str], str | None] = lambda name: None
    updates: "UpdateDoor | None" = None
