"""What is logged names no secret."""

import logging

import pytest

from liqdesk.app.logs import Redacted


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("via socks5h://me:secret@proxy:1080 now", "via socks5h://…@proxy:1080 now"),
        ("wss://stream.example/ws", "wss://stream.example/ws"),
        ("http://token@host/x and http://a:b@c", "http://…@host/x and http://…@c"),
    ],
)
def test_credentials_in_addresses_are_left_out(text, told):
    record = logging.LogRecord("x", logging.INFO, "f", 1, text, None, None)
    assert Redacted("%(message)s").format(record) == told


def test_also_inside_a_traceback():
    failure = OSError("cannot reach http://me:secret@proxy")
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "failed", None, (OSError, failure, None))
    told = Redacted("%(message)s").format(record)
    assert "cannot reach" in told
    assert "secret" not in told
