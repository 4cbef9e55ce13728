"""A seeded mutator that knows the frames on file, and what an adapter must make of whatever comes out."""

import gzip
import json
import math
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import Liquidation, LiquidationReport, PositionSide
from liqdesk.domain.market import PriceTick
from liqdesk.domain.money import CEILING_USD, MICRO
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.intake import Intake
from liqdesk.venues.registry import VENUES
from liqdesk.venues.session import VenueEvent, VenueSession
from liqdesk.venues.wire.numbers import EARLIEST, LARGEST, LATEST
from liqdesk.venues.wire.symbols import believable
from tests.fakes.frames import golden_pages, goldens, listed

SLOWEST_S = 0.05
"""No single input may take longer, of this thread's own time."""

MOST_GROWTH_MIB = 16.0
RECEIVED = UnixMs(1_795_350_001_500)
LONGEST_INPUT = 64 * 1024
"""What is longer takes longer, as it may; contract tests hold that to a limit of its own."""

SESSION_LIFE = 200
"""So many inputs, and a session is followed by a fresh one; another hears them all."""

FAR = (0, -1, 1, 2**31, 2**53 + 1, 2**63, 2**64, 10**20, -(10**20), 10**400)
STRANGE: tuple[Any, ...] = (
    *FAR, None, True, False, "", " ", "0", "-0", "-1", "1e400", "1e-400", "1e309", "NaN", "nan", "Infinity", "-inf", "0x10",
    "1_0", "१२", "\ud800", "\u202e", "\x00", "a" * 5_000, 1e308, 5e-324, -0.0, 0.1, [], {}, [[]], [None], {"": None},
    1_768_338_000, 1_768_338_000_000_000, 1_768_338_000_000_000_000, 99_999_999_999_999, "1768338000000", "2026-13-45",
    "2026-01-13T21:00:00Z", "0001-01-01T00:00:00+23:59", "BUY", "Sell", "long", "liquidation",
)  # fmt: skip
TEXTS = (
    "NaN",
    "Infinity",
    "-Infinity",
    "1e400",
    "9" * 5_000,
    "[" * 2_000,
    "\x00",
    "\ufeff",
    "\\ud800",
    '"',
    "{",
    "}",
    ",",
)


