"""Secrets: words that are handed on without ever showing themselves."""

import re
from collections.abc import Iterator
from typing import NoReturn
from urllib.parse import parse_qsl, quote, quote_plus, unquote

from liqdesk.domain.failure import ExpectedFailure

HIDDEN = "…"
SHORTEST, LONGEST = 8, 256
LONG_STEP = 8
"""A part of an address that is shorter is taken for a word that everybody knows."""

SHORTEST_PART = 4


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


def read_secret(text: str, longest: int = LONGEST) -> Secret:
    """The key in what a person entered, without the spaces around it. Raises ExpectedFailure for what can be no key.

    A key travels in an HTTP header or address: visible ASCII, nothing that could end the line.
    """
    word = text.strip()
    if not word:
        raise ExpectedFailure("No key was entered.")
    if not all("!" <= sign <= "~" for sign in word):
        raise ExpectedFailure("A key has only letters, digits and signs, and no space within it.")
    if not SHORTEST <= len(word) <= longest:
        raise ExpectedFailure(f"A key has {SHORTEST} to {longest} signs; this has {len(word)}.")
    return Secret(word)


def telling_parts(secret: Secret) -> tuple[Secret, ...]:
    """The word, and what of it would tell it as well: of an address the path, its long steps, names, passwords, parameters."""
    word = secret.reveal()
    found = [word]
    scheme, mark, rest = word.partition("://")
    if mark:
        place, _, question = rest.partition("?")
        host, _, path = place.partition("/")
        found += [f"{path}?{question}", path] if scheme in ("http", "https") else [rest, place]
        steps = path.split("/") if scheme in ("http", "https") else [*re.split(r"[@/]", place), *host.split("@")]
        found += [step for step in steps if len(step) >= LONG_STEP]
        found += [value for _, value in parse_qsl(question) if len(value) >= LONG_STEP]
        found += host.rpartition("@")[0].split(":")[1:]
    elif ":" in word:
        found += [step for step in word.split(":") if len(step) >= LONG_STEP]
    forms = dict.fromkeys(form for one in found for form in (one, unquote(one)))
    return tuple(Secret(one) for one in forms if len(one) >= SHORTEST_PART)
