"""An outbox without a network: a service that answers as it is told, and everything of ours around it in virtual time."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from random import Random

from liqdesk.alerts.alert import Alert, Word
from liqdesk.analytics.events import MARKET, Level
from liqdesk.analytics.journal import JournalEntry
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import micro_usd
from liqdesk.domain.secret import Secret
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.engine.ports import Parcel
from liqdesk.engine.sending import TargetState
from liqdesk.outbox.delivery import Delivery
from liqdesk.outbox.lane import Ways
from liqdesk.outbox.letter import Letter, packed
from liqdesk.outbox.messages import Mail
from liqdesk.outbox.sender import Errand, Undelivered
from liqdesk.settings.rules import AlertLevel
from liqdesk.settings.webhooks import SavedTarget, TargetKind
from tests.fakes.time import START, ManualTime

SECRET = Secret("the-secret-of-this-target")


def target(kind: TargetKind = TargetKind.TELEGRAM, ident: str = "desk", **changes: object) -> SavedTarget:
    """A chat of the desk that takes everything from watch on."""
    address = {TargetKind.TELEGRAM: "-100123", TargetKind.NTFY: "liqdesk-alerts"}.get(kind, "")
    made = SavedTarget(id=ident, name="The desk", kind=kind, address=address, level=AlertLevel.WATCH)
    return made.model_copy(update=changes)


def alert(level: Level = Level.ALERT, ident: str = "a-1", at: int = START, **changes: object) -> Alert:
    """A short squeeze of the market that goes on."""
    made: dict[str, object] = {
        "id": ident, "about": "market-1", "rules": ("market-event",), "names": ("Squeeze or flush of the market",),
        "level": level, "scope": MARKET, "side": PositionSide.SHORT, "event": None, "opened_at": UnixMs(at),
        "updated_at": UnixMs(at), "micro": micro_usd(312_000_000), "at_least": True, "why": (), "source": "live",
        "sentence": "Short squeeze of the market: ≥ $312M of shorts in 11 minutes",
        "words": (Word(UnixMs(at), level, micro_usd(312_000_000)),),
    }  # fmt: skip
    return Alert(**(made | changes))  # type: ignore[arg-type]  # the names are those of the alert


def letter(ident: str = "a-1:1:desk", **changes: object) -> Letter:
    """A letter of it."""
    made: dict[str, object] = {
        "id": ident, "alert": "a-1", "level": Level.ALERT, "title": "▲ Alert: Short squeeze, market-wide",
        "lines": ("≥ $312M of shorts in 11 minutes", "liqdesk, 01-13 21:00 UTC"), "at": START, "opened_at": START,
        "scope": MARKET, "sentence": "≥ $312M of shorts in 11 minutes", "side": PositionSide.SHORT,
        "micro": micro_usd(312_000_000), "at_least": True, "rules": ("Squeeze or flush of the market",),
    }  # fmt: skip
    return Letter(**(made | changes))  # type: ignore[arg-type]  # the names are those of the letter


def parcel(ident: str = "p-1", about: str = "a-1", at: int = START, to: str = "desk", **changes: object) -> Parcel:
    """A word on its way."""
    body = packed(letter(ident, alert=about, at=UnixMs(at)))
    made: dict[str, object] = {
        "id": ident, "alert": about, "target": to, "made_at": UnixMs(at), "due": UnixMs(at), "body": body,
    }  # fmt: skip
    return Parcel(**(made | changes))  # type: ignore[arg-type]  # the names are those of the parcel


@dataclass
class FakeService:
    """A `Sender`. `answers` are taken one by one: a failure to raise, a name for the message, or seconds to hang; then `m-1`…"""

    edits: bool = True
    pictures: bool = True
    answers: deque[Undelivered | str | float] = field(default_factory=deque)
    sent: list[tuple[DurationMs, Errand]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def send(self, errand: Errand) -> str:
        self.sent.append((DurationMs(round(asyncio.get_running_loop().time() * 1_000)), errand))
        answer = self.answers.popleft() if self.answers else errand.remote or f"m-{len(self.sent)}"
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if isinstance(answer, Undelivered):
                raise answer
            if isinstance(answer, float):
                await asyncio.sleep(answer)
                return "m-slow"
            return answer
        finally:
            self.at_once -= 1

    @property
    def times(self) -> list[int]:
        """When it was asked, in milliseconds."""
        return [at for at, _ in self.sent]

    @property
    def letters(self) -> list[str]:
        """The ids that came."""
        return [errand.letter.id for _, errand in self.sent]


class DeafShelf:
    """A `ParcelShelf` in memory, with the words of the real one; its disk takes no mark while `deaf`."""

    def __init__(self) -> None:
        self._waiting: dict[str, Parcel] = {}
        self._remotes: dict[tuple[str, str], str] = {}
        self.deaf = False
        self.marks: list[tuple[str, str]] = []

    def put(self, parcels: Sequence[Parcel]) -> None:
        """Have these wait; a word of an alert that has a message at its target already is given that message's name."""
        for one in parcels:
            remote = one.remote or self._remotes.get((one.alert, one.target), "")
            self._waiting.setdefault(one.id, replace(one, remote=remote))

    async def waiting(self) -> Sequence[Parcel]:
        return sorted(self._waiting.values(), key=lambda one: (one.made_at, one.id))

    async def delivered(self, ident: str, at: UnixMs, remote: str) -> None:
        self._mark("delivered", ident)
        gone = self._waiting.pop(ident, None)
        if gone is not None and remote:
            self._remotes[gone.alert, gone.target] = remote

    async def put_off(self, ident: str, due: UnixMs, tried: int, why: str) -> None:
        self._mark("put off", ident)
        if ident in self._waiting:
            self._waiting[ident] = replace(self._waiting[ident], due=due, tried=tried)

    async def given_up(self, ident: str, at: UnixMs, why: str) -> None:
        self._mark("given up", ident)
        self._waiting.pop(ident, None)

    def _mark(self, what: str, ident: str) -> None:
        if self.deaf:
            raise ExpectedFailure("the disk is full")
        self.marks.append((what, ident))


