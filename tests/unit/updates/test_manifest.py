"""News of releases are read only as a publisher signed them."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.updates.manifest import LARGEST, numbers, open_envelope
from liqdesk.updates.publisher import Publisher
from tests.fakes.releases import NEWS, MadeUpPublisher

PUBLISHER = MadeUpPublisher()
BODY = PUBLISHER.signed(PUBLISHER.manifest())


def test_signed_news_are_read():
    opened = open_envelope(BODY, PUBLISHER.publisher)
    assert (opened.manifest.version, opened.manifest.serial) == ("0.2.0", 7)
    assert opened.manifest.files[0].sha256 == "ab" * 32


def test_the_key_that_comes_next_may_sign_too():
    following = Ed25519PrivateKey.generate()
    both = Publisher(NEWS, ("releases.example",), (*PUBLISHER.publisher.keys, PUBLISHER.public(following)))
    assert open_envelope(PUBLISHER.signed(PUBLISHER.manifest(), following), both).manifest.serial == 7


def test_news_signed_by_a_stranger_are_refused():
    with pytest.raises(ExpectedFailure, match="not signed by a key of the publisher"):
        open_envelope(PUBLISHER.signed(PUBLISHER.manifest(), Ed25519PrivateKey.generate()), PUBLISHER.publisher)


@given(st.integers(0, len(BODY) - 1), st.integers(1, 255))
def test_no_changed_byte_gets_through(place, change):
    changed = bytearray(BODY)
    changed[place] ^= change
    try:
        opened = open_envelope(bytes(changed), PUBLISHER.publisher)
    except ExpectedFailure:
        return
    assert opened == open_envelope(BODY, PUBLISHER.publisher)


@given(st.binary(max_size=300))
def test_whatever_comes_is_one_sentence(body):
    with pytest.raises(ExpectedFailure):
        open_envelope(body, PUBLISHER.publisher)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"page": "https://releases.example.evil.example/x"}, "a page that is not the publisher's"),
        ({"page": "http://releases.example/x"}, "a page that is not the publisher's"),
        ({"page": "https://user@releases.example/x"}, "a page that is not the publisher's"),
        ({"version": "0.2"}, "name no version"),
        ({"version": "0.2.0; rm -rf"}, "name no version"),
        ({"serial": 0}, "make no sense"),
        ({"expires": "soon"}, "make no sense"),
        ({"published": "2026-01-01T00:00:00"}, "make no sense"),
        ({"files": [{"name": "x", "size": 1, "sha256": "short"}]}, "make no sense"),
    ],
)
def test_signed_nonsense_is_refused(changed, said):
    with pytest.raises(ExpectedFailure, match=said):
        open_envelope(PUBLISHER.signed(PUBLISHER.manifest(**changed)), PUBLISHER.publisher)


def test_a_newer_form_and_a_flood_are_refused():
    newer = json.loads(BODY) | {"liqdesk_release": 2}
    with pytest.raises(ExpectedFailure, match="newer form"):
        open_envelope(json.dumps(newer).encode(), PUBLISHER.publisher)
    with pytest.raises(ExpectedFailure, match="larger than 64 KiB"):
        open_envelope(b" " * (LARGEST + 1), PUBLISHER.publisher)


def test_versions_are_compared_as_numbers():
    assert numbers("0.10.0") > numbers("0.9.12") > numbers("0.9.2.dev1")
    with pytest.raises(ExpectedFailure, match="is no version"):
        numbers("newest")
