"""One simulated venue on loopback: its websockets and its REST pages on one port, its connections and its faults."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit
from weakref import WeakSet

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from liqdesk.simulator.dialects.base import Answer, Board, Dialect, Say, TakesPosts
from liqdesk.simulator.faults import BAD_FRAMES, Agenda, Fault, Refusal, read_refusal, read_resize
from liqdesk.simulator.line import CLOSE_LIMIT_S, Client, Wire, anyone_subscribed, quiet_logger
from liqdesk.simulator.load import Load
from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.publishing import FEEDS, Push
from liqdesk.simulator.rest import Posted, refusal, response, wants_socket
from liqdesk.simulator.trouble import Trouble, bad_frame

HOST = "127.0.0.1"
LONGEST_REQUEST = 1024 * 1024
FALLBACK_SAMPLE = '{"topic":"","data":[{"price":"1.5","size":"2","ts":1793000000000}]}'

BURST_NUMBERS = 1_000_500_000
"""The events of bursts are numbered from here, a million for each feed, so that they are told from those of a story."""

Now = Callable[[], int]
"""The wall clock in Unix ms."""


class Ledger(Protocol):
    """Keeps what was really sent."""

    def happened(self, event: Forced) -> None:
        """A venue had an event that the story does not tell."""
        ...

    def pushed(self, push: Push, sent: int) -> None:
        """A push went out to `sent` connections, none if nobody had subscribed."""
        ...

    def resent(self, venue: str, events: Sequence[Forced]) -> None:
        """These went out to one more connection: as history, or as a replay."""
        ...

    def attempt(self, venue: str, at_ms: int, path: str, outcome: str) -> None:
        """A client asked for a socket or a page."""
        ...


class VenueServer:
    """Serves one dialect until it is closed."""

    def __init__(self, dialect: Dialect, board: Board, faults: Sequence[Fault], ledger: Ledger, now: Now) -> None:
        self.dialect = dialect
        self.board = board
        self.clients: list[Client] = []
        self.port = 0
        self.subscribed_at = 0
        self.pushed_events = 0
        self._ledger = ledger
        self._now = now
        self._agenda = Agenda(faults)
        self._bombs = any(fault.word == "bomb" for fault in faults)
        self._trouble = Trouble()
        self._refusals: dict[str, Refusal] = {}
        self._closing_code = 0
        self._handshake_s = 0
        self._burst = Load(dialect.carries, board.prices, BURST_NUMBERS + FEEDS.index(dialect.venue) * 1_000_000)
        self._greetings: list[Fault] = []
        self._replay: deque[tuple[int, Push]] = deque(maxlen=0)
        self._pushes = 0
        self._sent_now = 0
        self._pushing = False
        self._renamed_contracts: dict[str, Contract] = {}
        self._server: Server | None = None
        self._wires: WeakSet[Wire] = WeakSet()
        for fault in faults:
            if fault.when is None:
                self.strike(fault)

    @property
    def venue(self) -> str:
        """Whose sockets these are."""
        return self.dialect.venue

    async def open(self, port: int = 0) -> None:
        """Listen; raises OSError where that is not possible."""
        self._server = await serve(
            self._converse,
            HOST,
            port,
            process_request=self._greet,
            compression="deflate" if self._bombs else None,
            create_connection=partial(Wire, self._post),  # type: ignore[arg-type]  # any maker of connections will do
            ping_interval=None,
            close_timeout=1,
            max_size=LONGEST_REQUEST,
            max_queue=1024,
            logger=quiet_logger(),
        )
        self.port = next(iter(self._server.sockets)).getsockname()[1]

    async def close(self) -> None:
        """Stop listening and let every client go, at once."""
        if self._server is not None:
            self._server.close()
            asyncio.get_running_loop().call_later(CLOSE_LIMIT_S, self._abort_all)
            await self._server.wait_closed()

    def _abort_all(self) -> None:
        """A client that does not read would keep its connection, and the process, for ever."""
        for wire in self._wires:
            wire.transport.abort()

    def publish(self, push: Push) -> None:
        """Send a push to everyone who has subscribed."""
        for current in self._as_listed(push):
            self._pushes += 1
            self.pushed_events += len(current.events)
            self._sent_now, self._pushing = 0, True
            for client in tuple(self.clients):
                says = client.conversation.pushed(current)
                for say in says:
                    client.say(say)
                if self._replay.maxlen and says:
                    client.received_pushes.add(self._pushes)
            self._pushing = False
            self.board.published(current)
            self.board.crowd.take(current.events)
            self._replay.append((self._pushes, current))
            self._ledger.pushed(current, self._sent_now)

    def tick(self, elapsed_ms: int | None) -> None:
        """Let faults strike and connections do what is due; `elapsed_ms` is the story's age, None before it begins."""
        if elapsed_ms is not None:
            for fault in self._agenda.over(elapsed_ms):
                self.lift(fault)
            for fault in self._agenda.due(elapsed_ms, self.pushed_events):
                self.strike(fault)
        now_ms = self._now()
        for client in tuple(self.clients):
            client.tick(now_ms)

    def strike(self, fault: Fault) -> None:
        """Let one fault happen now."""
        if fault.word in BAD_FRAMES:
            if fault.always:
                self._greetings.append(fault)
            if fault.when is not None:
                for client in tuple(self.clients):
                    self._send_bad(client, fault)
        elif fault.word in ("drop", "reset", "close"):
            self._end(fault)
        elif not self._strike_market(fault) and not self._strike_door(fault):
            if fault.always:
                self._trouble.strike(fault)
            for client in self.clients:
                client.trouble.strike(fault)
                client.apply()

    def lift(self, fault: Fault) -> None:
        """Let one fault end now; every connection is as it would be without it."""
        if fault.word in BAD_FRAMES:
            self._greetings = [greeting for greeting in self._greetings if greeting is not fault]
        elif fault.word in ("refuse", "refuse-rest"):
            self._refusals.pop(fault.word, None)
        elif fault.word == "accept-and-close":
            self._closing_code = 0
        elif fault.word == "slow-handshake":
            self._handshake_s = 0
        elif fault.word == "replay":
            self._replay = deque(maxlen=0)
        elif fault.word == "bad-topic":
            self.board.refused.discard(fault.argument)
        self._trouble.lift(fault)
        for client in self.clients:
            client.trouble.lift(fault)
            client.apply()

    def _end(self, fault: Fault) -> None:
        for client in tuple(self.clients):
            if fault.word == "drop":
                client.drop()
            elif fault.word == "reset":
                client.reset()
            else:
                client.hang_up(int(fault.argument), "")

    def _strike_door(self, fault: Fault) -> bool:
        if fault.word in ("refuse", "refuse-rest"):
            self._refusals[fault.word] = read_refusal(fault.argument)
        elif fault.word == "accept-and-close":
            self._closing_code = int(fault.argument or 1001)
        elif fault.word == "slow-handshake":
            self._handshake_s = int(fault.argument)
        elif fault.word == "replay":
            self._replay = deque(self._replay, maxlen=int(fault.argument))
        else:
            return False
        return True

    def _strike_market(self, fault: Fault) -> bool:
        listing = self.board.listing
        if fault.word == "burst":
            self._break_out(int(fault.argument))
        elif fault.word == "resize":
            symbol, factor = read_resize(fault.argument)
            if symbol in listing:
                listing.resize(symbol, factor)
        elif fault.word == "delist":
            listing.remove(fault.argument)
        elif fault.word == "list":
            symbol, _, like = fault.argument.partition("~")
            model = listing.get(like) or listing.all()[0]
            self._renamed_contracts[model.symbol] = replace(model, symbol=symbol)
            listing.add(self._renamed_contracts[model.symbol])
        elif fault.word == "bad-topic":
            self.board.refused.add(fault.argument)
        else:
            return False
        return True

    def _break_out(self, count: int) -> None:
        """So many events at once."""
        for push in self._burst.pushes(self._now(), count):
            for event in push.events:
                self._ledger.happened(event)
            self.publish(push)

    def _as_listed(self, push: Push) -> Sequence[Push]:
        """The push with every contract as it is listed now; every second event of a model is its newcomer's, apart."""
        if not self.board.listing.changed:
            return (push,)
        kept: list[Forced] = []
        newcomers: list[Forced] = []
        for event in push.events:
            newcomer = self._renamed_contracts.get(event.contract.symbol)
            contract = self.board.listing.get(event.contract.symbol)
            if event.number % 2 and newcomer is not None:
                newcomers.append(replace(event, contract=newcomer))
            elif contract is not None:
                kept.append(replace(event, contract=contract))
        return [Push(push.venue, push.at_ms, tuple(events)) for events in (kept, newcomers) if events]

    def _delivered(self, say: Say) -> None:
        if self._pushing:
            self._sent_now += 1
        else:
            self._ledger.resent(self.venue, say.events)

    def _send_bad(self, client: Client, fault: Fault) -> None:
        if client.open:
            sample = client.sample or self._sample(client) or FALLBACK_SAMPLE
            client.put_raw(bad_frame(fault.word, fault.argument, sample))

    def _sample(self, client: Client) -> str | bytes | None:
        for push in reversed(self.board.history):
            for say in client.conversation.pushed(push):
                return say.frame
        return None

    async def _greet(self, connection: ServerConnection, request: Request) -> Response | None:
        """Refuse, answer a REST request, or let the handshake go on."""
        if self._handshake_s and wants_socket(request):
            await asyncio.sleep(self._handshake_s)
        return self._answer(connection, request)

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        if isinstance(connection, Wire):
            self._wires.add(connection)
        address = urlsplit(request.path)
        socket = wants_socket(request)
        refused = self._refused("refuse" if socket else "refuse-rest")
        if refused is not None:
            self._ledger.attempt(self.venue, self._now(), address.path, f"refused {refused.status}")
            return refusal(refused)
        if not socket:
            return self._page(address.path, self.dialect.answer(address.path, address.query, self._now()))
        headers = {name.lower(): value for name, value in request.headers.raw_items()}
        conversation = self.dialect.converse(address.path, address.query, headers)
        if conversation is None or not isinstance(connection, Wire):
            self._ledger.attempt(self.venue, self._now(), address.path, "refused 404")
            return response(404, "{}")
        connection.conversation = conversation
        connection.path = address.path
        self._ledger.attempt(self.venue, self._now(), address.path, "opened")
        return None

    def _post(self, posted: Posted) -> Response:
        """Answer a REST request that posts."""
        refused = self._refused("refuse-rest")
        if refused is not None:
            self._ledger.attempt(self.venue, self._now(), posted.path, f"refused {refused.status}")
            return refusal(refused)
        dialect = self.dialect
        answer = dialect.post(posted.path, posted.body, self._now()) if isinstance(dialect, TakesPosts) else None
        return self._page(posted.path, answer)

    def _page(self, path: str, answer: Answer | None) -> Response:
        self._ledger.attempt(self.venue, self._now(), path, "page")
        if answer is not None and answer.events:
            self._ledger.resent(self.venue, answer.events)
        return response(404, "{}") if answer is None else response(answer.status, answer.body)

    def _refused(self, word: str) -> Refusal | None:
        refused = self._refusals.get(word)
        if refused is None or refused.count == 0:
            return None
        if refused.count is not None:
            self._refusals[word] = replace(refused, count=refused.count - 1)
        return refused

    async def _converse(self, connection: ServerConnection) -> None:
        if not isinstance(connection, Wire) or connection.conversation is None:
            return
        client = Client(connection, connection.conversation, self._trouble.copy(), self._delivered)
        if self._closing_code:
            client.hang_up(self._closing_code, "")
            return
        self.clients.append(client)
        try:
            client.act(client.conversation.opened(self._now()))
            self._subscription(client, was=False)
            async for frame in connection:
                was = client.conversation.subscribed
                client.act(client.conversation.received(frame, self._now()))
                self._subscription(client, was=was)
        except ConnectionClosed:
            return
        finally:
            self.clients.remove(client)

    def _subscription(self, client: Client, *, was: bool) -> None:
        """After each word of the client: what a new subscription brings with it."""
        if not client.conversation.subscribed:
            return
        self.subscribed_at = self._now()
        if not was:
            for fault in self._greetings:
                self._send_bad(client, fault)
        for number, push in tuple(self._replay):
            if number not in client.received_pushes:
                says = client.conversation.pushed(push)
                if says:
                    client.received_pushes.add(number)
                for say in says:
                    client.say(say)

    @property
    def has_subscriber(self) -> bool:
        """Whether any client has a liquidation topic."""
        return anyone_subscribed(self.clients)
