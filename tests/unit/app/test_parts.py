"""What the program is made of is under licences that allow it, and Qt's libraries come with their texts."""

import re

import pytest

from liqdesk.app.parts import installed_parts
from liqdesk.app.resources import Resources

ALLOWED = re.compile(
    r"MIT|BSD|0BSD|ISC|Apache|PSF|MPL-2\.0|LGPL-3\.0|OFL-1\.1|any-OSI|Zlib|CC0|Python Software Foundation",
    re.IGNORECASE,
)
PARTS = installed_parts(Resources())


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_the_licence_is_known_and_allows_shipping(part):
    assert ALLOWED.search(part.licence), f"{part.name}: {part.licence}"


def test_what_only_an_extra_brings_is_a_part_where_that_extra_is_asked_for():
    """httpx2 is asked for with `socks`, and not with what speaks HTTP/2."""
    names = {part.name for part in PARTS}
    assert {"httpx2", "socksio"} <= names
    assert not {"h2", "pyarrow"} & names
    assert len(names) == len(PARTS)


@pytest.mark.parametrize("name", ["PySide6_Essentials", "PySide6_Addons", "shiboken6"])
def test_qt_comes_with_its_notice_and_texts(name):
    text = next(part for part in PARTS if part.name.lower() == name.lower()).text()
    assert "you may replace them with your own builds" in text
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "GNU GENERAL PUBLIC LICENSE" in text
