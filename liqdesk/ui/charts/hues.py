"""A hue for each venue: calm, told apart by colour-blind eyes too, and kept for as long as the venue is shown; no Qt."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

Name = TypeVar("Name")

HUES = MappingProxyType(
    {
        True: ("#4583d0", "#f3c978", "#75e1ce", "#bd8642", "#a1c4ed", "#b3b387", "#846f4a"),
        False: ("#39649e", "#d17a56", "#2b4f1a", "#2897e1", "#9a6462", "#616811", "#613a56"),
    }
)
"""In dark (True) and in light: each stands out from the panel, and from every other one to four kinds of eyes."""

OTHERS = MappingProxyType({True: "#6b7686", False: "#8a95a3"})
"""For all who have no hue of their own."""


def assigned(held: Mapping[Name, int], shown: Iterable[Name]) -> dict[Name, int]:
    """A hue's number for each of those shown, at most as many as there are: who has one keeps it."""
    names = list(shown)
    kept = {name: held[name] for name in names if name in held}
    free = [number for number in range(len(HUES[True])) if number not in kept.values()]
    for name in names:
        if name not in kept and free:
            kept[name] = free.pop(0)
    return kept
