"""What a service is to the outbox: a form of calls and answers, and one reading of what went wrong."""

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol

import msgspec

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.internet import LONGEST_STATED, retry_after
from liqdesk.domain.language import tr
from liqdesk.domain.secret import Secret
from liqdesk.domain.time import SECOND, DurationMs, UnixMs
from liqdesk.outbox.letter import Letter
from liqdesk.outbox.post import Call, Poster, Reply, Unreachable
from liqdesk.settings.webhooks import SavedTarget

GONE = (401, 403, 404, 410)
"""The target is not there, or not for us: it does not help to go on asking."""

NO_MESSAGE = (400, 404)
"""What an edit is answered with where the message is gone."""

COME_BACK = (408, 425, 429)


class Fault(StrEnum):
    """What a failure is of: the moment, the target or the message."""

    LATER = "later"
    TARGET = "target"
    MESSAGE = "message"


class Undelivered(ExpectedFailure):
    """A message did not arrive; the sentence has no secret in it. `wait` is how long the service wants to be left alone."""

    def __init__(self, fault: Fault, sentence: str, wait: DurationMs | None = None) -> None:
        super().__init__(sentence)
        self.fault = fault
        self.wait = wait


def not_usable(complaint: str) -> Undelivered:
    """What a target is refused with whose address or secret is none, from the sentence that its field would show."""
    return Undelivered(Fault.TARGET, complaint[0].lower() + complaint[1:].removesuffix("."))


@dataclass(frozen=True, slots=True)
class Errand:
    """One message on its way: `remote` names the one to be edited, empty for a new one; `card` is a PNG or None."""

    letter: Letter
    target: SavedTarget
    secret: Secret | None
    remote: str = ""
    card: bytes | None = None


class Sender(Protocol):
    """Brings messages to one kind of target."""

    @property
    def edits(self) -> bool:
        """Whether a message that arrived can be changed."""
        ...

    @property
    def pictures(self) -> bool:
        """Whether it takes the share card."""
        ...

    async def send(self, errand: Errand) -> str:
        """How the service calls the message that arrived, empty where it does not say. Raises Undelivered."""
        ...


class Form(Protocol):
    """A service's words over HTTP. What is not said otherwise is that of a service that takes text and names nothing."""

    edits: bool = False
    pictures: bool = False

    @abstractmethod
    def call(self, errand: Errand) -> Call:
        """What is to be asked. Raises Undelivered where the target's address or secret is none."""

    def arrived(self, errand: Errand, reply: Reply) -> str:
        """How the service calls the message, read from an answer of success. Raises Undelivered where it is none."""
        return ""

    def unchanged(self, reply: Reply) -> bool:
        """Whether a refused edit means that the message says so already."""
        return False

    def wait(self, reply: Reply) -> float:
        """The seconds that the body of a refusal asks to wait; 0 where it says nothing."""
        return 0.0

    def hint(self, reply: Reply) -> str:
        """What a refusal means beyond its status, in words of ours; empty where nothing."""
        return ""


class HttpSender:
    """A `Sender` of any form."""

    def __init__(self, form: Form, poster: Poster, now: Callable[[], UnixMs]) -> None:
        self._form = form
        self._poster = poster
        self._now = now
        self.edits = form.edits
        self.pictures = form.pictures

    async def send(self, errand: Errand) -> str:
        """As `Sender.send`; what cannot be edited any more is sent anew."""
        reply = await self._ask(errand)
        if errand.remote and reply.status in NO_MESSAGE:
            if self._form.unchanged(reply):
                return errand.remote
            errand = replace(errand, remote="")
            reply = await self._ask(errand)
        if not 200 <= reply.status < 300:
            raise self._refused(reply)
        return self._form.arrived(errand, reply)

    async def _ask(self, errand: Errand) -> Reply:
        try:
            return await self._poster.send(self._form.call(errand))
        except Unreachable as failure:
            raise Undelivered(Fault.LATER, str(failure)) from None

    def _refused(self, reply: Reply) -> Undelivered:
        status, hint = reply.status, self._form.hint(reply)
        more = f": {hint}" if hint else ""
        if status in GONE:
            return Undelivered(Fault.TARGET, f"{_gone(status)} ({status}){more}")
        if 300 <= status < 400:
            return Undelivered(
                Fault.LATER, tr("it sends us elsewhere ({status}), which is not followed").format(status=status)
            )
        if status in COME_BACK or status >= 500:
            stated = max(retry_after(reply.headers, self._now()), round(self._form.wait(reply) * SECOND))
            wait = DurationMs(min(stated, LONGEST_STATED)) if stated > 0 else None
            words = tr("it asks us to send less") if status == 429 else tr("it is in trouble itself")
            return Undelivered(Fault.LATER, f"{words} ({status})", wait)
        return Undelivered(
            Fault.MESSAGE, tr("it does not accept the message ({status}){more}").format(status=status, more=more)
        )


def _gone(status: int) -> str:
    if status in (401, 403):
        return tr("it does not let us in")
    return tr("there is no such target")


def read_body(reply: Reply, kind: Any) -> Any:
    """The body as a struct of this kind, or None where it is none."""
    try:
        return msgspec.json.decode(reply.body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
