"""Requests asked one after another, for venues whose answers do not say what they answer."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """One request: what is to be done (`subscribe`, `unsubscribe`) with a feed for these products."""

    event: str
    feed: str
    products: tuple[str, ...]


class Turns:
    """At most one request is open. One bad product can void its request, so a refused one is halved until it is alone.

    Every method gives the requests to make now.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: deque[Turn] = deque()
        self._open: Turn | None = None
        self._left: set[str] = set()
        self._patient = False

    def ask(self, event: str, feed: str, products: Sequence[str]) -> list[Turn]:
        """Ask in portions, when it is their turn."""
        starts = range(0, len(products), self._most)
        self._waiting.extend(Turn(event, feed, tuple(products[at : at + self._most])) for at in starts)
        return [] if self._open else self._next()

    def answered(self, event: str, feed: str, products: Sequence[str]) -> list[Turn]:
        """Some products of a request were answered, all at once or one by one."""
        if self._open is None or (self._open.event, self._open.feed) != (event, feed):
            return []
        self._patient = True
        self._left.difference_update(products)
        return [] if self._left else self._next()

    def refused(self) -> tuple[list[Turn], Turn | None]:
        """A request was refused, and nobody says for which product; what is given up, alone in its request."""
        if self._open is None:
            return [], None
        turn, left = self._open, tuple(one for one in self._open.products if one in self._left)
        if len(left) <= 1:
            return self._next(), Turn(turn.event, turn.feed, left)
        half = len(left) // 2
        self._waiting.extendleft([Turn(turn.event, turn.feed, part) for part in (left[half:], left[:half])])
        return self._next(), None

    def waited(self) -> list[Turn]:
        """Time has passed; a request without any answer for two such whiles is not waited for."""
        if self._patient or self._open is None:
            self._patient = False
            return []
        return self._next()

    def _next(self) -> list[Turn]:
        self._open = self._waiting.popleft() if self._waiting else None
        self._left = set(self._open.products) if self._open else set()
        self._patient = True
        return [self._open] if self._open else []
