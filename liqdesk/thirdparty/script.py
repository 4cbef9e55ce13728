"""How a service is talked to: a script of questions without a wire; whoever runs it sends the answers in."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from liqdesk.domain.feed_state import Span
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import SPANS, ServiceInfo, TheirTotal
from liqdesk.domain.time import HOUR, MINUTE, DurationMs, UnixMs, floor_to

SETTLING = DurationMs(2 * MINUTE)
"""An hour is compared this long after its end: a service may still be adding to its bar."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: `path` follows the service's address and has the query, never the key. It counts as `calls`."""

    path: str
    calls: int = 1


Totals = tuple[TheirTotal, ...]

Script = Generator[Ask | Totals, bytes, str]
"""Yields questions, each answered by the body sent in or by a `ServiceFailure` thrown in, and totals as they become known
(answered by nothing, b""); returns a sentence for the user. Raises ServiceFailure where it cannot go on."""


class Service(Protocol):
    """One user of a service. It remembers what changes seldom, such as the list of markets."""

    @property
    def info(self) -> ServiceInfo: ...

    def headers(self, key: Secret) -> Mapping[str, str]:
        """What a request carries besides its path."""
        ...

    def failure_in(self, body: bytes) -> None:
        """Raise ServiceFailure where an answer of status 200 says that it is none."""
        ...

    def check(self) -> Script:
        """Find out whether the key is good and what for."""
        ...

    def totals(self, bases: Sequence[str], familiar: Sequence[str], now: UnixMs) -> Script:
        """Ask for the totals of these coins; `familiar` are the names of the exchanges we listen to ourselves."""
        ...


def closed_spans(now: UnixMs) -> Mapping[str, Span]:
    """The last closed clock hour, and the 24 closed hours up to its end, by the name of the window."""
    end = floor_to(UnixMs(now - SETTLING), HOUR)
    return {window: Span(UnixMs(end - length), end) for window, length in SPANS.items()}


def trailing_spans(now: UnixMs) -> Mapping[str, Span]:
    """The same lengths up to `now`, to the second."""
    end = UnixMs(now - now % 1_000)
    return {window: Span(UnixMs(end - length), end) for window, length in SPANS.items()}
