"""Alerts on their way to chats and webhooks: the targets' secrets, how each target stands, the test; a door of its own."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from liqdesk.alerts.alert import Alert
from liqdesk.analytics.events import Level
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import marked, tr
from liqdesk.domain.secret import Secret, telling_parts
from liqdesk.domain.third_party import Kept, KeyPlace, KeyPlaces, ServiceId
from liqdesk.domain.time import UnixMs
from liqdesk.engine.ports import KeyShelf, Parcel
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.target_words import WORDS, address_complaint, secret_needed, told_to
from liqdesk.settings.webhooks import SavedTarget, TargetKind

NOT_LIVE = {
    "demo": marked("The demo sends nothing: its market is invented."),
    "replay": marked("A replay sends nothing: what it shows is over."),
    "held": marked("Another liqdesk holds this profile, and that one sends its alerts."),
}


class Standing(StrEnum):
    """How a target stands."""

    OFF = marked("off")
    READY = marked("ready")
    SENDING = marked("sending")
    WAITING = marked("waiting")
    REFUSED = marked("refused")
    NO_SECRET = marked("no secret")


@dataclass(frozen=True, slots=True)
class TargetState:
    """One target as it stands. `sentence` says what its last answer or failure means, without any secret.

    `waiting` counts the messages that have not arrived, `next_at` is when the next one is tried (None: nothing to try),
    `delivered_at` the last arrival in this run. `place` is where its secret is kept.
    """

    id: str
    name: str
    standing: Standing
    sentence: str
    place: KeyPlace = KeyPlace.NONE
    waiting: int = 0
    next_at: UnixMs | None = None
    delivered_at: UnixMs | None = None

    @property
    def troubled(self) -> bool:
        """Whether messages stay here that should have gone."""
        return self.standing in (Standing.WAITING, Standing.REFUSED, Standing.NO_SECRET)


class SendingDesk(Protocol):
    """Where alerts are sent. Coroutines give a sentence of success and raise ExpectedFailure with one."""

    @property
    def revision(self) -> int:
        """Grows whenever a state changes."""
        ...

    @property
    def sentence(self) -> str:
        """Which targets wait or refuse, by name; empty where none does."""
        ...

    def targets(self) -> tuple[TargetState, ...]:
        """Every target of the settings, in their order."""
        ...

    async def places(self) -> KeyPlaces:
        """Where a secret can be kept."""
        ...

    async def keep_secret(self, target: SavedTarget, secret: Secret, place: KeyPlace) -> str:
        """Keep a target's secret and send with it from now on."""
        ...

    async def forget_secret(self, target: str) -> str:
        """Remove the secret of the target with this id."""
        ...

    async def try_out(self, target: SavedTarget, secret: Secret | None = None) -> str:
        """Send a message marked as a test now, with this secret or else with the one that is kept."""
        ...

    def retry(self, target: str) -> None:
        """Try a target that waits or refused again, now."""
        ...


class NoSending:
    """A `SendingDesk` and `ParcelMaker` that sends nothing and says why; `why` is the mode's word."""

    revision = 0
    sentence = ""

    def __init__(self, why: str) -> None:
        self._sentence = tr(NOT_LIVE.get(why, marked("Nothing is sent from here.")))

    def targets(self) -> tuple[TargetState, ...]:
        """None."""
        return ()

    def parcels_for(self, alert: Alert, level: Level) -> Sequence[Parcel]:
        """None."""
        return ()

    async def places(self) -> KeyPlaces:
        """Raises ExpectedFailure."""
        raise ExpectedFailure(self._sentence)

    async def keep_secret(self, target: SavedTarget, secret: Secret, place: KeyPlace) -> str:
        """Raises ExpectedFailure."""
        raise ExpectedFailure(self._sentence)

    async def forget_secret(self, target: str) -> str:
        """Raises ExpectedFailure."""
        raise ExpectedFailure(self._sentence)

    async def try_out(self, target: SavedTarget, secret: Secret | None = None) -> str:
        """Raises ExpectedFailure."""
        raise ExpectedFailure(self._sentence)

    def retry(self, target: str) -> None:
        """There is nothing to try."""


