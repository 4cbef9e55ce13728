"""Slack's words."""

import msgspec

from liqdesk.domain.secret import Secret
from liqdesk.outbox.sender import Errand
from liqdesk.outbox.slack import Slack
from liqdesk.settings.webhooks import TargetKind
from tests.fakes.outbox import letter, target

HOOK = Secret("https://hooks.slack.com/services/T0/B0/xyz")


def test_markup_and_mentions_are_escaped():
    errand = Errand(letter(title="<!channel> & <b>"), target(TargetKind.SLACK), HOOK)
    call = Slack("https://hooks.slack.com").call(errand)
    form = msgspec.json.decode(call.body)
    assert form["text"].startswith("&lt;!channel&gt; &amp; &lt;b&gt;\n")
    assert (form["mrkdwn"], call.url) == (False, HOOK)
