"""Asks third-party services: one at a time each, within their limits, only with a key and while somebody looks."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from liqdesk.domain.internet import retry_after
from liqdesk.domain.language import marked, tr
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import ServiceFailure, ServiceId, ServiceState, TheirTotal, Trouble
from liqdesk.domain.time import HOUR, MINUTE, SECOND, Clock, DurationMs, UnixMs
from liqdesk.feed.transport import ConnectFailed, HandshakeRefused
from liqdesk.thirdparty.script import Ask, Script, Service, Totals

EVERY = DurationMs(5 * MINUTE)
HOPELESS_EVERY = DurationMs(HOUR)
"""A key that is refused is not tried every few minutes; asking by hand is always possible."""

PACE_WINDOW = DurationMs(MINUTE + SECOND)
LIMIT_REST = DurationMs(MINUTE)
"""How long a service is left alone that said enough without saying for how long."""

ASK_GAP = DurationMs(10 * SECOND)
"""Asking by hand does not come closer together than this."""

_STATUS = {401: Trouble.KEY, 403: Trouble.KEY, 402: Trouble.PLAN, 429: Trouble.LIMIT}
_SENTENCES = {
    Trouble.KEY: marked("it does not accept the key"),
    Trouble.PLAN: marked("the plan of this key is too small"),
    Trouble.LIMIT: marked("its limit of requests is reached"),
}


class KeyedFetcher(Protocol):
    """Gets pages with headers of the asker's own."""

    async def get(self, url: str, post: str | None = None, headers: Mapping[str, str] | None = None) -> bytes:
        """The body of a page. Raises HandshakeRefused or ConnectFailed."""
        ...


class Pace:
    """Keeps a service's limit of calls a minute, and the waits it asked for. Waits are from now, 0 meaning go."""

    def __init__(self, calls_a_minute: int, clock: Clock) -> None:
        self._limit = calls_a_minute
        self._clock = clock
        self._made: deque[tuple[DurationMs, int]] = deque()
        self._from = DurationMs(0)

    def wait(self, calls: int) -> DurationMs:
        """How long until so many calls may be made."""
        now = self._clock.monotonic()
        while self._made and now - self._made[0][0] >= PACE_WINDOW:
            self._made.popleft()
        ready, room = self._from, self._limit - sum(made for _, made in self._made)
        for at, made in self._made:
            if room >= calls:
                break
            room += made
            ready = max(ready, DurationMs(at + PACE_WINDOW))
        return DurationMs(max(0, ready - now))

    def charge(self, calls: int) -> None:
        """So many calls are being made."""
        self._made.append((self._clock.monotonic(), calls))

    def hold(self, wait: DurationMs) -> None:
        """Nothing is asked for so long."""
        self._from = max(self._from, DurationMs(self._clock.monotonic() + wait))

    @property
    def held(self) -> DurationMs:
        """How long the service still wants to be left alone."""
        return DurationMs(max(0, self._from - self._clock.monotonic()))


@dataclass(slots=True)
class _Told:
    """What a service last said."""

    sentence: str = ""
    failed: bool = False
    totals: tuple[TheirTotal, ...] = ()
    told_at: UnixMs | None = None


@dataclass(frozen=True, slots=True)
class _Errand:
    """On whose behalf a script runs: with this key, for whoever takes the totals, as long as it stands."""

    key: Secret
    take: Callable[[Totals], None]
    stands: Callable[[], bool]


