"""How well a text answers a few letters that were typed; pure, and the same for the same words."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import TypeVar

_TIER = 1_000
"""What lies between two kinds of fit; details within one never add up to it."""


class Fit(IntEnum):
    """The kinds of fit, the best first."""

    EXACT = 0
    PREFIX = 1
    WORDS = 2
    INSIDE = 3
    SCATTERED = 4


def cost(wanted: str, text: str) -> int | None:
    """How far `text` is from what is wanted, 0 being the very same; None where it does not hold the letters in that order.

    Equal letters in small and large are the same. Nothing wanted costs nothing.
    """
    wanted, text = _plain(wanted), _plain(text)
    if not wanted:
        return 0
    if wanted == text:
        return Fit.EXACT * _TIER
    if text.startswith(wanted):
        return Fit.PREFIX * _TIER + _detail(len(text) - len(wanted))
    starts = _starts(text)
    begun = _words_begun(wanted, text, starts)
    if begun is not None:
        return Fit.WORDS * _TIER + _detail(begun)
    inside = text.find(wanted)
    if inside >= 0:
        return Fit.INSIDE * _TIER + _detail(inside)
    spread = _spread(wanted.replace(" ", ""), text)
    return None if spread is None else Fit.SCATTERED * _TIER + _detail(spread)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _detail(value: int) -> int:
    return min(value, _TIER - 1)


def _starts(text: str) -> list[int]:
    """Where the words of the text begin."""
    return [at for at, sign in enumerate(text) if sign.isalnum() and (at == 0 or not text[at - 1].isalnum())]


def _words_begun(wanted: str, text: str, starts: Sequence[int]) -> int | None:
    """How far into the text the words lie that begin with each of the wanted words, in any order; None where one is missing.

    A word that answers once does not answer again; a phrase that begins at a word counts as one.
    """
    for at in starts:
        if text.startswith(wanted, at):
            return at
    free = list(starts)
    far = len(starts)
    for word in wanted.split():
        found = next((at for at in free if text.startswith(word, at)), None)
        if found is None:
            return None
        free.remove(found)
        far += found
    return far


def _spread(letters: str, text: str) -> int | None:
    """How many other letters stand among those that are wanted, taken as early as can be; None where they are not all there."""
    first, at = -1, -1
    for letter in letters:
        at = text.find(letter, at + 1)
        if at < 0:
            return None
        if first < 0:
            first = at
    return at - first + 1 - len(letters)


Item = TypeVar("Item")


def ranked(wanted: str, items: Sequence[Item], cost_of: Callable[[str, Item], int | None]) -> list[tuple[int, Item]]:
    """Those that answer, the best first, each with its cost; equals stay in the order given."""
    found = [(value, item) for item in items if (value := cost_of(wanted, item)) is not None]
    found.sort(key=lambda one: one[0])
    return found
