"""The fault language: what goes wrong at which venue, and when.

A fault is written VENUE:WORD[=ARG][@WHEN[+[LENGTH]]][/EVERY].

VENUE is a venue id or `*` for all of them. WHEN counts from the beginning of the story, in seconds (`@12s`) or in events the
venue has pushed (`@500e`). Plain `@WHEN` strikes the connections that are open at that moment, once, or again after
every `/EVERY` (`@10s/30s`); `@WHEN+` strikes those and every later one, `@WHEN+LENGTH` too, until it ends by itself
(`@10s+40s`, not for drop, reset, close, burst and the market's words). Without WHEN every connection is struck from its
beginning.

The connection:
  drop                  the line ends without a closing handshake (needs WHEN, as do reset and close)
  reset                 the line is reset
  close=CODE            the venue closes with this code
  refuse=STATUS[;Retry-After=N][;body=TEXT][*COUNT]   handshakes are refused, all or the next COUNT
  refuse-rest=...       the same for the REST pages
  accept-and-close[=CODE]   every handshake succeeds and the connection is closed at once
  slow-handshake=SECONDS   a handshake is answered that much later
  stall                 nothing is sent any more, the line stays open
  deaf                  nothing is read, not even a ping; what is sent still goes out
  half-open             nothing is sent, nothing is read, not even a ping
  slow=BYTES            so many bytes a second
  no-pong               pings of the client stay unanswered

What is sent:
  mute                  acknowledged, but no liquidation
  mute-canary           no price
  mute-topic=TEXT       nothing of a topic that contains TEXT
  replay=K              after a new subscription the venue's last K pushes come again
  duplicate             every push comes twice
  reorder=K             every K pushes come in reverse order
  rename=FIELD          FIELD is called FIELD_v2 in every push
  bad-topic=NAME        the venue does not know this symbol or topic

One bad frame (without WHEN: one to each connection that has subscribed):
  garbage truncated wrong-type nan deep oversize=MB bomb[=MB]

The market:
  burst=N               N more liquidations at once (needs WHEN)
  resize=SYMBOL*FACTOR  a contract becomes so many times as large
  list=SYMBOL[~LIKE]    a new contract, traded like LIKE (otherwise like the venue's first)
  delist=SYMBOL         a contract is gone
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

EVERYWHERE = "*"


class FaultError(ValueError):
    """A fault that cannot be read; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point or a span: so many milliseconds, or so many pushed events."""

    amount: int
    in_events: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one venue; `when` is None where it holds from every connection's beginning, `length_ms` where for ever."""

    venue: str
    word: str
    argument: str
    when: Moment | None
    lasting: bool
    every: Moment | None
    length_ms: int | None = None

    @property
    def always(self) -> bool:
        """Whether it also strikes connections that are opened later."""
        return self.when is None or self.lasting


@dataclass(frozen=True, slots=True)
class Refusal:
    """How a handshake or a request is refused; `count` is how often, None for ever."""

    status: int
    retry_after: str
    body: str
    count: int | None


def _nothing(argument: str) -> str:
    return "takes no argument" if argument else ""


def _whole(argument: str) -> str:
    return "" if argument.isdigit() and int(argument) > 0 else "needs a whole number"


def _whole_or_nothing(argument: str) -> str:
    return _whole(argument) if argument else ""


def _text(argument: str) -> str:
    return "" if argument else "needs a name"


def _resizing(argument: str) -> str:
    try:
        read_resize(argument)
    except (ValueError, InvalidOperation):
        return "needs SYMBOL*FACTOR"
    return ""


def _refusing(argument: str) -> str:
    try:
        read_refusal(argument)
    except ValueError:
        return "needs STATUS, a number from 300 to 599"
    return ""


WORDS: dict[str, Callable[[str], str]] = {
    "drop": _nothing,
    "reset": _nothing,
    "close": _whole,
    "refuse": _refusing,
    "refuse-rest": _refusing,
    "accept-and-close": _whole_or_nothing,
    "slow-handshake": _whole,
    "stall": _nothing,
    "deaf": _nothing,
    "half-open": _nothing,
    "slow": _whole,
    "no-pong": _nothing,
    "mute": _nothing,
    "mute-canary": _nothing,
    "mute-topic": _text,
    "replay": _whole,
    "duplicate": _nothing,
    "reorder": _whole,
    "rename": _text,
    "bad-topic": _text,
    "garbage": _nothing,
    "truncated": _nothing,
    "wrong-type": _nothing,
    "nan": _nothing,
    "deep": _nothing,
    "oversize": _whole,
    "bomb": _whole_or_nothing,
    "burst": _whole,
    "resize": _resizing,
    "list": _text,
    "delist": _text,
}
"""Every word, and what is wrong with its argument."""

