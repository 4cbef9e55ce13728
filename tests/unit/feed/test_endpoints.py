"""The endpoints file, right and wrong."""

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.third_party import ServiceId
from liqdesk.domain.venue import VenueId
from liqdesk.feed.endpoints import read_endpoints
from liqdesk.venues.session import Addresses

A, B = VenueId("a"), VenueId("b")
BUILT_IN = {
    A: Addresses("wss://a/ws", "https://a", {"inverse": "wss://a/inverse"}),
    B: Addresses("wss://b", "https://b"),
}


def test_what_is_named_is_replaced_and_the_rest_stays() -> None:
    ends = read_endpoints(
        '[venues.a]\nws = "ws://127.0.0.1:1/x"\nrest = "http://127.0.0.1:1/"\n'
        '[venues.a.ws_by_category]\ninverse = "ws://127.0.0.1:2/y"\n',
        BUILT_IN,
    )
    assert ends.of(A) == Addresses("ws://127.0.0.1:1/x", "http://127.0.0.1:1", {"inverse": "ws://127.0.0.1:2/y"})
    assert ends.of(B) == BUILT_IN[B]
    assert ends.warnings == ()


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("[venues.nobody]\nws = 'ws://x'", "venues.nobody"),
        ("[venues.a]\ncolour = 'red'", "colour"),
        ("[venues.a]\nws = 'http://x'", "venues.a.ws"),
        ("[venues.a]\nrest = 7", "venues.a.rest"),
        ("[venues.a]\nws_by_category = 7", "ws_by_category"),
        ("[venues.a.ws_by_category]\nspot = 'ws://x'", "spot"),
        ("[venues]\na = 7", "venues.a"),
        ("[other]\nx = 1", "other"),
    ],
)
def test_what_nobody_understands_only_warns(text: str, warning: str) -> None:
    ends = read_endpoints(text, BUILT_IN)
    assert dict(ends.addresses) == BUILT_IN
    (sentence,) = ends.warnings
    assert warning in sentence


@pytest.mark.parametrize("text", ["[venues", "venues = 3", "a = \x00"])
def test_a_file_that_is_no_such_file_fails_in_one_sentence(text: str) -> None:
    with pytest.raises(ExpectedFailure) as failure:
        read_endpoints(text, BUILT_IN)
    assert "endpoints file" in str(failure.value)
    assert "\n" not in str(failure.value)


SERVICE = ServiceId("sums")
SERVICES = {SERVICE: "https://sums.example/v1"}


def test_services_may_be_elsewhere_too() -> None:
    ends = read_endpoints('[services.sums]\nrest = "http://127.0.0.1:9/v1/"\n', BUILT_IN, SERVICES)
    assert ends.services == {SERVICE: "http://127.0.0.1:9/v1"}
    assert ends.of(A) == BUILT_IN[A]
    assert read_endpoints("", BUILT_IN, SERVICES).services == SERVICES


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ('[services.sums]\nrest = "ftp://x"', "services.sums.rest is not an address"),
        ('[services.sums]\nws = "ws://x"', "services.sums has no ws"),
        ("[services]\nsums = 1", "services.sums is no table"),
        ("[services.nobody]\nrest = 'http://x'", "services.nobody is no service we know"),
    ],
)
def test_what_is_not_understood_of_a_service_is_told(text: str, warning: str) -> None:
    ends = read_endpoints(text, BUILT_IN, SERVICES)
    assert ends.services == SERVICES
    assert warning in ends.warnings[0]


def test_services_must_be_a_table() -> None:
    with pytest.raises(ExpectedFailure, match="services is not a table"):
        read_endpoints("services = 1", BUILT_IN, SERVICES)
