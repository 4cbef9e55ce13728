"""Telegram's Bot API: plain messages and pictures to a chat, edited as the alert grows."""

import re

import msgspec

from liqdesk.domain.language import tr
from liqdesk.domain.secret import Secret
from liqdesk.outbox.letter import shortened
from liqdesk.outbox.multipart import multipart
from liqdesk.outbox.post import Call, Reply
from liqdesk.outbox.sender import Errand, Fault, Form, Undelivered, read_body

LONGEST_TEXT = 4_096
LONGEST_CAPTION = 1_024
PICTURE = "p"
"""Stands before the number of a message that is a picture: its caption is edited, not its text."""

UNCHANGED = "message is not modified"
REMOTE = re.compile(r"p?\d+")


class _Message(msgspec.Struct):
    message_id: int


class _Parameters(msgspec.Struct):
    retry_after: float = 0.0
    migrate_to_chat_id: int | None = None


class _Answer(msgspec.Struct):
    ok: bool
    description: str = ""
    result: _Message | bool | None = None
    parameters: _Parameters | None = None


class Telegram(Form):
    """A `Form`. The bot's token stands in the address, so the address goes nowhere but to the wire."""

    edits = True
    pictures = True

    def __init__(self, base: str) -> None:
        self._base = base

    def call(self, errand: Errand) -> Call:
        """A new message, a new picture with a caption, or the edit of either."""
        if errand.secret is None:
            raise Undelivered(Fault.TARGET, tr("it has no bot token"))
        remote = errand.remote if REMOTE.fullmatch(errand.remote) else ""
        fields = {"chat_id": errand.target.address.strip()}
        longest = LONGEST_CAPTION if errand.card or remote.startswith(PICTURE) else LONGEST_TEXT
        text = shortened(errand.letter.text, longest)
        if remote:
            caption = remote.startswith(PICTURE)
            fields |= {"message_id": remote.removeprefix(PICTURE), "caption" if caption else "text": text}
            return self._json(errand.secret, "editMessageCaption" if caption else "editMessageText", fields)
        if errand.card:
            kind, body = multipart({**fields, "caption": text}, "photo", errand.card)
            return Call(self._url(errand.secret, "sendPhoto"), body, kind=kind)
        return self._json(errand.secret, "sendMessage", {**fields, "text": text})

    def _json(self, token: Secret, method: str, fields: dict[str, str]) -> Call:
        preview = {"link_preview_options": {"is_disabled": True}} if "text" in fields else {}
        return Call(self._url(token, method), msgspec.json.encode({**fields, **preview}))

    def _url(self, token: Secret, method: str) -> Secret:
        return Secret(f"{self._base}/bot{token.reveal()}/{method}")

    def arrived(self, errand: Errand, reply: Reply) -> str:
        """The message's number; of an edit the one it had."""
        answer = read_body(reply, _Answer)
        if reply.whole and (answer is None or not answer.ok):
            raise Undelivered(Fault.LATER, tr("it answered with something else than its own words"))
        if errand.remote or answer is None or not isinstance(answer.result, _Message):
            return errand.remote
        return f"{PICTURE if errand.card else ''}{answer.result.message_id}"

    def unchanged(self, reply: Reply) -> bool:
        """Whether the message says so already."""
        answer = read_body(reply, _Answer)
        return answer is not None and UNCHANGED in answer.description

    def wait(self, reply: Reply) -> float:
        """What `parameters` say."""
        answer = read_body(reply, _Answer)
        return answer.parameters.retry_after if answer is not None and answer.parameters is not None else 0.0

    def hint(self, reply: Reply) -> str:
        """Where a group went, or whose fault a refusal is."""
        answer = read_body(reply, _Answer)
        if answer is None:
            return ""
        if answer.parameters is not None and answer.parameters.migrate_to_chat_id is not None:
            return f"the group is now the chat {answer.parameters.migrate_to_chat_id}"
        for words, hint in HINTS.items():
            if words in answer.description.lower():
                return hint
        return ""


HINTS = {
    "unauthorized": "the bot token is not valid",
    "chat not found": "the bot does not know this chat; write to the bot first, or add it to the group",
    "blocked by the user": "the bot was blocked there",
    "was kicked": "the bot was removed from the group",
    "not enough rights": "the bot may not write there",
}
