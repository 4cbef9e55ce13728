"""Discord's webhooks: plain messages and pictures, edited as the alert grows, that can ping nobody."""

import re
from typing import Any

import msgspec

from liqdesk.domain.language import tr
from liqdesk.outbox.addresses import moved, with_step
from liqdesk.outbox.letter import shortened
from liqdesk.outbox.multipart import multipart
from liqdesk.outbox.post import Call, Reply
from liqdesk.outbox.sender import Errand, Fault, Form, Undelivered, read_body
from liqdesk.settings.target_words import SERVICES
from liqdesk.settings.webhooks import TargetKind

LONGEST_TEXT = 2_000
NO_PREVIEWS = 4
MARKUP = re.compile(r"([\\*_~`|\[\]<]|^\s*[>#-])", re.MULTILINE)
"""What begins bold, links, mentions and dates anywhere, and quotes, headings and lists at the start of a line."""

NUMBER = re.compile(r"\d{1,25}")


class _Message(msgspec.Struct):
    id: str


class _Limit(msgspec.Struct):
    retry_after: float = 0.0


class Discord(Form):
    """A `Form`; `base` replaces the service's own address at the start of a webhook's."""

    edits = True
    pictures = True

    def __init__(self, base: str) -> None:
        self._base = base

    def call(self, errand: Errand) -> Call:
        """A new message, or the edit of one."""
        if errand.secret is None:
            raise Undelivered(Fault.TARGET, tr("it has no webhook address"))
        hook = moved(errand.secret.reveal(), SERVICES[TargetKind.DISCORD], self._base)
        text = shortened(MARKUP.sub(r"\\\1", errand.letter.text), LONGEST_TEXT)
        form: dict[str, Any] = {"content": text, "allowed_mentions": {"parse": []}}
        if NUMBER.fullmatch(errand.remote):
            return Call(with_step(hook, f"messages/{errand.remote}"), msgspec.json.encode(form), method="PATCH")
        form["flags"] = NO_PREVIEWS
        url = with_step(hook, "", "wait=true")
        if errand.card:
            kind, body = multipart({"payload_json": msgspec.json.encode(form).decode()}, "files[0]", errand.card)
            return Call(url, body, kind=kind)
        return Call(url, msgspec.json.encode(form))

    def arrived(self, errand: Errand, reply: Reply) -> str:
        """The message's number."""
        message = read_body(reply, _Message)
        if message is None and reply.whole and reply.status != 204:
            raise Undelivered(Fault.LATER, tr("it answered with something else than its own words"))
        return errand.remote if message is None or not NUMBER.fullmatch(message.id) else message.id

    def wait(self, reply: Reply) -> float:
        """What the body says, in seconds with fractions."""
        limit = read_body(reply, _Limit)
        return 0.0 if limit is None else limit.retry_after