@dataclass
class Bench:
    """An outbox at work: what it stands on, and what it said."""

    clock: ManualTime
    shelf: DeafShelf
    services: dict[TargetKind, FakeService]
    delivery: Delivery
    told: list[tuple[str, str]]
    cards: list[str | None]
    kept: list[bool] = field(default_factory=lambda: [True])

    def of(self, kind: TargetKind = TargetKind.TELEGRAM) -> FakeService:
        """The service behind a kind of target."""
        return self.services[kind]

    def speak(self, about: Alert) -> list[Parcel]:
        """The alert speaks up: what is to be sent goes on the shelf, as the store would do it."""
        made = list(self.delivery.parcels_for(about, about.level))
        if self.kept[0]:
            self.shelf.put(made)
        return made

    def state(self, ident: str = "desk") -> TargetState:
        """How a target stands."""
        return next(state for state in self.delivery.states() if state.id == ident)


@asynccontextmanager
async def bench(*targets: SavedTarget, entry: JournalEntry | None = None, seed: int = 1) -> AsyncIterator[Bench]:
    """All of it for these targets, each with a secret, running until the end; within `run_in_manual_time`."""
    clock, shelf = ManualTime(), DeafShelf()
    told: list[tuple[str, str]] = []
    cards: list[str | None] = []
    kept = [True]

    async def card(event: str | None) -> bytes:
        cards.append(event)
        return b"png"

    async def flush() -> bool:
        return kept[0]

    ways = Ways(shelf, clock, Random(seed), lambda key, sentence: told.append((key, sentence)), card)
    services = {kind: FakeService(edits=kind in EDITING) for kind in TargetKind}
    delivery = Delivery(Mail(lambda _: entry, {}, clock.now), services, ways, flush)
    delivery.set_targets(targets, {one.id: SECRET for one in targets})
    task = asyncio.get_running_loop().create_task(delivery.run())
    try:
        yield Bench(clock, shelf, services, delivery, told, cards, kept)
    finally:
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()


EDITING = frozenset({TargetKind.TELEGRAM, TargetKind.DISCORD})
