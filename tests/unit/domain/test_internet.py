"""Whose host a name is, and when a server wants us back."""

import ssl

import pytest

from liqdesk.domain.internet import LONGEST_STATED, is_loopback, retry_after, system_error
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


def below(deepest: BaseException, *above: BaseException) -> BaseException:
    """The last one given, each caused by the one before it."""
    for one in above:
        one.__cause__ = deepest
        deepest = one
    return deepest


@pytest.mark.parametrize(
    "root", [ConnectionRefusedError("no"), ssl.SSLError("no"), OSError("no")], ids=lambda one: type(one).__name__
)
def test_the_systems_own_error_is_found_below_a_librarys(root):
    assert system_error(below(root, ValueError("library"), RuntimeError("ours"))) is root
    assert system_error(below(ExceptionGroup("each address", [root]), RuntimeError("ours"))) is root


def test_a_timeout_and_a_librarys_own_failure_are_none():
    assert system_error(below(TimeoutError(), RuntimeError("ours"))) is None
    assert system_error(ValueError("library")) is None
