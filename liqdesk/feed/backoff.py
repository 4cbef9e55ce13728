"""How long to wait after which failure: delays as data, and one function that reads a failure."""

import re
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import LaneState
from liqdesk.domain.internet import LONGEST_STATED, retry_after
from liqdesk.domain.time import HOUR, MINUTE, SECOND, DurationMs, UnixMs
from liqdesk.feed.transport import ConnectFailed, FailureKind, HandshakeRefused, WireClosed

FLOOR = DurationMs(250)
FIRST = SECOND
FULL_JITTER = DurationMs(4 * SECOND)
"""Up to this ceiling a delay may be anything; above it, it is at least half, which spares the venue as many tries."""

SHORT_CEILING = DurationMs(12 * SECOND)
SHORT_TRIES = 9
"""So many tries, about a minute of them, keep to a ceiling under which a short outage is noticed to be over."""

CEILING = MINUTE
PATIENCE = DurationMs(30 * SECOND)
"""Delivered data for this long makes earlier failures forgotten."""

RATE_FIRST = MINUTE
RATE_CEILING = DurationMs(15 * MINUTE)
BAN_FIRST = DurationMs(10 * MINUTE)
BAN_CEILING = DurationMs(3 * HOUR)
RATE_403 = DurationMs(10 * MINUTE)
BLOCKED_PROBE = DurationMs(30 * MINUTE)
UNTRUSTED_PROBE = DurationMs(5 * MINUTE)
INCOMPATIBLE_PROBE = DurationMs(15 * MINUTE)
MARGIN = DurationMs(500)
"""Added to every time a server states, so that clocks that tick differently never make us early."""

RATE_WORDS = ("too frequent", "too many", "rate limit", "limit exceeded", "request limit")
UNTIL = re.compile(r"until\D{0,5}(\d{13}|\d{10})(?!\d)")


class Incompatible(ExpectedFailure):
    """The venue speaks a form we do not know; hammering will not help."""


class Dead(ExpectedFailure):
    """An open connection stopped proving that it works."""


class Cause(StrEnum):
    """What kind of setback it was; equal ones in a row lengthen the wait."""

    LOST = "lost"
    RATE = "rate"
    BAN = "ban"
    BLOCKED = "blocked"
    UNTRUSTED = "untrusted"
    INCOMPATIBLE = "incompatible"


@dataclass(frozen=True, slots=True)
class Setback:
    """What a failure means. `wait` is None where the backoff decides; `asked` where nobody may shorten the wait."""

    cause: Cause
    state: LaneState
    sentence: str
    wait: DurationMs | None = None
    asked: bool = False


def full_jitter(attempt: int, random: Random) -> DurationMs:
    """The delay before try number `attempt`, from 0: under a ceiling that doubles to 12 s, and after a while to a minute."""
    ceiling = min(SHORT_CEILING, FIRST * 2 ** min(attempt, 16))
    if attempt >= SHORT_TRIES:
        ceiling = min(CEILING, SHORT_CEILING * 2 ** min(attempt - SHORT_TRIES + 1, 16))
    least = FLOOR if ceiling <= FULL_JITTER else ceiling // 2
    return DurationMs(max(least, int(random.uniform(0 if least == FLOOR else least, ceiling))))


def setback_of(failure: ExpectedFailure, repeats: int, now: UnixMs) -> Setback:
    """What `failure` asks of us; `repeats` counts the same cause just before it."""
    sentence = str(failure)
    match failure:
        case HandshakeRefused():
            return _of_status(failure, repeats, now)
        case ConnectFailed(kind=FailureKind.TLS | FailureKind.PORTAL):
            return Setback(Cause.UNTRUSTED, LaneState.BLOCKED, sentence, UNTRUSTED_PROBE)
        case Incompatible():
            return Setback(Cause.INCOMPATIBLE, LaneState.INCOMPATIBLE, sentence, INCOMPATIBLE_PROBE)
        case WireClosed() if _has_rate_words(failure.reason):
            wait = _doubled(RATE_FIRST, RATE_CEILING, repeats)
            return Setback(Cause.RATE, LaneState.RATE_LIMITED, sentence, wait, True)
    return Setback(Cause.LOST, LaneState.BACKING_OFF, sentence)


def cause_of(failure: ExpectedFailure) -> Cause:
    """The cause alone, before repeats are known."""
    return setback_of(failure, 0, UnixMs(0)).cause


def _of_status(refused: HandshakeRefused, repeats: int, now: UnixMs) -> Setback:
    status, sentence = refused.status, str(refused)
    stated = _stated_wait(refused, now)
    if status == 429:
        wait = max(stated, _doubled(RATE_FIRST, RATE_CEILING, repeats))
        return Setback(Cause.RATE, LaneState.RATE_LIMITED, sentence, DurationMs(wait), True)
    if status == 418:
        wait = stated or _doubled(BAN_FIRST, BAN_CEILING, repeats)
        return Setback(Cause.BAN, LaneState.RATE_LIMITED, sentence, DurationMs(wait), True)
    if status == 403 and _has_rate_words(refused.body):
        return Setback(Cause.RATE, LaneState.RATE_LIMITED, sentence, DurationMs(max(stated, RATE_403)), True)
    if status in (403, 451):
        return Setback(Cause.BLOCKED, LaneState.BLOCKED, sentence, DurationMs(max(stated, BLOCKED_PROBE)), True)
    if status < 400 or status == 511:
        login = f"this network answers in the venue's place ({status}); it may ask for a login"
        return Setback(Cause.UNTRUSTED, LaneState.BLOCKED, login, UNTRUSTED_PROBE)
    if status in (400, 401, 404, 405, 410, 426):
        return Setback(Cause.INCOMPATIBLE, LaneState.INCOMPATIBLE, sentence, INCOMPATIBLE_PROBE)
    if stated:
        return Setback(Cause.RATE, LaneState.RATE_LIMITED, sentence, stated, True)
    return Setback(Cause.LOST, LaneState.BACKING_OFF, sentence)


def _doubled(first: DurationMs, ceiling: DurationMs, repeats: int) -> DurationMs:
    return DurationMs(min(ceiling, first * 2 ** min(repeats, 16)))


def _has_rate_words(text: str) -> bool:
    low = text.lower()
    return any(word in low for word in RATE_WORDS)


def _stated_wait(refused: HandshakeRefused, now: UnixMs) -> DurationMs:
    """The longest wait the server states, in its Retry-After or in words; 0 where it states none."""
    waits = [retry_after(refused.headers, now)]
    for digits in UNTIL.findall(refused.body):
        until = int(digits) * (1_000 if len(digits) == 10 else 1)
        waits.append(DurationMs(until - now))
    longest = min(max(waits), LONGEST_STATED)
    return DurationMs(longest + MARGIN) if longest > 0 else DurationMs(0)