class Inquiry:
    """One service and at most one key. `wanted` names the coins to ask for; `changed` is called after every change."""

    def __init__(
        self,
        open_service: Callable[[], Service],
        address: str,
        fetcher: KeyedFetcher,
        clock: Clock,
        wanted: Callable[[], Sequence[str]],
        familiar: Sequence[str],
        changed: Callable[[], None],
    ) -> None:
        self._open = open_service
        self._service = open_service()
        self._address = address
        self._fetcher = fetcher
        self._clock = clock
        self._wanted = wanted
        self._familiar = familiar
        self._changed = changed
        self._key: Secret | None = None
        self._pace = Pace(self._service.info.calls_a_minute, clock)
        self._turn = asyncio.Lock()
        self._woken = asyncio.Event()
        self._watched = False
        self._asking = False
        self._due = DurationMs(0)
        self._begun: DurationMs | None = None
        self._told = _Told()

    def state(self) -> ServiceState:
        """Where it stands."""
        told, left = self._told, self._left()
        next_at = None if left is None or self._asking else UnixMs(self._clock.now() + left)
        return ServiceState(
            self._service.info,
            self._key is not None,
            self._asking,
            told.sentence,
            told.failed,
            told.totals,
            told.told_at,
            next_at,
        )

    def set_key(self, key: Secret | None) -> None:
        """Begin anew with this key, or with none."""
        self._key = key
        self._service = self._open()
        self._told = _Told()
        self._due = DurationMs(0)
        self._wake()

    def set_watched(self, watched: bool) -> None:
        """Whether anybody looks."""
        if watched != self._watched:
            self._watched = watched
            self._wake()

    def ask_now(self) -> None:
        """Ask as soon as the limits allow."""
        soonest = DurationMs(0) if self._begun is None else DurationMs(self._begun + ASK_GAP)
        self._due = min(self._due, soonest)
        self._wake()

    def _wake(self) -> None:
        self._woken.set()
        self._changed()

    def _left(self) -> DurationMs | None:
        """How long until the next round; None where there will be none."""
        if self._key is None or not self._watched:
            return None
        return DurationMs(max(0, self._due - self._clock.monotonic(), self._pace.held))

    async def run(self) -> None:
        """Ask whenever it is time, until cancelled."""
        while True:
            left = self._left()
            if left == 0:
                await self._round()
                continue
            try:
                async with asyncio.timeout(None if left is None else left / 1_000):
                    await self._woken.wait()
            except TimeoutError:
                continue
            self._woken.clear()

    async def check(self, key: Secret) -> str:
        """What the service says to a key. Raises ServiceFailure."""
        held = self._pace.held
        if held:
            seconds = -(-held // SECOND)
            raise ServiceFailure(
                Trouble.LIMIT,
                tr("{name} asked to be left alone for {seconds} s more.").format(
                    name=self._service.info.name, seconds=seconds
                ),
            )
        service = self._open()
        try:
            return await self._play(service, service.check(), _Errand(key, lambda _: None, lambda: True))
        except ServiceFailure as failure:
            raise ServiceFailure(failure.trouble, self._sentence(key, failure), failure.retry_after) from None

    async def _round(self) -> None:
        key, service = self._key, self._service
        if key is None:
            return
        self._begun = self._clock.monotonic()
        self._due = DurationMs(self._begun + EVERY)
        self._asking = True
        self._changed()
        fresh: list[TheirTotal] = []

        def take(totals: Totals) -> None:
            fresh.extend(totals)
            if service is self._service:
                self._told.totals = _renewed(self._told.totals, fresh)
                self._told.told_at = self._clock.now()
                self._changed()

        try:
            script = service.totals(self._wanted(), self._familiar, self._clock.now())
            sentence = await self._play(service, script, _Errand(key, take, lambda: service is self._service))
            told = _Told(sentence, False, tuple(fresh), self._clock.now())
        except ServiceFailure as failure:
            told = _Told(self._sentence(key, failure), True, self._told.totals, self._told.told_at)
            if failure.trouble in (Trouble.KEY, Trouble.PLAN):
                self._due = DurationMs(self._begun + HOPELESS_EVERY)
        finally:
            self._asking = False
            self._changed()
        if service is self._service:
            self._told = told
            self._changed()

    def _sentence(self, key: Secret, failure: ServiceFailure) -> str:
        return key.redact(f"{self._service.info.name}: {failure}.")

    async def _play(self, service: Service, script: Script, errand: _Errand) -> str:
        """Run a script to its end: one question at a time, each when its calls fit."""
        step: Callable[[], Ask | Totals] = partial(next, script)
        while True:
            try:
                item = step()
            except StopIteration as ended:
                return str(ended.value)
            if isinstance(item, tuple):
                errand.take(item)
                step = partial(script.send, b"")
                continue
            try:
                step = partial(script.send, await self._ask(service, item, errand))
            except ServiceFailure as failure:
                step = partial(script.throw, failure)

    async def _ask(self, service: Service, ask: Ask, errand: _Errand) -> bytes:
        async with self._turn:
            await asyncio.sleep(self._pace.wait(ask.calls) / 1_000)
            if not errand.stands():
                raise ServiceFailure(Trouble.REFUSED, tr("its key was taken away meanwhile"))
            self._pace.charge(ask.calls)
            try:
                body = await self._fetcher.get(self._address + ask.path, headers=service.headers(errand.key))
                service.failure_in(body)
            except ServiceFailure as failure:
                if failure.trouble is Trouble.LIMIT:
                    self._pace.hold(failure.retry_after or LIMIT_REST)
                raise
            except HandshakeRefused as refused:
                read = self._read(refused)
                if read.retry_after:
                    self._pace.hold(read.retry_after)
                raise read from None  # what it came from holds headers and the body of the answer
            except ConnectFailed as failed:
                raise ServiceFailure(
                    Trouble.UNREACHABLE, tr("it cannot be reached, {failed}").format(failed=failed)
                ) from None
            return body

    def _read(self, refused: HandshakeRefused) -> ServiceFailure:
        """What an HTTP status means. The body is not shown: it may repeat the key."""
        trouble = _STATUS.get(refused.status, Trouble.REFUSED)
        wait = retry_after(refused.headers, self._clock.now())
        if trouble is Trouble.LIMIT:
            wait = wait or LIMIT_REST
        sentence = tr("it answered with the status {status}").format(status=refused.status)
        if trouble in _SENTENCES:
            sentence = tr(_SENTENCES[trouble])
        if wait:
            again = tr("it is asked again in {seconds} s at the earliest").format(seconds=-(-wait // SECOND))
            sentence = f"{sentence}; {again}"
        return ServiceFailure(trouble, sentence, wait or None)


def _renewed(held: Sequence[TheirTotal], fresh: Sequence[TheirTotal]) -> tuple[TheirTotal, ...]:
    """The fresh ones, and of coins not told anew yet what is held."""
    told = {total.base for total in fresh}
    return (*fresh, *(total for total in held if total.base not in told))


class ServiceInquiries:
    """All services; what the engine asks for as `Inquiries`."""

    def __init__(
        self,
        services: Mapping[ServiceId, Callable[[], Service]],
        addresses: Mapping[ServiceId, str],
        fetcher: KeyedFetcher,
        clock: Clock,
        wanted: Callable[[], Sequence[str]],
        familiar: Sequence[str],
    ) -> None:
        self.revision = 0
        self._inquiries = {
            service: Inquiry(open_service, addresses[service], fetcher, clock, wanted, familiar, self._changed)
            for service, open_service in services.items()
        }

    def _changed(self) -> None:
        self.revision += 1

    def states(self) -> tuple[ServiceState, ...]:
        """Every known service, in the order they are shown."""
        return tuple(inquiry.state() for inquiry in self._inquiries.values())

    def set_key(self, service: ServiceId, key: Secret | None) -> None:
        """Ask with this key from now on, or not at all. A service nobody knows any more is left alone."""
        if service in self._inquiries:
            self._inquiries[service].set_key(key)

    def set_watched(self, watched: bool) -> None:
        """Whether anybody looks."""
        for inquiry in self._inquiries.values():
            inquiry.set_watched(watched)

    def ask_now(self, service: ServiceId) -> None:
        """Ask as soon as the service's limits allow."""
        self._inquiries[service].ask_now()

    async def check(self, service: ServiceId, key: Secret) -> str:
        """What the service says to a key. Raises ServiceFailure."""
        return await self._inquiries[service].check(key)

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            for inquiry in self._inquiries.values():
                group.create_task(inquiry.run())
