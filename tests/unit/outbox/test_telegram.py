"""Telegram's words, both sides."""

import msgspec
import pytest

from liqdesk.domain.secret import Secret
from liqdesk.outbox.post import Reply
from liqdesk.outbox.sender import Errand, Undelivered
from liqdesk.outbox.telegram import Telegram
from tests.fakes.outbox import letter, target

TOKEN = Secret("123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc")
FORM = Telegram("https://api.telegram.org")


def errand(**changes):
    return Errand(**{"letter": letter(), "target": target(), "secret": TOKEN} | changes)


def reply(body: bytes, status: int = 200, whole: bool = True) -> Reply:
    return Reply(status, {}, body, whole)


def test_a_new_message_is_plain_text():
    call = FORM.call(errand())
    assert call.url.reveal() == f"https://api.telegram.org/bot{TOKEN.reveal()}/sendMessage"
    assert msgspec.json.decode(call.body) == {
        "chat_id": "-100123",
        "text": "▲ Alert: Short squeeze, market-wide\n≥ $312M of shorts in 11 minutes\nliqdesk, 01-13 21:00 UTC",
        "link_preview_options": {"is_disabled": True},
    }


def test_nothing_that_is_printed_tells_the_token():
    assert TOKEN.reveal() not in repr(FORM.call(errand()))
    assert TOKEN.reveal() not in repr(errand())


def test_a_message_is_edited_and_a_picture_s_caption():
    text = FORM.call(errand(remote="7"))
    assert text.url.reveal().endswith("/editMessageText")
    assert msgspec.json.decode(text.body)["message_id"] == "7"
    caption = FORM.call(errand(remote="p7"))
    assert caption.url.reveal().endswith("/editMessageCaption")
    assert "caption" in msgspec.json.decode(caption.body)


def test_a_picture_goes_as_a_form():
    call = FORM.call(errand(card=b"\x89PNG"))
    assert call.url.reveal().endswith("/sendPhoto")
    assert call.kind.startswith("multipart/form-data; boundary=")
    assert b'name="photo"; filename="liqdesk.png"' in call.body
    assert b"\x89PNG" in call.body


def test_what_is_too_long_is_cut():
    long = letter(lines=("x" * 5_000,))
    assert len(msgspec.json.decode(FORM.call(errand(letter=long)).body)["text"]) == 4_096
    assert b"x" * 1_100 not in FORM.call(errand(letter=long, card=b"png")).body


def test_the_message_s_number_is_read():
    body = b'{"ok":true,"result":{"message_id":42,"chat":{"id":1}}}'
    assert FORM.arrived(errand(), reply(body)) == "42"
    assert FORM.arrived(errand(card=b"png"), reply(body)) == "p42"
    assert FORM.arrived(errand(remote="p7"), reply(b'{"ok":true,"result":true}')) == "p7"


def test_a_login_page_is_no_success():
    with pytest.raises(Undelivered):
        FORM.arrived(errand(), reply(b"<html>"))
    assert FORM.arrived(errand(), reply(b'{"ok":tr', whole=False)) == ""


def test_refusals_are_understood():
    limit = reply(b'{"ok":false,"description":"Too Many Requests","parameters":{"retry_after":35}}', 429)
    assert FORM.wait(limit) == 35
    moved = reply(b'{"ok":false,"description":"x","parameters":{"migrate_to_chat_id":-1009}}', 400)
    assert FORM.hint(moved) == "the group is now the chat -1009"
    assert FORM.unchanged(reply(b'{"ok":false,"description":"Bad Request: message is not modified: x"}', 400))
    lost = reply(b'{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}', 400)
    assert FORM.hint(lost).startswith("the bot does not know this chat")
    assert (FORM.hint(reply(b"")), FORM.wait(reply(b"[]")), FORM.unchanged(reply(b"1"))) == ("", 0.0, False)
