"""Plain HTTP answers: their heads, and what a refusal says."""

import pytest
from websockets.datastructures import Headers
from websockets.http11 import Request

from liqdesk.simulator.faults import read_refusal
from liqdesk.simulator.rest import Posted, read_post, refusal, response, wants_socket


def test_an_answer_has_a_whole_head() -> None:
    answer = response(200, '{"s":"币"}')
    assert (answer.status_code, answer.reason_phrase) == (200, "OK")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Length"] == str(len(answer.body)) == "11"
    assert "Retry-After" not in answer.headers


def test_a_refusal_may_say_when_to_come_back() -> None:
    answer = refusal(read_refusal("418;Retry-After=7;body=teapot"))
    assert (answer.status_code, answer.headers["Retry-After"], answer.body) == (418, "7", b"teapot")
    assert refusal(read_refusal("599")).reason_phrase == "Refused"


def test_a_handshake_is_told_from_a_request() -> None:
    assert wants_socket(Request("/ws", Headers({"Upgrade": "WebSocket"})))
    assert not wants_socket(Request("/page", Headers()))


def test_a_request_that_posts_is_read_when_it_is_whole() -> None:
    whole = b"POST /info HTTP/1.1\r\nHost: x\r\ncontent-length:  2\r\n\r\n{}"
    assert [read_post(whole[:end]) for end in (7, 40, len(whole) - 1)] == [None, None, None]
    assert read_post(whole) == Posted("/info", b"{}")
    assert read_post(b"POST /info HTTP/1.1\r\n\r\n") == Posted("/info", b"")


@pytest.mark.parametrize("length", [b"many", b"-1", b"9999999"])
def test_a_body_of_no_length_is_never_read(length: bytes) -> None:
    with pytest.raises(ValueError, match=r"body|invalid literal"):
        read_post(b"POST / HTTP/1.1\r\nContent-Length: " + length + b"\r\n\r\n")


def test_a_head_without_end_is_given_up() -> None:
    with pytest.raises(ValueError, match="too large"):
        read_post(b"POST " + b"x" * 2_000_000)
