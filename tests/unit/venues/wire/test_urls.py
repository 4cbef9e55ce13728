"""Adding to addresses."""

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.venues.wire.urls import escaped, with_query


def test_a_query_is_added_to_whatever_stands_there():
    assert with_query("wss://host/stream", "a=1") == "wss://host/stream?a=1"
    assert with_query("wss://host/stream?key=5", "a=1") == "wss://host/stream?key=5&a=1"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_value_is_escaped_as_everybody_does(text):
    assert escaped(text) == quote(text, safe="")


def test_a_lone_surrogate_does_not_raise():
    assert escaped("\ud800") == "%3F"
