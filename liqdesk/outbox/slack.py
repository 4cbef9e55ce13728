"""Slack's incoming webhooks, and what speaks like them: plain text, nothing to edit."""

import msgspec

from liqdesk.domain.language import tr
from liqdesk.outbox.addresses import moved
from liqdesk.outbox.letter import shortened
from liqdesk.outbox.post import Call
from liqdesk.outbox.sender import Errand, Fault, Form, Undelivered
from liqdesk.settings.target_words import SERVICES
from liqdesk.settings.webhooks import TargetKind

LONGEST_TEXT = 4_000


class Slack(Form):
    """A `Form`; `base` replaces the service's own address at the start of a webhook's."""

    def __init__(self, base: str) -> None:
        self._base = base

    def call(self, errand: Errand) -> Call:
        """One message; the three signs that begin markup and mentions are escaped."""
        if errand.secret is None:
            raise Undelivered(Fault.TARGET, tr("it has no webhook address"))
        text = shortened(errand.letter.text, LONGEST_TEXT)
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        body = {"text": text, "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}
        url = moved(errand.secret.reveal(), SERVICES[TargetKind.SLACK], self._base)
        return Call(url, msgspec.json.encode(body))
