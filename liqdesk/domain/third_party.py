"""Third-party services: who adds up liquidations too, what they told, and what went wrong in asking them."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NewType

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.secret import Secret
from liqdesk.domain.time import DAY, HOUR, DurationMs, UnixMs

ServiceId = NewType("ServiceId", str)

SPANS = MappingProxyType({"1h": HOUR, "24h": DAY})
"""The windows that are compared, by the name used everywhere."""


@dataclass(frozen=True, slots=True)
class ServiceInfo:
    """What is known of a service before it is asked.

    `address` is where its REST begins. `calls_a_minute` is what its smallest plan allows. `offers` and `caveat` are
    sentences for the user, `source` the page it asks to be named by.
    """

    id: ServiceId
    name: str
    address: str
    calls_a_minute: int
    source: str
    offers: str
    caveat: str


class Trouble(StrEnum):
    """Why a service gave no totals."""

    KEY = "key"
    PLAN = "plan"
    LIMIT = "limit"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"


class ServiceFailure(ExpectedFailure):
    """A service could not be asked, or said no. `retry_after` is how long it wants to be left alone, if it said so."""

    def __init__(self, trouble: Trouble, sentence: str, retry_after: DurationMs | None = None) -> None:
        super().__init__(sentence)
        self.trouble = trouble
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Amounts:
    """Liquidated longs and shorts in a service's own counting."""

    long: MicroUsd
    short: MicroUsd


@dataclass(frozen=True, slots=True)
class TheirTotal:
    """A service's total of one coin over one window, with what it rests on.

    `amounts` is None where the service told nothing of that span, and `missing` then says why. `closed` is whether the
    span is made of closed bars; else it trails up to the moment of asking. `asked` of `listed` markets were summed, both 0
    where the service does the summing itself.
    """

    base: str
    window: str
    span: Span
    closed: bool
    amounts: Amounts | None
    venues: tuple[str, ...] = ()
    asked: int = 0
    listed: int = 0
    missing: str = ""


class KeyPlace(StrEnum):
    """Where a key is kept."""

    NONE = "none"
    KEYRING = "keyring"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Kept:
    """A key as it was found: `key` is None where the place does not give it out, and `trouble` is a sentence why."""

    place: KeyPlace
    key: Secret | None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class KeyPlaces:
    """Where a key can be kept: in the system's keyring unless `no_keyring` says in a sentence why not; else in `file`.

    `by_choice`: the file is a lesser place, to be taken only when the user says so; else it is where this profile keeps all.
    """

    file: str
    no_keyring: str = ""
    by_choice: bool = False


@dataclass(frozen=True, slots=True)
class ServiceState:
    """Where a service stands.

    `sentence` is what its last answer or failure means, `failed` whether it is a failure; `told_at` is the moment of the
    totals held, which outlive a failure; `next_at` when it is asked again, None where it is not.
    """

    info: ServiceInfo
    has_key: bool
    asking: bool
    sentence: str
    failed: bool
    totals: tuple[TheirTotal, ...]
    told_at: UnixMs | None
    next_at: UnixMs | None
