"""What is logged names no secret."""

import logging

import pytest

from liqdesk.app.logs import LogFile, Redacted, Redaction
from liqdesk.domain.secret import Secret


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("via socks5h://me:secret@proxy:1080 now", "via socks5h://…@proxy:1080 now"),
        ("wss://stream.example/ws", "wss://stream.example/ws"),
        ("http://token@host/x and http://a:b@c", "http://…@host/x and http://…@c"),
        ("GET https://h/p?api_key=abc&symbols=BTC#x", "GET https://h/p?api_key=…&symbols=BTC#x"),
        ("wss://h/ws-api?cg-api-key=abc 'next'", "wss://h/ws-api?cg-api-key=… 'next'"),
        ('{"url": "https://h?a=1&token=abc"}', '{"url": "https://h?a=1&token=…"}'),
        ("https://h?keys=3&monkey=4", "https://h?keys=3&monkey=4"),
    ],
)
def test_credentials_in_addresses_are_left_out(text, told):
    record = logging.LogRecord("x", logging.INFO, "f", 1, text, None, None)
    assert Redacted("%(message)s", Redaction()).format(record) == told


def test_also_inside_a_traceback():
    failure = OSError("cannot reach http://me:secret@proxy")
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "failed", None, (OSError, failure, None))
    told = Redacted("%(message)s", Redaction()).format(record)
    assert "cannot reach" in told
    assert "secret" not in told


def test_a_learned_word_is_taken_out_wherever_it_stands():
    redaction = Redaction()
    redaction.learn(Secret("the/key itself"))
    redaction.learn(Secret("the/key itself"))
    record = logging.LogRecord(
        "x", logging.INFO, "f", 1, "said %r, then %s", ("the/key itself", "the%2Fkey%20itself"), None
    )
    assert Redacted("%(message)s", redaction).format(record) == "said '…', then …"


def test_a_disk_that_refuses_a_line_is_told_once_and_logged_to_again(tmp_path, capsys):
    path, to_file = tmp_path / "liqdesk.log", LogFile(tmp_path / "liqdesk.log")
    for number in range(2):
        path.unlink()
        path.symlink_to("/dev/full")  # every write to it finds the disk full
        to_file.close()
        for _ in range(3):
            to_file.handle(line("lost"))
        assert capsys.readouterr().err == f"liqdesk: the log {path} cannot be written: No space left on device\n"
        path.unlink()
        to_file.handle(line(f"kept {number}"))
        assert path.read_text() == f"kept {number}\n"
        assert capsys.readouterr().err == ""
    to_file.close()


def line(text):
    return logging.LogRecord("x", logging.INFO, "f", 1, text, None, None)
