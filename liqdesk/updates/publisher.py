"""Who publishes this copy of the program: where its news are, and by which keys they are known."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from liqdesk.domain.failure import ExpectedFailure

KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Publisher:
    """`news` is the https address of the signed file, `hosts` are those a page of a release may be on, `keys` are
    Ed25519 public keys, 32 bytes as hex, any of which may sign. A copy that was built by nobody in particular has none.
    """

    news: str = ""
    hosts: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether there is anybody to ask."""
        return bool(self.news and self.keys)

    @property
    def host(self) -> str:
        """Who is contacted."""
        return urlsplit(self.news).hostname or ""


def read_publisher(text: str) -> Publisher:
    """The publisher in the form of `resources/publisher.toml`. Raises ExpectedFailure where it makes no sense."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ExpectedFailure(f"publisher.toml cannot be read: {fault}") from fault
    news, hosts, keys = told.get("news", ""), _words(told, "hosts"), _words(told, "keys")
    if not isinstance(news, str) or (news and not secure(news)):
        raise ExpectedFailure("publisher.toml: news is no https address")
    for key in keys:
        if not KEY.fullmatch(key):
            raise ExpectedFailure("publisher.toml: a key is 32 bytes, written as 64 digits of 0-9 and a-f")
    return Publisher(news, hosts, keys)


def secure(address: str) -> bool:
    """Whether an address is of https, without a login in it."""
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


def _words(told: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = told.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ExpectedFailure(f"publisher.toml: {name} is a list of texts")
    return tuple(value)
