"""One target: its parcels, one on its way at a time, and how it stands. A target that is slow keeps nobody else waiting."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from random import Random

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr
from liqdesk.domain.secret import Secret
from liqdesk.domain.time import DAY, MINUTE, SECOND, Clock, DurationMs, UnixMs
from liqdesk.engine.ports import Parcel, ParcelShelf
from liqdesk.engine.sending import Standing, TargetState
from liqdesk.outbox.letter import LATE, Letter, marked_late, unpacked
from liqdesk.outbox.post import LIMIT_S
from liqdesk.outbox.sender import Errand, Fault, Sender, Undelivered
from liqdesk.settings.target_words import WORDS, secret_needed
from liqdesk.settings.webhooks import SavedTarget

logger = logging.getLogger(__name__)

DEAD = DAY
FIRST, CEILING = SECOND, DurationMs(5 * MINUTE)
GAP = DurationMs(3 * SECOND)
"""Between two messages to a target: chats take about twenty a minute."""

UPDATE_GAP = MINUTE
"""Before a further message about the same alert, where the first cannot be edited."""

SLEPT = 30.0
"""Seconds after which the wall clock is looked at anew, as a computer that slept makes it jump."""

CARD_LIMIT_S = 5.0
REMEMBERED = 100
"""Alerts it knows what was said of; the messages of others the store knows."""

CardMaker = Callable[[str | None], Awaitable[bytes | None]]
"""The share card as a PNG, of the event with this id or else of the hour; None where nobody draws one."""


def full_jitter(tried: int, random: Random) -> DurationMs:
    """The wait after so many failures in a row, from 1: anything from a second to a ceiling that doubles to five minutes."""
    return DurationMs(int(random.uniform(FIRST, min(CEILING, FIRST * 2 ** min(tried, 16)))))


@dataclass(frozen=True, slots=True)
class Ways:
    """What every lane is given. `tell(key, sentence)` says something to the user."""

    shelf: ParcelShelf
    clock: Clock
    random: Random
    tell: Callable[[str, str], None]
    card: CardMaker


@dataclass(frozen=True, slots=True)
class _Settled:
    """What became of a parcel: it arrived, or was given up because of `why`."""

    remote: str = ""
    why: str = ""


class Lane:
    """Brings the parcels of one target there, the oldest alert first, of each alert only the newest word."""

    def __init__(
        self, target: SavedTarget, secret: Secret | None, sender: Sender, ways: Ways, changed: Callable[[], None]
    ) -> None:
        self._target = target
        self._secret = secret
        self._sender = sender
        self._ways = ways
        self._changed = changed
        self._parcels: dict[str, Parcel] = {}
        self._said: dict[str, str] = {}
        self._settled: dict[str, _Settled] = {}
        self._woken = asyncio.Event()
        self._tried = 0
        self._not_before = UnixMs(0)
        self._sending = False
        self._refused = ""
        self._trouble = ""
        self._delivered_at: UnixMs | None = None

    @property
    def target(self) -> SavedTarget:
        """As it is in the settings by now."""
        return self._target

    def change(self, target: SavedTarget, secret: Secret | None, sender: Sender) -> None:
        """Send so from now on; a refusal is forgotten where anything is new."""
        if (target, secret) != (self._target, self._secret):
            self._target, self._secret, self._sender = target, secret, sender
            self.retry()

    def retry(self) -> None:
        """Forget refusals and waits, and try now."""
        self._refused = self._trouble = ""
        self._tried, self._not_before = 0, UnixMs(0)
        self._woken.set()
        self._changed()

    def state(self) -> TargetState:
        """How it stands."""
        standing, sentence = self._standing()
        next_at = None
        if standing in (Standing.READY, Standing.WAITING) and self._parcels:
            next_at = max(self._not_before, min(parcel.due for parcel in self._parcels.values()))
        target, waiting = self._target, len(self._parcels)
        return TargetState(
            target.id,
            target.name,
            standing,
            sentence,
            waiting=waiting,
            next_at=next_at,
            delivered_at=self._delivered_at,
        )

    def _standing(self) -> tuple[Standing, str]:
        if not self._target.enabled:
            return Standing.OFF, tr("Switched off.")
        if self._secret is None and secret_needed(self._target):
            return Standing.NO_SECRET, tr("The {secret} is missing.").format(
                secret=tr(WORDS[self._target.kind].secret).lower()
            )
        if self._refused:
            return Standing.REFUSED, tr("Not tried again before it is changed: {refused}.").format(
                refused=self._refused
            )
        if self._trouble and self._parcels:
            count = len(self._parcels)
            return Standing.WAITING, tr("%n message(s) waiting: {trouble}.", "", count).format(trouble=self._trouble)
        if self._sending:
            return Standing.SENDING, tr("Sending.")
        if self._trouble:
            return Standing.READY, tr("The last message did not arrive: {trouble}.").format(trouble=self._trouble)
        return Standing.READY, tr("Nothing was sent yet.") if self._delivered_at is None else tr(
            "The last message arrived."
        )

    async def offer(self, parcels: Sequence[Parcel], whole: bool) -> None:
        """Take over what is to go there, the oldest first; `whole`: it is all that the shelf holds.

        What was settled already, and could not be marked, is marked now.
        """
        for parcel in parcels:
            if parcel.id in self._settled:
                await self._mark(parcel.id)
            elif parcel.id not in self._parcels:
                self._parcels[parcel.id] = parcel
                self._woken.set()
                if parcel.tried:  # in an earlier run: what the service asked for outlives us
                    self._not_before = max(self._not_before, parcel.due)
                    self._tried = max(self._tried, parcel.tried)
        if whole:
            held = {parcel.id for parcel in parcels}
            self._settled = {ident: what for ident, what in self._settled.items() if ident in held}

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            parcel, left = self._next()
            if parcel is not None and left <= 0:
                await self._work_on(parcel)
                continue
            self._woken.clear()
            try:
                async with asyncio.timeout(None if parcel is None else min(left / 1_000, SLEPT)):
                    await self._woken.wait()
            except TimeoutError:
                continue

    def _next(self) -> tuple[Parcel | None, int]:
        """The parcel to see to next, and in how many milliseconds."""
        newest = {parcel.alert: parcel for parcel in self._parcels.values()}
        if not newest:
            return None, 0
        now = self._ways.clock.now()
        first = min(self._parcels.values(), key=lambda parcel: parcel.made_at)
        expiry = first.made_at + DEAD - now
        standing, _ = self._standing()
        if expiry <= 0 or standing in (Standing.OFF, Standing.REFUSED, Standing.NO_SECRET):
            return first, max(0, expiry)
        due, _, parcel = min(
            ((self._due(one), one.made_at, one) for one in newest.values()), key=lambda found: found[:2]
        )
        return (parcel, due - now) if due - now <= expiry else (first, expiry)

    def _due(self, parcel: Parcel) -> int:
        """When it may go, as far as the target and what it has heard of the alert allow."""
        due = max(self._not_before, parcel.made_at)
        if self._sender.edits or parcel.alert not in self._said or self._delivered_at is None:
            return due
        return max(due, self._delivered_at + UPDATE_GAP)

    async def _work_on(self, parcel: Parcel) -> None:
        now = self._ways.clock.now()
        if now - parcel.made_at >= DEAD:
            await self._give_up(
                parcel,
                tr("not delivered within 24 h ({why})").format(why=self._refused or self._trouble or tr("not sent")),
            )
            return
        try:
            letter = unpacked(parcel.body)
        except ValueError:
            await self._give_up(parcel, tr("it cannot be read any more"))
            return
        await self._send(parcel, letter)

    async def _send(self, parcel: Parcel, letter: Letter) -> None:
        folded = [one.id for one in self._parcels.values() if one.alert == parcel.alert and one.id != parcel.id]
        target, secret, sender = self._target, self._secret, self._sender
        remote = (self._said.get(parcel.alert) or parcel.remote) if sender.edits else ""
        self._sending = True
        self._changed()
        try:
            card = None if remote else await self._card(letter)
            errand = Errand(marked_late(letter, self._ways.clock.now()), target, secret, remote, card)
            async with asyncio.timeout(LIMIT_S):
                remote = await sender.send(errand)
        except TimeoutError:
            await self._failed(
                parcel, Undelivered(Fault.LATER, tr("no answer within {limit} s").format(limit=f"{LIMIT_S:.0f}"))
            )
        except Undelivered as failure:
            await self._failed(parcel, failure)
        else:
            await self._arrived(parcel, folded, remote)
        finally:
            self._sending = False
            self._changed()

    async def _card(self, letter: Letter) -> bytes | None:
        """The share card, where it is wanted and shows what the letter speaks of."""
        fresh = self._ways.clock.now() - letter.at <= LATE
        if not (self._target.card and self._sender.pictures and fresh):
            return None
        try:
            async with asyncio.timeout(CARD_LIMIT_S):
                return await self._ways.card(letter.event)
        except TimeoutError:
            return None

    async def _arrived(self, parcel: Parcel, folded: Sequence[str], remote: str) -> None:
        now = self._ways.clock.now()
        if folded:
            logger.info("%s: %d earlier words went with the newest", self._target.id, len(folded))
        logger.info("%s: delivered %s", self._target.id, parcel.id)
        self._tried, self._trouble, self._delivered_at = 0, "", now
        self._not_before = UnixMs(now + GAP)
        self._said[parcel.alert] = remote
        if len(self._said) > REMEMBERED:
            del self._said[next(iter(self._said))]
        for ident in (parcel.id, *folded):
            await self._settle(ident, _Settled(remote))

    async def _failed(self, parcel: Parcel, failure: Undelivered) -> None:
        logger.info("%s: not delivered: %s", self._target.id, failure)
        if failure.fault is Fault.MESSAGE:
            await self._give_up(parcel, str(failure))
            return
        self._tried += 1
        wait = max(failure.wait or 0, full_jitter(self._tried, self._ways.random))
        self._not_before = UnixMs(self._ways.clock.now() + wait)
        if failure.fault is Fault.TARGET:
            self._refused = str(failure)
            self._say(
                "refused",
                tr("{name} is switched off until it is changed: {failure}.").format(
                    name=self._target.name, failure=failure
                ),
            )
        else:
            self._trouble = str(failure)
        await self._try(self._ways.shelf.put_off(parcel.id, self._not_before, self._tried, str(failure)))

    async def _give_up(self, parcel: Parcel, why: str) -> None:
        self._trouble = why
        self._say("given-up", tr("A message to {name} is given up: {why}.").format(name=self._target.name, why=why))
        await self._settle(parcel.id, _Settled(why=why))

    async def _settle(self, ident: str, what: _Settled) -> None:
        self._parcels.pop(ident, None)
        self._settled[ident] = what
        await self._mark(ident)
        self._changed()

    async def _mark(self, ident: str) -> None:
        what, now = self._settled[ident], self._ways.clock.now()
        if what.why:
            await self._try(self._ways.shelf.given_up(ident, now, what.why))
        else:
            await self._try(self._ways.shelf.delivered(ident, now, what.remote))

    def _say(self, what: str, sentence: str) -> None:
        self._ways.tell(f"{what}-{self._target.id}", sentence)

    async def _try(self, marking: Awaitable[None]) -> None:
        """A disk that does not answer is told by the store; what is not marked is offered again, and marked then."""
        try:
            await marking
        except ExpectedFailure as failure:
            logger.warning("the outbox could not be written: %s", failure)
