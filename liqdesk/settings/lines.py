"""Where in a TOML text a value stands: the line, found by parsing the text up to it."""

import tomllib
from collections.abc import Sequence
from typing import Any

CLOSINGS = ("", "\n]", "\n}", "\n]\n]")
"""What ends a list that the text is cut off in."""

LONGEST = 100_000
"""A text of more signs is not searched: it would hold up the program."""


def line_of(text: str, place: Sequence[str | int]) -> int | None:
    """The line, from 1, on which the value at `place` stands, or the nearest table or list around it that is there.

    Of a list over several lines it is the first one. None where the text is too long or cannot be read at all.
    """
    if len(text) > LONGEST:
        return None
    lines = text.split("\n")
    whole = _read(text)
    if whole is None:
        return None
    place = _existing(whole, place)
    if not place:
        return None
    low, high = 1, len(lines)
    while low < high:
        middle = (low + high) // 2
        if _readable(lines, middle, place)[1]:
            high = middle
        else:
            low = middle + 1
    return _readable(lines, low, place)[0]


def _readable(lines: Sequence[str], count: int, place: Sequence[str | int]) -> tuple[int, bool]:
    """How many lines it takes, from `count` on, for a text that can be read, and whether `place` is in it."""
    for number in range(count, len(lines) + 1):
        start = "\n".join(lines[:number]).rstrip().rstrip(",")
        for closing in CLOSINGS:
            document = _read(start + closing)
            if document is not None:
                return number, len(_existing(document, place)) == len(place)
    return len(lines), True


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