class Mutator:
    """Endless inputs like those on file: values replaced, dropped, doubled, nested, moved between frames; bytes broken."""

    def __init__(self, texts: Sequence[str], seed: int) -> None:
        self._random = Random(seed)
        self._texts = list(texts)
        self._values = [json.loads(text) for text in texts if text[:1] in "[{"]

    def text(self) -> str:
        """The next input."""
        while len(text := self._any()) > LONGEST_INPUT:
            pass
        return text

    def _any(self) -> str:
        random = self._random
        if not self._values or random.random() < 0.05:
            return self._torn(random.choice(self._texts))
        value = random.choice(self._values)
        for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
            value = self._changed(value)
        text = json.dumps(value, ensure_ascii=random.random() < 0.5)
        return self._torn(text) if random.random() < 0.15 else text

    def frame(self, packed: bool) -> str | bytes:
        """The next input as a frame: text, its bytes, or packed; now and then the wrong one, or broken."""
        text, random = self.text(), self._random
        data = text.encode("utf-8", "surrogatepass")
        if random.random() < 0.1:
            packed = not packed
        if not packed:
            return data if random.random() < 0.2 else text
        data = gzip.compress(data, 1, mtime=0) if random.random() < 0.95 else zlib.compress(data)
        if random.random() < 0.1:
            at = random.randrange(len(data))
            data = data[:at] + bytes([random.randrange(256)]) + data[at + random.randrange(3) :]
        return data

    def _changed(self, value: Any) -> Any:
        """The value with one part of it, anywhere, made strange."""
        random = self._random
        if isinstance(value, dict) and value and random.random() < 0.9:
            key = random.choice(list(value))
            if random.random() < 0.08:
                return {name: part for name, part in value.items() if name != key}
            if random.random() < 0.05:
                return {**value, str(random.choice(STRANGE))[:50]: self._foreign()}
            return {**value, key: self._changed(value[key])}
        if isinstance(value, list) and value and random.random() < 0.9:
            at = random.randrange(len(value))
            if random.random() < 0.08:
                return value[:at] + value[at + 1 :]
            if random.random() < 0.05:
                return value * random.choice((2, 50)) if len(value) <= 20 else value[:20]
            return [*value[:at], self._changed(value[at]), *value[at + 1 :]]
        return self._instead(value)

    def _instead(self, value: Any) -> Any:
        random = self._random
        kind = random.random()
        if kind < 0.5:
            return random.choice(STRANGE)
        if kind < 0.6:
            return self._foreign()
        if kind < 0.7 and isinstance(value, str):
            return self._torn(value)
        if kind < 0.8 and isinstance(value, (int, float)) and abs(value) < 1e300:
            return value * random.choice((-1, 0, 1e-12, 1e3, 1e12))
        if kind < 0.9:
            return str(value) if not isinstance(value, str) else value[::-1]
        return [value] if random.random() < 0.5 else {"data": value}

    def _foreign(self) -> Any:
        value = self._random.choice(self._values)
        while isinstance(value, (dict, list)) and value and self._random.random() < 0.8:
            value = self._random.choice(list(value.values()) if isinstance(value, dict) else value)
        return value

    def _torn(self, text: str) -> str:
        random = self._random
        at, to = sorted((random.randrange(len(text) + 1), random.randrange(len(text) + 1)))
        return random.choice((
            text[:at],
            text[:at] + random.choice(TEXTS) + text[at:],
            text[:at] + random.choice(TEXTS) + text[min(to, at + 20) :],
            text[:to] + text[at:],
            text[:at] + chr(random.randrange(0x250)) + text[at + 1 :],
        ))  # fmt: skip


class Unsound(AssertionError):
    """What came out must not be; the message holds the input."""


def unsound(event: VenueEvent) -> str:
    """What is wrong with an event; empty where nothing is."""
    if isinstance(event, LiquidationReport):
        checks = {
            "size": 0.0 < event.size < LARGEST,
            "price": 0.0 < event.price < LARGEST,
            "quote value": 0.0 <= event.quote_value < LARGEST,
            "time": event.at is None or (type(event.at) is int and EARLIEST < event.at < LATEST),
            "side": isinstance(event.position, PositionSide),
            "venue": event.venue in VENUES,
        }
    elif isinstance(event, PriceTick):
        checks = {
            "price": 0.0 < event.price < LARGEST,
            "time": type(event.at) is int and EARLIEST < event.at < LATEST,
        }
    else:
        words = [getattr(event, name, "") for name in ("reason", "topic")]
        checks = {"words": all(len(word) <= 500 and word.isprintable() for word in words)}
    return ", ".join(name for name, holds in checks.items() if not holds)


def odd_row(row: Liquidation) -> str:
    """What is wrong with a liquidation as it would be stored; empty where nothing is."""
    of = row.instrument
    checks = {
        "names": believable(of.symbol) and believable(of.base),
        "price": 0.0 < row.price < math.inf,
        "quantity": row.quantity_base is None or 0.0 <= row.quantity_base < math.inf,
        "notional": row.notional is None or 0 <= row.notional < CEILING_USD * MICRO,
    }
    return ", ".join(name for name, holds in checks.items() if not holds)


def odd_instrument(one: Instrument) -> str:
    """What is wrong with a contract of a list; empty where nothing is."""
    checks = {
        "multiplier": one.multiplier is None or 0.0 < one.multiplier < math.inf,
        "scale": 0.0 < one.scale < math.inf,
        "names": one.symbol.isprintable() and one.base.isprintable() and bool(one.symbol and one.base),
        "expiry": one.expires_at is None or EARLIEST < one.expires_at < LATEST,
    }
    return ", ".join(name for name, holds in checks.items() if not holds)


