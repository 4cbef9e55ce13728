"""What looks like a secret does not leave, and what does not look like one does."""

import pytest
from hypothesis import given

from liqdesk.settings.codec import read_settings
from liqdesk.settings.webhooks import TargetKind
from liqdesk.settings.withheld import carries_secret, without_secrets
from tests.fakes.settings import any_settings


@pytest.mark.parametrize(
    "address",
    [
        "https://me:hunter2@example.org/hook", "https://me@example.org/hook", "https:/me:hunter2@example.org",
        "me:hunter2@example.org",
        "https://example.org/?token=abc", "https://example.org/x?a=1&api_key=abc", "https://example.org/#access_token=a",
        "https://discord.com/api/webhooks/1/a", "https://hooks.slack.com/services/T0/B0/x", "123456789:AAHdqTcvCH1vGWJxfSeofS",
        "https://example.org/in/a8f5f167f44f4964e6c998dee827110c", "https://example.org/?sig=1", "http://[broken",
    ],
)  # fmt: skip
def test_what_looks_like_a_secret_is_one(address):
    assert carries_secret(address)


@pytest.mark.parametrize(
    "address",
    [
        "", "-1001234567890", "@channel", "liquidations", "https://ntfy.sh/my-liquidations", "me@example.org",
        "mailto:me@example.org",
        "smtp.example.org:587", "http://127.0.0.1:8080/hook", "https://example.org/hook?monkey=yes&author=me",
        "https://a-rather-long-name-of-a-host.example.org/alerts",
    ],
)  # fmt: skip
def test_a_plain_address_is_none(address):
    assert not carries_secret(address)


def test_the_addresses_of_apprise_are_made_of_tokens():
    assert carries_secret("tgram://bottoken/chat", TargetKind.APPRISE)
    assert not carries_secret("https://example.org/notify/alerts", TargetKind.APPRISE)


def test_what_is_left_out_is_told_and_the_rest_stays():
    settings = read_settings(
        """
        network.proxy = "socks5h://me:hunter2@127.0.0.1:1080"
        [[webhooks.targets]]
        id = "a"
        name = "Mine"
        kind = "json"
        address = "https://me:hunter2@example.org"
        [[webhooks.targets]]
        id = "b"
        name = "Phone"
        kind = "ntfy"
        address = "liquidations"
        """
    )
    bare, told = without_secrets(settings)
    assert told == (
        "The proxy is left out: its address holds a login.",
        "The address of the target Mine is left out: it could hold a login or a token.",
    )
    assert bare.network.proxy == ""
    assert [(one.address, one.enabled) for one in bare.webhooks.targets] == [("", False), ("liquidations", True)]
    assert "hunter2" not in repr(bare)


@given(any_settings)
def test_what_was_left_out_once_is_out(settings):
    bare, told = without_secrets(settings)
    assert without_secrets(bare) == (bare, ())
    assert bool(told) == (bare != settings)
