"""A line of the journal survives the disk, whatever is known of it."""

import msgspec
import pytest

from liqdesk.analytics.aftermath import Aftermath, Control, HorizonAfter, Label, PriceAfter
from liqdesk.analytics.events import EventKind
from liqdesk.analytics.journal import packed, unpacked
from liqdesk.analytics.rank import Basis, Rank
from tests.fakes.events import CONDITIONS, entry, event, going_on

AFTER = Aftermath(
    {"5m": HorizonAfter({"BTC": PriceAfter(-0.4, 20.0)}, {"BTC": None}, 1_000.0, False)},
    Label.HELD,
    "5m",
    {"5m": Control(12, 45.0, 0.1)},
    {},
)


@pytest.mark.parametrize(
    "one",
    [
        entry(),
        entry(going_on()),
        entry(source="replay", rank=Rank(3, 984, 41, 99.7, Basis(("bybit",), ("okx",), True)), aftermath=AFTER),
        entry(conditions=CONDITIONS),
    ],
)
def test_packed_and_unpacked_it_is_the_same(one):
    assert unpacked(packed(one)) == one


def test_an_entry_kept_before_conditions_were_measured_has_none():
    kept = msgspec.msgpack.decode(packed(entry(source="replay")))
    del kept["conditions"]
    assert unpacked(msgspec.msgpack.encode(kept)) == entry(source="replay")


@pytest.mark.parametrize("data", [b"", b"\x00", b"not an entry", packed(entry())[:-3]])
def test_anything_else_is_refused(data):
    with pytest.raises(ValueError, match=r"\w"):
        unpacked(data)


@pytest.mark.parametrize(
    ("kind", "usd"),
    [(EventKind.SHORT_SQUEEZE, 411_250_807.85), (EventKind.LONG_FLUSH, 37_049_890.02), (EventKind.TWO_SIDED, 448_300_697.87)],
)  # fmt: skip
def test_the_sum_of_its_side(kind, usd):
    assert entry(event(kind=kind)).sum_of_side == round(usd * 1e6)
