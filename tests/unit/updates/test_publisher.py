"""Who publishes a copy is read strictly, and the shipped file names nobody it should not."""

import pytest

from liqdesk.app.resources import Resources
from liqdesk.app.updating import publisher_of
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.updates.publisher import Publisher, read_publisher, secure


def test_the_shipped_file_can_be_read():
    publisher = publisher_of(Resources())
    assert publisher == Publisher() or publisher.known


def test_a_publisher_is_known_by_address_and_key():
    text = f'news = "https://a.example/news.json"\nhosts = ["a.example"]\nkeys = ["{"0a" * 32}"]\n'
    publisher = read_publisher(text)
    assert publisher.known
    assert publisher.host == "a.example"
    assert not read_publisher('news = "https://a.example/news.json"').known


@pytest.mark.parametrize(
    "text", ["news = ", 'news = "http://a.example"', 'keys = ["zz"]', "keys = 3", "hosts = [1]", "news = 1"]
)
def test_what_makes_no_sense_is_said(text):
    with pytest.raises(ExpectedFailure, match=r"publisher\.toml"):
        read_publisher(text)


@pytest.mark.parametrize("address", ["https://[", "https://", "ftp://a.example/", "https://me@a.example/"])
def test_only_plain_https_is_secure(address):
    assert not secure(address)
