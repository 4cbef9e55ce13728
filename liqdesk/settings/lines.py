"""Where in a TOML text a value stands: the line, found by parsing the text up to it."""

import tomllib
from collections.abc import Sequence
from typing import Any

CLOSINGS = ("", "\n]", "\n}", "\n]\n]")
"""What ends a list that the text is cut off in."""

LONGEST = 20_000
"""A text of more signs is not searched: it would hold up the program."""


class Lines:
    """The lines of a text that can be read as a whole; remembers how far it read to find one value for the next."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n") if len(text) <= LONGEST else []
        self._whole = _read(text) if self._lines else None
        self._readable: dict[int, tuple[int, dict[str, Any]]] = {}

    def line_of(self, place: Sequence[str | int]) -> int | None:
        """The line, from 1, on which the value at `place` stands, or the nearest table or list around it that is there.

        Of a list over several lines it is the first one. None where the text is too long or cannot be read at all.
        """
        place = _existing(self._whole, place)
        if self._whole is None or not place:
            return None
        low, high = 1, len(self._lines)
        while low < high:
            middle = (low + high) // 2
            if len(_existing(self._up_to(middle)[1], place)) == len(place):
                high = middle
            else:
                low = middle + 1
        return self._up_to(low)[0]

    def _up_to(self, count: int) -> tuple[int, dict[str, Any]]:
        """How many lines it takes, from `count` on, for a text that can be read, and what it says."""
        if count not in self._readable:
            self._readable[count] = self._search(count)
        return self._readable[count]

    def _search(self, count: int) -> tuple[int, dict[str, Any]]:
        for number in range(count, len(self._lines)):
            start = "\n".join(self._lines[:number]).rstrip().rstrip(",")
            for closing in CLOSINGS:
                document = _read(start + closing)
                if document is not None:
                    return number, document
        return len(self._lines), self._whole or {}


def _read(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError):
        return None


def _existing(document: Any, place: Sequence[str | int]) -> Sequence[str | int]:
    """As much of `place` as the document has."""
    value = document
    for depth, step in enumerate(place):
        there = step in value if isinstance(value, dict) else isinstance(value, list) and _within(step, value)
        if not there:
            return place[:depth]
        value = value[step]
    return place


def _within(step: str | int, entries: Sequence[Any]) -> bool:
    return isinstance(step, int) and step < len(entries)
