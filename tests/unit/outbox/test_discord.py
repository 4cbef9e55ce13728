"""Discord's words, both sides."""

import msgspec
import pytest

from liqdesk.domain.secret import Secret
from liqdesk.outbox.discord import Discord
from liqdesk.outbox.post import Reply
from liqdesk.outbox.sender import Errand, Undelivered
from liqdesk.settings.webhooks import TargetKind
from tests.fakes.outbox import letter, target

HOOK = Secret("https://discord.com/api/webhooks/123456/a-token-of-68-signs?thread_id=9")
FORM = Discord("https://discord.com")


def errand(**changes):
    return Errand(**{"letter": letter(), "target": target(TargetKind.DISCORD), "secret": HOOK} | changes)


def test_a_new_message_pings_nobody_and_waits_for_its_number():
    call = FORM.call(errand(letter=letter(title="@everyone *look*")))
    assert call.url.reveal() == "https://discord.com/api/webhooks/123456/a-token-of-68-signs?thread_id=9&wait=true"
    form = msgspec.json.decode(call.body)
    assert form["allowed_mentions"] == {"parse": []}
    assert form["content"].startswith(r"@everyone \*look\*")
    assert FORM.arrived(errand(), Reply(200, {}, b'{"id":"99"}')) == "99"


def test_a_message_is_edited_in_its_thread():
    call = FORM.call(errand(remote="99"))
    assert call.method == "PATCH"
    assert call.url.reveal() == "https://discord.com/api/webhooks/123456/a-token-of-68-signs/messages/99?thread_id=9"


def test_a_remote_that_is_no_number_reaches_no_address():
    assert "messages" not in FORM.call(errand(remote="../../x")).url.reveal()


def test_a_picture_goes_as_a_form():
    call = FORM.call(errand(card=b"\x89PNG"))
    assert b'name="payload_json"' in call.body
    assert b'name="files[0]"' in call.body


def test_another_host_takes_its_place():
    call = Discord("http://127.0.0.1:9").call(errand())
    assert call.url.reveal().startswith("http://127.0.0.1:9/api/webhooks/123456/")


@pytest.mark.parametrize("address", ["http://discord.com/api/webhooks/1/2", "ftp://x/api/webhooks/1/2", "nonsense"])
def test_an_address_that_is_not_safe_is_not_used(address):
    with pytest.raises(Undelivered):
        FORM.call(errand(secret=Secret(address)))


def test_its_limits_have_fractions():
    assert FORM.wait(Reply(429, {}, b'{"message":"x","retry_after":0.65,"global":false}')) == 0.65
    assert FORM.wait(Reply(429, {}, b"<html>")) == 0.0
