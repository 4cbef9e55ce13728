"""The desktop's message bus on Linux: one connection, made when it is needed, and no question that waits longer than a second."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr

if TYPE_CHECKING:
    from dbus_fast import Message
    from dbus_fast.aio import MessageBus

Result = TypeVar("Result")

LIMIT_S = 1.0
BUS, BUS_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"


class BusFailure(ExpectedFailure):
    """The bus or who was asked did not do it; `hung` where no answer came in time."""

    def __init__(self, sentence: str, hung: bool = False) -> None:
        super().__init__(sentence)
        self.hung = hung


def session_address(environment: Mapping[str, str]) -> str:
    """Where the bus of this session listens, by the environment or by its usual place; empty where there is none."""
    named = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
    usual = Path(environment.get("XDG_RUNTIME_DIR") or "/nowhere", "bus")
    return named or (f"unix:path={usual}" if usual.is_socket() else "")


class SessionBus:
    """Asks over the bus at `address`, on the running loop. Asking starts nothing: a service that does not run is absent."""

    def __init__(self, address: str, limit: float = LIMIT_S) -> None:
        self._address = address
        self._limit = limit
        self._bus: MessageBus | None = None
        self._listening: list[tuple[str, Callable[[Message], None]]] = []

    async def owner(self, name: str) -> str | None:
        """Who has this well-known name now; None where nobody has. Raises BusFailure."""
        reply = await self._ask(BUS, BUS_PATH, BUS, "GetNameOwner", "s", (name,))
        if reply.error_name:
            return None
        return str(reply.body[0])

    async def call(
        self, whom: str, path: str, interface: str, member: str, signature: str = "", body: Sequence[Any] = ()
    ) -> Sequence[Any]:
        """What was answered. Raises BusFailure where that was an error, or nothing within the limit."""
        reply = await self._ask(whom, path, interface, member, signature, body)
        if reply.error_name:
            why = str(reply.body[0]) if reply.body else reply.error_name
            raise BusFailure(tr("{member} was refused: {why}").format(member=member, why=why))
        return reply.body

    async def start(self, name: str) -> None:
        """Have the bus start whoever would have this name, if anybody would; nobody waits for that. Raises BusFailure."""
        from dbus_fast import Message, MessageFlag

        message = Message(
            destination=BUS, path=BUS_PATH, interface=BUS, member="StartServiceByName", signature="su", body=[name, 0],
            flags=MessageFlag.NO_REPLY_EXPECTED,
        )  # fmt: skip
        await self._within(lambda bus: bus.send(message))

    def listen(self, interface: str, hear: Callable[["Message"], None]) -> None:
        """Have `hear` get every signal of this interface, from the next question on."""
        self._listening.append((interface, hear))

    def close(self) -> None:
        """Hang up."""
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.disconnect()

    async def _ask(
        self, whom: str, path: str, interface: str, member: str, signature: str, body: Sequence[Any]
    ) -> "Message":
        from dbus_fast import Message, MessageFlag

        message = Message(
            destination=whom, path=path, interface=interface, member=member, signature=signature, body=list(body),
            flags=MessageFlag.NO_AUTOSTART,
        )  # fmt: skip
        return await self._within(lambda bus: bus.call(message))

    async def _within(self, ask: Callable[["MessageBus"], Awaitable[Result]]) -> Result:
        """What was asked on the open connection, within the limit. Raises BusFailure."""
        try:
            async with asyncio.timeout(self._limit):
                return await ask(await self._connected())
        except TimeoutError as fault:
            raise BusFailure(tr("no answer within a second"), hung=True) from fault
        except (OSError, EOFError) as fault:
            self.close()
            raise BusFailure(tr("the connection to the session bus broke: {fault}").format(fault=fault)) from fault

    async def _connected(self) -> "MessageBus":
        if self._bus is not None and self._bus.connected:
            return self._bus
        if not self._address:
            raise BusFailure(tr("there is no session bus"))
        from dbus_fast import AuthError, InvalidAddressError
        from dbus_fast.aio import MessageBus

        try:
            bus = MessageBus(self._address)
        except InvalidAddressError as fault:
            raise BusFailure(
                tr("the address of the session bus cannot be used: {fault}").format(fault=fault)
            ) from fault
        try:
            await bus.connect()
        except (OSError, EOFError, AuthError) as fault:
            raise BusFailure(tr("the session bus cannot be reached: {fault}").format(fault=fault)) from fault
        except asyncio.CancelledError:
            bus.disconnect()
            raise
        self._bus = bus
        bus.add_message_handler(self._heard)
        for interface, _ in self._listening:
            await self._match(bus, interface)
        return bus

    async def _match(self, bus: "MessageBus", interface: str) -> None:
        from dbus_fast import Message

        rule = f"type='signal',interface='{interface}'"
        await bus.call(
            Message(destination=BUS, path=BUS_PATH, interface=BUS, member="AddMatch", signature="s", body=[rule])
        )

    def _heard(self, message: "Message") -> None:
        for interface, hear in self._listening:
            if message.interface == interface and not message.error_name:
                hear(message)
