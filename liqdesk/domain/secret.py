"""Secrets: words that are handed on without ever showing themselves."""

from collections.abc import Iterator
from typing import NoReturn
from urllib.parse import quote, quote_plus

from liqdesk.domain.failure import ExpectedFailure

HIDDEN = "…"
SHORTEST, LONGEST = 8, 256


class Secret:
    """A key or token. Text made of it by any usual way is a stand-in; only `reveal` gives the word itself."""

    __slots__ = ("_word",)

    def __init__(self, word: str) -> None:
        self._word = word

    def reveal(self) -> str:
        """The word, for the one place that sends or stores it."""
        return self._word

    def redact(self, text: str) -> str:
        """`text` without the word, also where it stands in an address or with its quotes escaped."""
        for form in self._forms():
            text = text.replace(form, HIDDEN)
        return text

    def _forms(self) -> Iterator[str]:
        if self._word:
            yield self._word
            yield quote(self._word, safe="")
            yield quote_plus(self._word)
            yield self._word.encode("unicode_escape").decode("ascii")

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    def __str__(self) -> str:
        return HIDDEN

    def __format__(self, spec: str) -> str:
        return HIDDEN

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._word == self._word

    def __hash__(self) -> int:
        return hash(self._word)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down by accident")


def read_secret(text: str) -> Secret:
    """The key in what a person entered, without the spaces around it. Raises ExpectedFailure for what can be no key.

    A key travels in an HTTP header: visible ASCII, nothing that could end the line.
    """
    word = text.strip()
    if not word:
        raise ExpectedFailure("No key was entered.")
    if not all("!" <= sign <= "~" for sign in word):
        raise ExpectedFailure("A key has only letters, digits and signs, and no space within it.")
    if not SHORTEST <= len(word) <= LONGEST:
        raise ExpectedFailure(f"A key has {SHORTEST} to {LONGEST} signs; this has {len(word)}.")
    return Secret(word)
