"""Addresses with another host or another step."""

from liqdesk.domain.secret import Secret
from liqdesk.outbox.addresses import moved, with_step


def test_only_the_service_s_own_host_is_moved():
    assert moved("https://a.example/x", "https://a.example", "http://localhost:1").reveal() == "http://localhost:1/x"
    assert moved("https://b.example/x", "https://a.example", "http://localhost:1").reveal() == "https://b.example/x"


def test_a_step_keeps_parameters():
    assert with_step(Secret("https://a/x/?q=1#f"), "y", "z=2").reveal() == "https://a/x/y?q=1&z=2"
    assert with_step(Secret("https://a/x"), "", "z=2").reveal() == "https://a/x?z=2"
