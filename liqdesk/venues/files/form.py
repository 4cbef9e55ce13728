"""What a form of somebody else's file must say, and the words and numbers that all of them share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from liqdesk.domain.liquidation import LiquidationReport, PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.venues.wire.numbers import EARLIEST, LATEST, event_time, plausible

LARGEST_SECONDS = 1e11
"""What is larger counts no seconds: they would reach into the year 5138."""

ORDERS = {"SELL": PositionSide.LONG, "BUY": PositionSide.SHORT}
"""Whose position an order closes: a forced sell closes a long."""
POSITIONS = {"BUY": PositionSide.LONG, "SELL": PositionSide.SHORT}
"""Where the word is that of the position itself."""


class FileRow(msgspec.Struct, frozen=True, gc=False):
    """A line of such a file in the venue's words.

    `symbols` are the names under which the contract may be known, the likeliest first; the size counts in the unit of the report,
    or in contracts where the contract is an inverse one. `received_at` is when the maker of the file heard of it.
    """

    report: LiquidationReport
    symbols: tuple[str, ...]
    received_at: UnixMs | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """The names of a table's columns; `headless` where the first line is a row already."""

    names: tuple[str, ...]
    headless: bool = False


class FileForm(Protocol):
    """One form. Pure: the same cells give the same row."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    def recognise(self, first: Sequence[str]) -> Columns | None:
        """The columns of a table with this first line; None where it is of another form."""
        ...

    def objection(self, file: str) -> str:
        """Why a file of that name cannot be taken though its columns are right; empty where it can."""
        ...

    def read(self, cells: Mapping[str, str], file: str) -> FileRow:
        """One row of the file of that name. Raises ValueError with what is wrong."""
        ...


def headed(first: Sequence[str], *needed: Iterable[str]) -> Columns | None:
    """The columns of a first line that names at least one of every group in `needed`."""
    names = tuple(cell.strip().lower() for cell in first)
    said = set(names)
    return Columns(names) if all(said & set(group) for group in needed) else None


def amount(cells: Mapping[str, str], *names: str) -> float:
    """The first of these cells that says anything, as a number above 0. Raises ValueError."""
    for name in names:
        text = cells.get(name, "")
        if text:
            value = _number(text, name)
            if not plausible(value):
                raise ValueError(f"{name} is {text[:30]!r}, no believable number above 0")
            return value
    raise ValueError(f"{names[0]} is missing")


def moment(cells: Mapping[str, str], name: str) -> UnixMs:
    """A cell's time, in seconds or any finer unit since 1970. Raises ValueError."""
    text = cells.get(name, "")
    if not text:
        raise ValueError(f"{name} is missing")
    if "e" in text.lower():
        raise ValueError(f"{name} is {text[:30]!r}: its last digits are lost, as in spreadsheets")
    if text.isascii() and text.isdigit():
        at = event_time(int(text[:20]))
    else:
        value = _number(text, name)
        ms = value * 1_000 if value < LARGEST_SECONDS else value
        at = UnixMs(round(ms)) if EARLIEST < ms < LATEST else None
    if at is None:
        raise ValueError(f"{name} is {text[:30]!r}, no time of this century")
    return at


def side(cells: Mapping[str, str], name: str, meaning: Mapping[str, PositionSide]) -> PositionSide:
    """Whose position died, by a cell's word. Raises ValueError."""
    word = cells.get(name, "")
    position = meaning.get(word.upper())
    if position is None:
        raise ValueError(f"{name} is {word[:30]!r}, not {' or '.join(meaning)}")
    return position


def _number(text: str, name: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{name} is {text[:30]!r}, no number") from None
