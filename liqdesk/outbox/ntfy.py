"""ntfy, its own server or anybody's: a message to a topic, with a priority by level."""

from urllib.parse import urlsplit

import msgspec

from liqdesk.analytics.events import Level
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.secret import Secret
from liqdesk.outbox.letter import shortened
from liqdesk.outbox.post import Call, Reply
from liqdesk.outbox.sender import Errand, Form, not_usable
from liqdesk.settings.target_words import TOPIC, address_complaint

LONGEST_TEXT = 3_000
"""Above 4,096 bytes it makes a file of the message."""

PRIORITIES = {Level.WATCH: 3, Level.ALERT: 4, Level.CRITICAL: 5}
TAGS = {PositionSide.LONG: "small_red_triangle_down", PositionSide.SHORT: "small_blue_diamond"}


class Ntfy(Form):
    """A `Form`; `base` is the server of a target that names only a topic."""

    def __init__(self, base: str) -> None:
        self._base = base

    def call(self, errand: Errand) -> Call:
        """One message, as the JSON that it takes at its root."""
        complaint = address_complaint(errand.target)
        if complaint:
            raise not_usable(complaint)
        address, letter = errand.target.address.strip(), errand.letter
        server, topic = self._base, address
        if not TOPIC.fullmatch(address):
            parts = urlsplit(address)
            path, _, topic = parts.path.strip("/").rpartition("/")
            server = f"{parts.scheme}://{parts.netloc}" + (f"/{path}" if path else "")
        body = {
            "topic": topic,
            "title": letter.heading,
            "message": shortened(letter.body, LONGEST_TEXT),
            "priority": PRIORITIES[letter.level],
            "tags": [TAGS[letter.side]] if letter.side else [],
        }
        return Call(Secret(f"{server}/"), msgspec.json.encode(body), token=errand.secret)

    def hint(self, reply: Reply) -> str:
        """What a refusal mostly means there."""
        return "the topic needs another access token" if reply.status in (401, 403) else ""