class Outbox(Protocol):
    """What makes messages of alerts and brings them to their targets."""

    @property
    def revision(self) -> int:
        """Grows whenever a state changes."""
        ...

    def set_targets(self, targets: Sequence[SavedTarget], secrets: Mapping[str, Secret]) -> None:
        """Send to these from now on, each with its secret, by its id."""
        ...

    def states(self) -> tuple[TargetState, ...]:
        """Every target it was given, in that order."""
        ...

    def parcels_for(self, alert: Alert, level: Level) -> Sequence[Parcel]:
        """What is to be sent of an alert that speaks up; it is tried as soon as it is kept."""
        ...

    async def try_out(self, target: SavedTarget, secret: Secret | None) -> str:
        """Send a test now. Raises ExpectedFailure."""
        ...

    def retry(self, target: str) -> None:
        """Try a target again, now."""
        ...

    async def run(self) -> None:
        """Work until cancelled."""
        ...


class LiveSending:
    """The `SendingDesk` of a running program, and its `ParcelMaker`. Nothing is loaded before there is a target.

    `learn` hears every secret, and what of it would tell it, before it is used, so that no log may show it. A secret is
    removed with its target, and when the target comes to be another service or server than it was entered for: whichever way
    that came about, it is told to nobody else. `tell` hears where one could not be removed.
    """

    def __init__(
        self,
        settings: CurrentSettings,
        shelf: KeyShelf,
        learn: Callable[[Secret], None],
        open_outbox: Callable[[], Outbox],
        tell: Callable[[str, str], None],
    ) -> None:
        self._settings = settings
        self._shelf = shelf
        self._learn_one = learn
        self._open = open_outbox
        self._tell = tell
        self._outbox: Outbox | None = None
        self._kept: dict[str, Kept] = {}
        self._at_start = {target.id: told_to(target) for target in settings.value.webhooks.targets}
        self._meant: dict[str, Meant | None] = {}
        self._unwanted: set[str] = set()
        self._gone: set[str] = set()
        self._shelving = asyncio.Lock()
        self._trouble = ""
        self._loaded = False
        self._orders = 0
        self._wanted, self._asked = asyncio.Event(), asyncio.Event()
        settings.subscribe(lambda value: value.webhooks.targets, self._targets_changed)
        self._targets_changed(settings.value.webhooks.targets)

    @property
    def revision(self) -> int:
        """Grows whenever a state changes."""
        return self._orders + (self._outbox.revision if self._outbox else 0)

    @property
    def sentence(self) -> str:
        """Which targets wait or refuse, by name."""
        troubled = [state for state in self.targets() if state.troubled]
        if not troubled:
            return ""
        first, others = troubled[0], len(troubled) - 1
        told = f"{first.name}: {first.sentence}"
        return tr("{told} ({count} more in trouble)").format(told=told, count=others) if others else told

    def targets(self) -> tuple[TargetState, ...]:
        """Every target of the settings."""
        if self._outbox is None:
            return ()
        return tuple(self._with_place(state) for state in self._outbox.states())

    def _with_place(self, state: TargetState) -> TargetState:
        kept = self._kept.get(state.id)
        place = kept.place if kept else KeyPlace.NONE
        if state.standing is not Standing.NO_SECRET:
            return replace(state, place=place)
        if not self._loaded:
            return replace(state, standing=Standing.READY, sentence=tr("Its secret is being read."))
        return replace(state, place=place, sentence=(kept.trouble if kept else self._trouble) or state.sentence)

    async def run(self) -> None:
        """Wait until there is a target, read the secrets, send; until cancelled."""
        await self._wanted.wait()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._opened().run())
            while True:
                self._asked.clear()
                await self._read()
                await self._remove_unwanted()
                await self._asked.wait()

    async def _read(self) -> None:
        """Take over what the shelf gives out, and what it says of the rest."""
        try:
            found, self._trouble = await self._shelf.load(), ""
        except ExpectedFailure as failure:
            found, self._trouble = {}, str(failure)
        for service, kept in found.items():
            target = str(service).removeprefix(PREFIX)
            known = self._kept.get(target)
            if target not in self._gone and (
                known is None or known.key is None
            ):  # else it was entered while the shelf was being read
                self._kept[target] = kept
                self._meant.setdefault(target, self._at_start.get(target))
                self._learn(kept.key)
        self._loaded = True
        self._part()
        self._hand_over()

    async def _remove_unwanted(self) -> None:
        while self._unwanted:
            target = self._unwanted.pop()
            try:
                async with self._shelving:
                    await self._shelf.forget(shelf_name(target))
            except ExpectedFailure as failure:
                self._tell(
                    f"secret of {target}",
                    tr("The secret of the target “{target}” is still kept: {failure}").format(
                        target=target, failure=failure
                    ),
                )

    def parcels_for(self, alert: Alert, level: Level) -> Sequence[Parcel]:
        """What is to be sent of an alert that speaks up at this level."""
        return self._outbox.parcels_for(alert, level) if self._outbox else ()

    async def places(self) -> KeyPlaces:
        """Where a secret can be kept."""
        return await self._shelf.places()

    async def keep_secret(self, target: SavedTarget, secret: Secret, place: KeyPlace) -> str:
        """Keep a target's secret and send with it from now on."""
        self._learn(secret)
        self._unwanted.discard(target.id)
        self._gone.discard(target.id)
        async with self._shelving:
            await self._shelf.keep(shelf_name(target.id), secret, place)
        self._kept[target.id], self._meant[target.id] = Kept(place, secret), told_to(target)
        self._hand_over()
        where = tr("in the system's keyring") if place is KeyPlace.KEYRING else tr("in a file of this profile")
        return tr("The {secret} is kept {where}.").format(secret=tr(WORDS[target.kind].secret).lower(), where=where)

    async def forget_secret(self, target: str) -> str:
        """Stop sending with it, then remove it: it is not used again even where it cannot be removed."""
        self._kept.pop(target, None)
        self._meant.pop(target, None)
        self._gone.add(target)
        self._hand_over()
        async with self._shelving:
            await self._shelf.forget(shelf_name(target))
        return tr("The secret is removed.")

    async def try_out(self, target: SavedTarget, secret: Secret | None = None) -> str:
        """Send a test now."""
        kept = self._kept_of(target)
        word = secret or (kept.key if kept else None)
        complaint = address_complaint(target)
        if complaint:
            raise ExpectedFailure(complaint)
        if word is None and secret_needed(target):
            raise ExpectedFailure(
                tr("Nothing can be sent without the {secret}.").format(secret=tr(WORDS[target.kind].secret).lower())
            )
        self._learn(word)
        return await self._opened().try_out(target, word)

    def retry(self, target: str) -> None:
        """Try a target again, now; one whose secret was not given out asks for it again, as a keyring may be open by now."""
        kept = self._kept.get(target)
        if kept is None or kept.key is None:
            self._asked.set()
        if self._outbox is not None:
            self._outbox.retry(target)

    def _learn(self, secret: Secret | None) -> None:
        for part in telling_parts(secret) if secret else ():
            self._learn_one(part)

    def _targets_changed(self, targets: Sequence[SavedTarget]) -> None:
        if targets or self._outbox is not None:
            self._opened()
            self._part()
            self._hand_over()
            self._wanted.set()

    def _part(self) -> None:
        """Part with the secrets that are no longer what their targets were entered for; with one that an earlier run left
        behind as soon as a new target has its name."""
        targets = {target.id: target for target in self._settings.value.webhooks.targets}
        for ident, meant in tuple(self._meant.items()):
            target = targets.get(ident)
            if meant == (None if target is None else told_to(target)):
                continue
            self._kept.pop(ident, None)
            del self._meant[ident]
            self._unwanted.add(ident)
            self._gone.add(ident)
            if target is not None and meant is not None:
                self._tell(f"secret of {ident}", tr(ENTER_ANEW).format(name=target.name))
        if self._unwanted:
            self._asked.set()

    def _opened(self) -> Outbox:
        if self._outbox is None:
            self._outbox = self._open()
        return self._outbox

    def _hand_over(self) -> None:
        self._orders += 1
        if self._outbox is not None:
            targets = self._settings.value.webhooks.targets
            secrets: dict[str, Secret] = {}
            for target in targets:
                kept = self._kept_of(target)
                if kept is not None and kept.key is not None:
                    secrets[target.id] = kept.key
            self._outbox.set_targets(targets, secrets)

    def _kept_of(self, target: SavedTarget) -> Kept | None:
        """What is kept of a target's secret, if it was entered for what the target is now."""
        return self._kept.get(target.id) if self._meant.get(target.id) == told_to(target) else None


Meant = tuple[TargetKind, str]
ENTER_ANEW = marked(
    "{name}: its secret was entered for another service or server, and is removed. Enter it anew where one is needed."
)
PREFIX = "target:"


def shelf_name(target: str) -> ServiceId:
    """What a target's secret is called where keys are kept."""
    return ServiceId(f"{PREFIX}{target}")