ENDINGS = frozenset({"drop", "reset", "close"})
MARKET = frozenset({"burst", "resize", "list", "delist"})
BAD_FRAMES = frozenset({"garbage", "truncated", "wrong-type", "nan", "deep", "oversize", "bomb"})

_SPEC = re.compile(
    r"(?P<venue>[^:]+):(?P<word>[a-z-]+)(?:=(?P<argument>.*?))?"
    r"(?:@(?P<when>\d+(?:\.\d+)?)(?P<unit>s|ms|e)(?P<lasting>\+?)"
    r"(?:(?<=\+)(?P<length>\d+(?:\.\d+)?)(?P<length_unit>s|ms))?)?(?:/(?P<every>\d+(?:\.\d+)?)(?P<every_unit>s|ms|e))?"
)


def read_fault(spec: str, venues: Iterable[str]) -> Fault:
    """The fault this text means; raises FaultError with one sentence where it means none of `venues` or nothing at all."""
    match = _SPEC.fullmatch(spec)
    if match is None:
        raise FaultError(f"'{spec}' is not a fault: write VENUE:WORD[=ARG][@WHEN][/EVERY], for example bybit:drop@10s.")
    venue, word, argument = match["venue"], match["word"], match["argument"] or ""
    if venue != EVERYWHERE and venue not in set(venues):
        raise FaultError(f"'{spec}': there is no simulated venue '{venue}' here.")
    if word not in WORDS:
        raise FaultError(f"'{spec}': the fault '{word}' is not known; the words are {', '.join(WORDS)}.")
    if wrong := WORDS[word](argument):
        raise FaultError(f"'{spec}': {word} {wrong}.")
    when = _moment(match["when"], match["unit"])
    every = _moment(match["every"], match["every_unit"])
    length = _moment(match["length"], match["length_unit"])
    if word in ENDINGS | {"burst"} and when is None:
        raise FaultError(f"'{spec}': {word} needs a moment, for example {word}@10s.")
    if length is not None and word in ENDINGS | MARKET:
        raise FaultError(f"'{spec}': {word} happens in a moment and has no length.")
    if every is not None and (when is None or when.in_events != every.in_events or not every.amount):
        raise FaultError(f"'{spec}': a repetition needs a beginning in the same unit, for example @10s/30s.")
    length_ms = None if length is None else length.amount
    return Fault(venue, word, argument, when, bool(match["lasting"]), every, length_ms)


def _moment(amount: str | None, unit: str | None) -> Moment | None:
    if amount is None:
        return None
    if unit == "e":
        return Moment(int(float(amount)), True)
    return Moment(round(float(amount) * (1 if unit == "ms" else 1_000)), False)


def read_refusal(argument: str) -> Refusal:
    """`429;Retry-After=30;body=slow down*3`; raises ValueError where the status is none."""
    text, star, count = argument.rpartition("*")
    if not star or not count.isdigit():
        text, count = argument, ""
    status, *options = text.split(";")
    if not 300 <= int(status) <= 599:
        raise ValueError(status)
    named = {name.strip().lower(): value for name, _, value in (option.partition("=") for option in options)}
    return Refusal(int(status), named.get("retry-after", ""), named.get("body", ""), int(count) if count else None)


def read_resize(argument: str) -> tuple[str, Decimal]:
    """`BTC-USDT-SWAP*10` as symbol and factor; raises ValueError or InvalidOperation where it is none."""
    symbol, star, factor = argument.rpartition("*")
    if not star or not symbol or not Decimal(factor) > 0:
        raise ValueError(argument)
    return symbol, Decimal(factor)


class Agenda:
    """The faults of one venue that are yet to come, and those that will end by themselves."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self._waiting = [(fault.when, fault) for fault in faults if fault.when is not None]
        self._ending: list[tuple[int, Fault]] = []

    def due(self, elapsed_ms: int, pushed: int) -> list[Fault]:
        """Those whose moment has come; one that repeats waits for its next."""
        struck: list[Fault] = []
        waiting: list[tuple[Moment, Fault]] = []
        for moment, fault in self._waiting:
            reached = pushed if moment.in_events else elapsed_ms
            if moment.amount > reached:
                waiting.append((moment, fault))
                continue
            struck.append(fault)
            if fault.length_ms is not None:
                self._ending.append((elapsed_ms + fault.length_ms, fault))
            if fault.every is not None:
                missed = (reached - moment.amount) // fault.every.amount + 1
                waiting.append((Moment(moment.amount + missed * fault.every.amount, moment.in_events), fault))
        self._waiting = waiting
        return struck

    def over(self, elapsed_ms: int) -> list[Fault]:
        """Those whose length has passed."""
        ended = [fault for end, fault in self._ending if end <= elapsed_ms]
        self._ending = [(end, fault) for end, fault in self._ending if end > elapsed_ms]
        return ended
