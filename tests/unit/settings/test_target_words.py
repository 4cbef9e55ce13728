"""What may be entered for a target, and what is said where it may not."""

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.settings.target_words import (
    SERVICES,
    WORDS,
    address_complaint,
    read_target_secret,
    secret_needed,
    told_to,
)
from liqdesk.settings.webhooks import SavedTarget, TargetKind


def target(kind: TargetKind, address: str = "") -> SavedTarget:
    return SavedTarget(id="one", name="One", kind=kind, address=address)


GOOD = [
    (TargetKind.TELEGRAM, "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"),
    (TargetKind.DISCORD, "https://discord.com/api/webhooks/1234/abc-def"),
    (TargetKind.DISCORD, "http://127.0.0.1:8080/api/webhooks/1234/abc-def"),
    (TargetKind.SLACK, "https://hooks.slack.com/services/T0/B0/xyz"),
    (TargetKind.NTFY, "tk_0123456789"),
    (TargetKind.EMAIL, "mailtos://ann:pw@example.org?smtp=mail.example.org"),
    (TargetKind.JSON, "https://example.org/" + "x" * 600),
    (TargetKind.APPRISE, "pover://user@token"),
]
BAD = [
    (TargetKind.TELEGRAM, "AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc", "A bot token is"),
    (TargetKind.DISCORD, "http://discord.com/api/webhooks/1/2", "must begin with https"),
    (TargetKind.DISCORD, "https://discord.com/channels/1/2", "/api/webhooks/"),
    (TargetKind.SLACK, "hooks.slack.com/services/1/2", "begins with https"),
    (TargetKind.SLACK, "https://ann:secret@hooks.slack.com/x", "no name and no password"),
    (TargetKind.JSON, "not-an-address", "begins with https"),
    (TargetKind.EMAIL, "https://example.org/x", "mailtos://"),
    (TargetKind.APPRISE, "token-without-a-service", "://"),
    (TargetKind.NTFY, "short", "8 to"),
]


@pytest.mark.parametrize(("kind", "text"), GOOD)
def test_what_is_right(kind, text):
    assert read_target_secret(target(kind), f"  {text}\n").reveal() == text


@pytest.mark.parametrize(("kind", "text", "said"), BAD)
def test_what_is_wrong_is_said_and_not_repeated(kind, text, said):
    with pytest.raises(ExpectedFailure, match=said) as failure:
        read_target_secret(target(kind), text)
    assert text not in str(failure.value)


def test_an_app_password_loses_its_spaces():
    assert read_target_secret(target(TargetKind.EMAIL), "abcd efgh ijkl mnop").reveal() == "abcdefghijklmnop"


@pytest.mark.parametrize(
    ("kind", "address", "right"),
    [
        (TargetKind.TELEGRAM, "-1001234567890", True), (TargetKind.TELEGRAM, "@channel", True),
        (TargetKind.TELEGRAM, "", False), (TargetKind.TELEGRAM, "my chat", False),
        (TargetKind.NTFY, "topic", True), (TargetKind.NTFY, "https://ntfy.example.org/topic", True),
        (TargetKind.NTFY, "http://ntfy.example.org/topic", False), (TargetKind.NTFY, "http://localhost/topic", True),
        (TargetKind.EMAIL, "ann@example.org", True), (TargetKind.EMAIL, "ann", False),
        (TargetKind.JSON, "", True), (TargetKind.JSON, "https://[broken/x", False), (TargetKind.DISCORD, "", True),
    ],
)  # fmt: skip
def test_addresses(kind, address, right):
    assert (address_complaint(target(kind, address)) == "") is right


@pytest.mark.parametrize(
    ("kind", "address", "other", "same"),
    [
        (TargetKind.TELEGRAM, "1", "@else", True),
        (TargetKind.NTFY, "https://a.example/x", "https://A.example/y", True),
        (TargetKind.NTFY, "https://a.example/x", "https://a.example:8443/x", False),
        (TargetKind.NTFY, "topic", "https://a.example/topic", False),
        (TargetKind.JSON, "https://a.example/x", "https://b.example/x", False),
        (TargetKind.JSON, "", "https://b.example/x", False),
        (TargetKind.JSON, "https://[broken/x", "https://a.example/x", False),
        (TargetKind.EMAIL, "ann@a.example", "bob@a.example", True),
        (TargetKind.EMAIL, "ann@a.example", "ann@b.example", False),
    ],
)
def test_who_is_told_a_secret(kind, address, other, same):
    assert (told_to(target(kind, address)) == told_to(target(kind, other))) is same
    assert told_to(target(kind, address)) != told_to(target(TargetKind.DISCORD, address))


def test_every_kind_has_words_and_says_whether_it_needs_a_secret():
    assert set(WORDS) == set(TargetKind)
    assert {kind for kind in TargetKind if not secret_needed(target(kind))} == {TargetKind.NTFY}
    assert not secret_needed(target(TargetKind.JSON, "https://example.org/in"))
    assert all(address.startswith("https://") for address in SERVICES.values())
