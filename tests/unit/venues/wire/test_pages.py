"""Reading instrument lists."""

import msgspec
import pytest

from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.venues.wire.pages import instruments_of, read_named_page, read_page


class Row(msgspec.Struct):
    symbol: str
    base: str = "BTC"


def made(row: Row) -> Instrument | None:
    if row.symbol == "SKIP":
        return None
    return Instrument(VenueId("x"), row.symbol, row.base, "USDT", Settlement.LINEAR)


def test_a_list_and_the_object_above_it():
    assert read_page(b'{"result":{"list":[1],"next":"c"}}', ["result", "list"]) == ({"list": [1], "next": "c"}, [1])
    assert read_page(b"[1,2]", []) == ({}, [1, 2])


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000])
def test_a_body_that_is_no_json(body):
    with pytest.raises(ValueError, match="is not JSON"):
        read_page(body, ["data"])


@pytest.mark.parametrize(("body", "path"), [(b"{}", ["data"]), (b"[]", ["data"]), (b'{"a":{"b":1}}', ["a", "b"])])
def test_a_body_without_the_list(body, path):
    with pytest.raises(ValueError, match=r"no rows under " + r"\.".join(path)):
        read_page(body, path)


def test_a_body_that_is_not_itself_the_list():
    with pytest.raises(ValueError, match="no rows under its top"):
        read_page(b"{}", [])


def test_rows_that_make_no_contract_are_left_out():
    rows = [{"symbol": "A"}, 5, {"symbol": "SKIP"}, {"symbol": "\u202eB"}, {"symbol": "C", "base": ""}, {"symbol": "D"}]
    assert [one.symbol for one in instruments_of(rows, Row, made)] == ["A", "D"]


def test_rows_that_stand_under_their_names():
    assert read_named_page(b'{"markets":{"A":1,"B":2}}', ["markets"]) == [1, 2]
    for body in (b"{}", b"[]", b'{"markets":[1]}'):
        with pytest.raises(ValueError, match="the instrument list has no rows under markets"):
            read_named_page(body, ["markets"])


@pytest.mark.parametrize(
    ("said", "kept"),
    [(1_798_214_400_000, 1_798_214_400_000), (10**22, None), (4_133_404_800_000, None), (-62_135_683_140_000, None)],
)
def test_an_expiry_of_no_century_of_ours_is_none(said, kept):
    def dated(row: Row) -> Instrument | None:
        return Instrument(VenueId("x"), row.symbol, "BTC", "USDT", Settlement.LINEAR, expires_at=UnixMs(said))

    (one,) = instruments_of([{"symbol": "A"}], Row, dated)
    assert one.expires_at == kept
    assert one.in_dollars
