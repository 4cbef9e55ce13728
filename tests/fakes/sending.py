"""Targets without an outbox: a test says how they stand, and hears what was kept, tried and retried."""

import asyncio
from collections.abc import Mapping, Sequence

from liqdesk.alerts.alert import Alert
from liqdesk.analytics.events import Level
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import KeyPlace, KeyPlaces
from liqdesk.engine.ports import Parcel
from liqdesk.engine.sending import Standing, TargetState
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.target_words import secret_needed
from liqdesk.settings.webhooks import SavedTarget


class FakeSending:
    """Implements `SendingDesk` over the settings' targets; `refusal` is the sentence every test is refused with, if any."""

    def __init__(self, settings: CurrentSettings) -> None:
        self._settings = settings
        self.revision = 0
        self.sentence = ""
        self.where = KeyPlaces("the file")
        self.secrets: dict[str, tuple[Secret, KeyPlace]] = {}
        self.shown: dict[str, TargetState] = {}
        self.tried: list[tuple[SavedTarget, Secret | None]] = []
        self.retried: list[str] = []
        self.refusal = ""

    def targets(self) -> tuple[TargetState, ...]:
        return tuple(self._state(target) for target in self._settings.value.webhooks.targets)

    def _state(self, target: SavedTarget) -> TargetState:
        place = self.secrets[target.id][1] if target.id in self.secrets else KeyPlace.NONE
        if target.id in self.shown:
            return self.shown[target.id]
        if not target.enabled:
            return TargetState(target.id, target.name, Standing.OFF, "Switched off.", place)
        if place is KeyPlace.NONE and secret_needed(target):
            return TargetState(target.id, target.name, Standing.NO_SECRET, "It has no secret yet.", place)
        return TargetState(target.id, target.name, Standing.READY, "Nothing was sent yet.", place)

    async def places(self) -> KeyPlaces:
        return self.where

    async def keep_secret(self, target: SavedTarget, secret: Secret, place: KeyPlace) -> str:
        self.revision += 1
        self.secrets[target.id] = (secret, place)
        return "The secret is kept."

    async def forget_secret(self, target: str) -> str:
        self.revision += 1
        self.secrets.pop(target, None)
        return "The secret is removed."

    async def try_out(self, target: SavedTarget, secret: Secret | None = None) -> str:
        self.tried.append((target, secret))
        if self.refusal:
            raise ExpectedFailure(self.refusal)
        return f"A test message arrived at {target.name}."

    def retry(self, target: str) -> None:
        self.retried.append(target)


class FakeOutbox:
    """An `Outbox` that only remembers."""

    def __init__(self) -> None:
        self.revision = 0
        self.targets: tuple[SavedTarget, ...] = ()
        self.secrets: dict[str, Secret] = {}
        self.standing = Standing.READY
        self.tried: list[tuple[SavedTarget, Secret | None]] = []
        self.retried: list[str] = []
        self.running = False

    def set_targets(self, targets: Sequence[SavedTarget], secrets: Mapping[str, Secret]) -> None:
        self.targets, self.secrets = tuple(targets), dict(secrets)

    def states(self) -> tuple[TargetState, ...]:
        return tuple(self._state(target) for target in self.targets)

    def _state(self, target: SavedTarget) -> TargetState:
        if target.id not in self.secrets and secret_needed(target):
            return TargetState(target.id, target.name, Standing.NO_SECRET, "The bot token is missing.")
        return TargetState(target.id, target.name, self.standing, f"It is {self.standing}.")

    def parcels_for(self, alert: Alert, level: Level) -> Sequence[Parcel]:
        return ()

    async def try_out(self, target: SavedTarget, secret: Secret | None) -> str:
        self.tried.append((target, secret))
        return "It arrived."

    def retry(self, target: str) -> None:
        self.retried.append(target)

    async def run(self) -> None:
        self.running = True
        await asyncio.Event().wait()
