"""The cross-check: keys, the services asked with them, and their totals beside ours; a door of its own on the desk."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from liqdesk.analytics.crosscheck import Comparison, CrossCheckView, OurSpan, ServiceView, compare
from liqdesk.analytics.live import LiveAnalytics
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import marked, tr
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import Kept, KeyPlace, KeyPlaces, ServiceId, ServiceState
from liqdesk.domain.time import SECOND, Clock, DurationMs, UnixMs
from liqdesk.engine.ports import Inquiries, KeyShelf

ALWAYS = ("BTC", "ETH")
COINS = 5
"""So many are compared: these two and the most liquidated others of the day."""

OURS_STEP = DurationMs(10 * SECOND)
"""Ours of a closed span changes only by late rows; it is added up anew this often."""

NOT_LIVE = {
    "demo": marked(
        "There is no cross-check in the demo: the services know nothing of an invented market, and none is contacted."
    ),
    "replay": marked(
        "There is no cross-check of a tape: the services are asked about the present only, and none is contacted."
    ),
}


class CrossCheck(Protocol):
    """Third-party totals beside ours. Coroutines give a sentence of success and raise ExpectedFailure with one."""

    def view(self) -> CrossCheckView:
        """What is known now, from memory."""
        ...

    def set_watched(self, watched: bool) -> None:
        """Whether anybody looks. Until somebody first does, no key is read and nothing loaded."""
        ...

    def ask_now(self, service: ServiceId) -> None:
        """Ask a service as soon as its limits allow."""
        ...

    async def places(self) -> KeyPlaces:
        """Where a key can be kept."""
        ...

    async def check_key(self, service: ServiceId, key: Secret) -> str:
        """Try a key without keeping it."""
        ...

    async def keep_key(self, service: ServiceId, key: Secret, place: KeyPlace) -> str:
        """Keep a key and ask with it from now on."""
        ...

    async def forget_key(self, service: ServiceId) -> str:
        """Remove a key and stop asking."""
        ...


class NoCrossCheck:
    """A `CrossCheck` that says why there is none; `why` is the mode's word."""

    def __init__(self, why: str) -> None:
        self._sentence = tr(NOT_LIVE.get(why, marked("There is no cross-check here.")))

    def view(self) -> CrossCheckView:
        """The reason."""
        return CrossCheckView(UnixMs(0), (), self._sentence)

    def set_watched(self, watched: bool) -> None:
        """Nothing to watch."""

    def ask_now(self, service: ServiceId) -> None:
        """Nobody to ask."""

    async def places(self) -> KeyPlaces:
        """Raises ExpectedFailure."""
        raise ExpectedFailure(self._sentence)

    async def check_key(self, service: ServiceId, key: Secret) -> str:
        """Raises ExpectedFailure."""
        raise ExpectedFailure(self._sentence)

    async def keep_key(self, service: ServiceId, key: Secret, place: KeyPlace) -> str:
        """Raises ExpectedFailure."""
        raise ExpectedFailure(self._sentence)

    async def forget_key(self, service: ServiceId) -> str:
        """Raises ExpectedFailure."""
        raise ExpectedFailure(self._sentence)


def coins_to_compare(liquidated: Sequence[str]) -> tuple[str, ...]:
    """The two that are always compared, then the most liquidated others; `liquidated` is in that order."""
    return tuple(dict.fromkeys((*ALWAYS, *liquidated)))[:COINS]


class LiveCrossCheck:
    """The `CrossCheck` of a running program; `learn` hears every key before it is used, so that no log may show it."""

    def __init__(
        self,
        analytics: LiveAnalytics,
        clock: Clock,
        inquiries: Inquiries,
        shelf: KeyShelf,
        learn: Callable[[Secret], None],
    ) -> None:
        self._analytics = analytics
        self._clock = clock
        self._inquiries = inquiries
        self._shelf = shelf
        self._learn = learn
        self._wanted = asyncio.Event()
        self._kept: dict[ServiceId, Kept] = {}
        self._trouble = ""
        self._ours: dict[Span, tuple[UnixMs, OurSpan]] = {}

    async def run(self) -> None:
        """Wait until somebody looks, read the keys, ask with them; until cancelled."""
        await self._wanted.wait()
        try:
            found = await self._shelf.load()
        except ExpectedFailure as failure:
            found, self._trouble = {}, str(failure)
        for service, kept in found.items():
            if service not in self._kept:  # entered while the shelf was being read
                self._kept[service] = kept
                if kept.key is not None:
                    self._learn(kept.key)
                self._inquiries.set_key(service, kept.key)
        await self._inquiries.run()

    def view(self) -> CrossCheckView:
        """What is known now."""
        at = self._clock.now()
        states = self._inquiries.states()
        used: dict[Span, tuple[UnixMs, OurSpan]] = {}

        def ours_over(span: Span) -> OurSpan:
            held = self._ours.get(span)
            if held is None or not 0 <= at - held[0] < OURS_STEP:
                held = (at, self._analytics.over(span, at))
            used[span] = held
            return held[1]

        services = tuple(self._service(state, compare(state.totals, ours_over)) for state in states)
        self._ours = used
        return CrossCheckView(at, services)

    def _service(self, state: ServiceState, comparisons: tuple[Comparison, ...]) -> ServiceView:
        kept = self._kept.get(state.info.id)
        trouble = (kept.trouble if kept else self._trouble) if not state.has_key else ""
        return ServiceView(state, kept.place if kept else KeyPlace.NONE, trouble, comparisons)

    def set_watched(self, watched: bool) -> None:
        """Begin with the first look; rest while nobody looks."""
        if watched:
            self._wanted.set()
        self._inquiries.set_watched(watched)

    def ask_now(self, service: ServiceId) -> None:
        """Ask a service as soon as its limits allow."""
        self._inquiries.ask_now(service)

    async def places(self) -> KeyPlaces:
        """Where a key can be kept."""
        return await self._shelf.places()

    async def check_key(self, service: ServiceId, key: Secret) -> str:
        """Try a key without keeping it."""
        self._learn(key)
        return await self._inquiries.check(service, key)

    async def keep_key(self, service: ServiceId, key: Secret, place: KeyPlace) -> str:
        """Keep a key and ask with it from now on."""
        self._learn(key)
        await self._shelf.keep(service, key, place)
        self._kept[service] = Kept(place, key)
        self._inquiries.set_key(service, key)
        if place is KeyPlace.KEYRING:
            return tr("The key is kept in the system's keyring.")
        return tr("The key is kept in a file of this profile.")

    async def forget_key(self, service: ServiceId) -> str:
        """Stop asking, then remove the key: it is not used again even where it cannot be removed."""
        self._inquiries.set_key(service, None)
        await self._shelf.forget(service)
        self._kept[service] = Kept(KeyPlace.NONE, None)
        return tr("The key is removed, and nothing is asked any more.")
