"""ntfy's words."""

import msgspec
import pytest

from liqdesk.analytics.events import Level
from liqdesk.domain.secret import Secret
from liqdesk.outbox.ntfy import Ntfy
from liqdesk.outbox.sender import Errand, Undelivered
from liqdesk.settings.webhooks import TargetKind
from tests.fakes.outbox import letter, target

TOKEN = Secret("tk_0123456789")


@pytest.mark.parametrize(
    ("address", "server", "topic"),
    [
        ("squeezes", "https://ntfy.sh/", "squeezes"),
        ("https://push.example.org/squeezes", "https://push.example.org/", "squeezes"),
        ("https://example.org:8443/push/squeezes", "https://example.org:8443/push/", "squeezes"),
        ("http://127.0.0.1:80/t", "http://127.0.0.1:80/", "t"),
    ],
)
def test_topics_of_any_server(address, server, topic):
    call = Ntfy("https://ntfy.sh").call(Errand(letter(), target(TargetKind.NTFY, address=address), TOKEN))
    form = msgspec.json.decode(call.body)
    assert (call.url.reveal(), form["topic"], call.token) == (server, topic, TOKEN)


@pytest.mark.parametrize(("level", "priority"), [(Level.WATCH, 3), (Level.ALERT, 4), (Level.CRITICAL, 5)])
def test_louder_levels_have_higher_priorities(level, priority):
    form = msgspec.json.decode(
        Ntfy("https://ntfy.sh").call(Errand(letter(level=level), target(TargetKind.NTFY), None)).body
    )
    assert (form["priority"], form["title"]) == (priority, "▲ Alert: Short squeeze, market-wide")


@pytest.mark.parametrize("address", ["", "two words", "http://example.org/t", "https://example.org/"])
def test_no_topic_no_message(address):
    with pytest.raises(Undelivered):
        Ntfy("https://ntfy.sh").call(Errand(letter(), target(TargetKind.NTFY, address=address), None))
