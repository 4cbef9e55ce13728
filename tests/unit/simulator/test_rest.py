"""Plain HTTP answers: their heads, and what a refusal says."""

from websockets.datastructures import Headers
from websockets.http11 import Request

from liqdesk.simulator.faults import read_refusal
from liqdesk.simulator.rest import refusal, response, wants_socket


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
