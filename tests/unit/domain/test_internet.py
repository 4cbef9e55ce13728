"""Whose host a name is, and when a server wants us back."""

import pytest

from liqdesk.domain.internet import LONGEST_STATED, is_loopback, retry_after
from liqdesk.domain.time import UnixMs

NOON = UnixMs(1_768_305_600_000)
"""13 January 2026, 12:00 UTC."""


@pytest.mark.parametrize("host", ["localhost", "a.localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_this_machine(host):
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "example.org", "localhost.example.org", "10.0.0.1", "0.0.0.0", "2130706433"])
def test_no_other(host):
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("7", 7_000), ("0.65", 650), ("Tue, 13 Jan 2026 12:00:30 GMT", 30_000), ("Tue, 13 Jan 2026 11:00:00 GMT", 0),
        ("", 0), ("soon", 0), ("-5", 0), ("9" * 40, LONGEST_STATED),
    ],
)  # fmt: skip
def test_when_to_come_back(text, wait):
    assert retry_after({"retry-after": text}, NOON) == wait
