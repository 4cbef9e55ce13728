"""A notification service that answers every question with an error: `python -m tests.fakes.notifications`.

Says `ready` when it may be asked; ends when its input does.
"""

import asyncio
import sys

from dbus_fast import DBusError, Message, MessageType
from dbus_fast.aio import MessageBus

from liqdesk.ui.announce.freedesktop import NAME


async def main() -> None:
    """Refuse until the input ends."""
    bus = await MessageBus().connect()

    def refuse(message: Message) -> Message | None:
        if message.message_type is not MessageType.METHOD_CALL or message.interface != NAME:
            return None
        return Message.new_error(message, "org.example.Refused", "not today")

    bus.add_message_handler(refuse)
    await bus.request_name(NAME)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except DBusError as fault:
        raise SystemExit(str(fault)) from fault
