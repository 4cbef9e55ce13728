"""Which proxy leads where."""

import pytest

from liqdesk.domain.internet import is_loopback
from liqdesk.feed.route import Route


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "socks_proxy", "wss_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_without_anything_the_way_is_direct() -> None:
    assert Route({}).proxy_for("wss://venue.invalid/ws") is None


@pytest.mark.parametrize("url", ["ws://127.0.0.1:9/", "http://localhost/", "ws://[::1]:3/", "ws://127.3.4.5/"])
def test_this_machine_is_never_reached_through_a_proxy(url: str) -> None:
    assert Route({"ALL_PROXY": "http://p:1"}, "http://p:1").proxy_for(url) is None


def test_the_setting_comes_first_and_direct_means_direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://env:1")
    assert Route({}, "socks5h://mine:1").proxy_for("wss://venue.invalid") == "socks5h://mine:1"
    assert Route({}, "direct").proxy_for("wss://venue.invalid") is None
    assert Route({}).proxy_for("wss://venue.invalid") == "http://env:1"
    assert Route({}).proxy_for("ws://venue.invalid") is None


def test_all_proxy_counts_and_its_names_are_resolved_far_away() -> None:
    assert Route({"all_proxy": "socks5://p:1080"}).proxy_for("wss://venue.invalid") == "socks5h://p:1080"
    assert Route({"ALL_PROXY": "p:3128"}).proxy_for("https://venue.invalid") == "http://p:3128"


def test_no_proxy_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://env:1")
    monkeypatch.setenv("no_proxy", "venue.invalid")
    assert Route({}).proxy_for("https://api.venue.invalid/x") is None


def test_loopback_by_name_and_number() -> None:
    assert is_loopback("localhost")
    assert is_loopback("127.0.0.1")
    assert not is_loopback("127.0.0.1.example.org")
    assert not is_loopback("10.0.0.1")
