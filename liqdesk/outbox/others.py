"""E-mail and every other service, through apprise: in a process of its own that is ended when its time is over."""

import asyncio
import base64
import contextlib
import sys
from collections.abc import Callable, Mapping
from urllib.parse import quote

import msgspec

from liqdesk.analytics.events import Level
from liqdesk.domain.language import tr
from liqdesk.outbox.courier import Order, Result, shown
from liqdesk.outbox.post import LIMIT_S
from liqdesk.outbox.sender import Errand, Fault, Undelivered
from liqdesk.settings.webhooks import SavedTarget, TargetKind

KINDS = {Level.WATCH: "info", Level.ALERT: "warning", Level.CRITICAL: "failure"}
MARGIN_S = 0.5
"""Before the limit of whoever asked: the process is ended first."""


class Others:
    """A `Sender`. `barred` says in a sentence why apprise must not go out now, `environment` is what its process is given.

    It knows no proxy but the environment's, and some of its services know none.
    """

    edits = False
    pictures = True

    def __init__(
        self, barred: Callable[[], str], environment: Callable[[], Mapping[str, str]], limit_s: float = LIMIT_S
    ) -> None:
        self._barred = barred
        self._environment = environment
        self._limit_s = limit_s - MARGIN_S

    async def send(self, errand: Errand) -> str:
        """As `Sender.send`; it never names the message."""
        barred = self._barred()
        if barred:
            raise Undelivered(Fault.LATER, barred)
        if errand.secret is None:
            raise Undelivered(Fault.TARGET, tr("it has no secret"))
        letter, card = errand.letter, base64.b64encode(errand.card or b"").decode()
        address = address_of(errand.target, errand.secret.reveal())
        order = Order(address, letter.heading, letter.body, KINDS[letter.level], self._limit_s, card)
        result = await self._through(order)
        if not result.sent:
            raise Undelivered(Fault.TARGET if result.address else Fault.LATER, result.why)
        return ""

    async def _through(self, order: Order) -> Result:
        """What came of it. The order goes in by the input, as arguments can be seen by everybody."""
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "liqdesk.outbox.courier", env=dict(self._environment()),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
        except OSError:
            raise Undelivered(Fault.LATER, tr("no process could be started for it")) from None
        try:
            async with asyncio.timeout(self._limit_s):
                said, _ = await process.communicate(msgspec.json.encode(order))
        except TimeoutError:
            raise Undelivered(
                Fault.LATER, tr("no answer in time ({address})").format(address=shown(order.address))
            ) from None
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        try:
            return msgspec.json.decode(said, type=Result)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise Undelivered(
                Fault.LATER, tr("apprise broke down over it ({address})").format(address=shown(order.address))
            ) from None


def address_of(target: SavedTarget, word: str) -> str:
    """The address as apprise wants it, made of a mail address and its password where it is not one already."""
    address = target.address.strip()
    if target.kind is not TargetKind.EMAIL:
        return word
    if "://" in word:
        return f"{word}{'&' if '?' in word else '?'}to={quote(address, safe='')}" if address else word
    user, _, host = address.rpartition("@")
    if not user:
        raise Undelivered(Fault.TARGET, tr("a password alone needs a mail address"))
    return f"mailtos://{quote(user, safe='')}:{quote(word, safe='')}@{host}"
