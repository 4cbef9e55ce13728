"""The JSON webhook's own body."""

import msgspec
import pytest

from liqdesk.domain.secret import Secret
from liqdesk.outbox.json_hook import JsonHook
from liqdesk.outbox.sender import Errand, Undelivered
from liqdesk.settings.webhooks import TargetKind
from tests.fakes.outbox import letter, target
from tests.fakes.time import START

SECRET = Secret("https://example.org/hooks/a-secret-path")


def test_the_body_is_as_documented():
    call = JsonHook().call(Errand(letter(), target(TargetKind.JSON), SECRET))
    assert (call.url, call.token) == (SECRET, None)
    assert call.headers == (("Idempotency-Key", "a-1:1:desk"),)
    assert msgspec.json.decode(call.body) == {
        "schema": 1,
        "id": "a-1:1:desk",
        "alert": "a-1",
        "level": "alert",
        "title": "▲ Alert: Short squeeze, market-wide",
        "text": "≥ $312M of shorts in 11 minutes\nliqdesk, 01-13 21:00 UTC",
        "sentence": "≥ $312M of shorts in 11 minutes",
        "at": START,
        "opened_at": START,
        "scope": "market",
        "side": "short",
        "usd": 312_000_000.0,
        "at_least": True,
        "event": None,
        "rules": ["Squeeze or flush of the market"],
        "test": False,
    }


def test_with_an_address_the_secret_is_a_token():
    token = Secret("a-token-of-theirs")
    call = JsonHook().call(Errand(letter(), target(TargetKind.JSON, address="https://example.org/in"), token))
    assert (call.url.reveal(), call.token) == ("https://example.org/in", token)


@pytest.mark.parametrize("address", ["http://example.org/in", "https://ann:pw@example.org/in", "example.org"])
def test_an_address_that_is_not_safe_is_not_used(address):
    with pytest.raises(Undelivered):
        JsonHook().call(Errand(letter(), target(TargetKind.JSON, address=address), None))
