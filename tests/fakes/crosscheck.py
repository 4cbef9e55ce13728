"""A cross-check without an engine: a test sets its view, and hears what was ordered."""

from liqdesk.analytics.crosscheck import CrossCheckView
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import KeyPlace, KeyPlaces, ServiceId
from liqdesk.domain.time import UnixMs


class FakeCrossCheck:
    """Implements `CrossCheck`; says nothing is known until a test sets `shown`."""

    def __init__(self) -> None:
        self.shown = CrossCheckView(UnixMs(0), ())
        self.where = KeyPlaces("the file")
        self.watched: list[bool] = []
        self.asked: list[ServiceId] = []
        self.keys: dict[ServiceId, tuple[Secret, KeyPlace]] = {}

    def view(self) -> CrossCheckView:
        return self.shown

    def set_watched(self, watched: bool) -> None:
        self.watched.append(watched)

    def ask_now(self, service: ServiceId) -> None:
        self.asked.append(service)

    async def places(self) -> KeyPlaces:
        return self.where

    async def check_key(self, service: ServiceId, key: Secret) -> str:
        return "The key works."

    async def keep_key(self, service: ServiceId, key: Secret, place: KeyPlace) -> str:
        self.keys[service] = (key, place)
        return "The key is kept."

    async def forget_key(self, service: ServiceId) -> str:
        self.keys.pop(service, None)
        return "The key is removed."
