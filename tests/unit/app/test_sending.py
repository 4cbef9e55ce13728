"""Which way out those who send are given."""

from liqdesk.app.sending import barred, environment
from liqdesk.feed.route import Route

OURS = {"HOME": "/h", "https_proxy": "http://p:1", "ALL_PROXY": "socks5h://p:2"}


def test_what_knows_no_proxy_of_ours_does_not_go_past_it():
    assert barred(Route(OURS)) == ""
    assert barred(Route(OURS, "direct")) == ""
    assert "apprise knows no proxy" in barred(Route(OURS, "socks5h://127.0.0.1:9050"))


def test_direct_means_direct():
    assert environment(Route(OURS), OURS) == OURS
    assert environment(Route(OURS, "direct"), OURS) == {"HOME": "/h", "NO_PROXY": "*"}
