"""The settings in force, and who wants to hear when a part of them changes."""

from collections.abc import Callable
from typing import TypeVar

from liqdesk.settings.model import Settings

Part = TypeVar("Part")


class CurrentSettings:
    """Holds the value; tells each subscriber when the part it selected became different."""

    def __init__(self, value: Settings) -> None:
        self._value = value
        self._subscriptions: list[Callable[[Settings, Settings], None]] = []

    @property
    def value(self) -> Settings:
        """The settings in force."""
        return self._value

    def replace(self, new: Settings) -> None:
        """Put `new` in force and tell whoever selected something that differs."""
        old, self._value = self._value, new
        for tell in tuple(self._subscriptions):
            tell(old, new)

    def subscribe(self, selector: Callable[[Settings], Part], callback: Callable[[Part], None]) -> Callable[[], None]:
        """Call `callback` with the selected part whenever it changes; returns what ends the subscription."""

        def tell(old: Settings, new: Settings) -> None:
            part = selector(new)
            if part != selector(old):
                callback(part)

        self._subscriptions.append(tell)
        return lambda: self._subscriptions.remove(tell)
