"""Bounds stand on the fields; values cannot be changed in place."""

import pytest
from pydantic import ValidationError

from liqdesk.settings.model import ChartSettings, NetworkSettings, Settings, TapeSettings


def test_values_are_frozen():
    with pytest.raises(ValidationError):
        Settings().tape.minimum_usd = 5


@pytest.mark.parametrize("proxy", ["", "direct", "http://127.0.0.1:8080", " socks5h://u:p@h:1 "])
def test_proxies_of_a_known_form(proxy):
    assert NetworkSettings(proxy=proxy).proxy == proxy.strip()


@pytest.mark.parametrize("proxy", ["socks5://h:1", "h:1", "ftp://h"])
def test_proxies_of_another_form_are_refused(proxy):
    with pytest.raises(ValidationError, match="a proxy begins with"):
        NetworkSettings(proxy=proxy)


@pytest.mark.parametrize(
    ("make", "value"), [(TapeSettings, {"minimum_usd": -1}), (ChartSettings, {"price_base": "x" * 33})]
)
def test_bounds(make, value):
    with pytest.raises(ValidationError):
        make(**value)


def test_every_field_has_a_title_for_the_dialog():
    for section in (TapeSettings, ChartSettings, NetworkSettings):
        assert all(field.title for field in section.model_fields.values())