def _timed(what: str, shown: object, work: Callable[[], Any]) -> Any:
    """The answer; a slow one is asked for again, because the first time may have paid for something else."""
    for attempt in range(3):
        start = time.thread_time()
        try:
            answer = work()
        except ExpectedFailure:
            raise
        except ValueError as refusal:
            if not what.endswith("list"):
                raise Unsound(f"{what} raised {refusal!r} on {shown!r:.2000}") from refusal
            answer = None
        except Exception as escaped:  # that is what is being looked for
            raise Unsound(f"{what} raised {escaped!r} on {shown!r:.2000}") from escaped
        if time.thread_time() - start <= SLOWEST_S:
            return answer
        if attempt == 2:
            raise Unsound(f"{what} took {time.thread_time() - start:.3f} s on {len(str(shown))} of {shown!r:.500}")
    raise RuntimeError("three tries are all there are")


def texts_of(venue: VenueId) -> list[str]:
    """The venue's frames on file as text."""
    return [
        one.frame if isinstance(one.frame, str) else gzip.decompress(one.frame).decode()
        for one in goldens()
        if one.venue == venue
    ]


def listed_catalogue() -> Catalogue:
    """A catalogue of the contracts on file."""
    catalogue = Catalogue({venue: one.infer for venue, one in VENUES.items()})
    for (venue, _), instrument in listed().items():
        catalogue.add(venue, (instrument,), "on file", None)
    return catalogue


def fuzz_frames(venue: VenueId, seed: int, go_on: Callable[[int], bool]) -> int:
    """Feed a venue's sessions while `go_on` of the count says so; how many inputs. Raises Unsound."""
    mutator = Mutator(texts_of(venue), seed)
    packed = any(isinstance(one.frame, bytes) for one in goldens() if one.venue == venue)
    old = VENUES[venue].decoder()
    intake = Intake(listed_catalogue(), {one: known.info.completeness for one, known in VENUES.items()})
    befores = [one.before for one in goldens() if one.venue == venue and one.before]
    told = 0
    for young in _sessions(venue, befores):
        for _ in range(SESSION_LIFE):
            frame = mutator.frame(packed)
            for session in (young, old):
                events = _timed(f"{venue} session", frame, partial(session.received, frame))
                wrong = [f"{event}: {fault}" for event in events if (fault := unsound(event))]
                reports = [event for event in events if isinstance(event, LiquidationReport)]
                rows = _timed(f"{venue} intake", frame, partial(intake.take, reports, RECEIVED))
                wrong += [f"{row}: {fault}" for row in rows if (fault := odd_row(row))]
                intake.rejections.clear()
                if wrong or not events:
                    raise Unsound(f"{venue}: {wrong or 'no event'} of {frame!r:.3000}")
            told += 1
        if not go_on(told):
            return told
    raise RuntimeError("there is always another session")


def _sessions(venue: VenueId, befores: Sequence[Sequence[str]]) -> Iterator[VenueSession]:
    """Fresh sessions, every second one in the middle of a conversation where the venue has those."""
    number = 0
    while True:
        session = VENUES[venue].decoder()
        session.opened()
        if befores and number % 2:
            for frame in befores[number // 2 % len(befores)]:
                session.received(frame)
        number += 1
        yield session


def fuzz_pages(venue: VenueId, seed: int, go_on: Callable[[int], bool]) -> int:
    """The same for the reader of its lists of contracts, which may refuse with a ValueError."""
    pages = [page for page in golden_pages() if page.venue == venue]
    mutators = [(page.url, Mutator([page.body.decode()], seed)) for page in pages]
    told = 0
    while go_on(told) and mutators:
        url, mutator = mutators[told % len(mutators)]
        body = mutator.text().encode("utf-8", "surrogatepass")
        read = _timed(f"{venue} list", body, partial(VENUES[venue].read_instruments, body, url))
        for one in read.instruments if read is not None else ():
            if fault := odd_instrument(one):
                raise Unsound(f"{venue}: {one}: {fault} of {body!r:.3000}")
        told += 1
    return told


def resident_mib() -> float:
    """This process's memory, where the system tells."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 / 2**20 if status.exists() else 0.0
