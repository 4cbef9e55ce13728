"""Every adapter against a few thousand seeded inputs like those on file; at length by tests/benchmarks/test_fuzz.py."""

from collections.abc import Sequence

import pytest

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.venues.registry import VENUES
from liqdesk.venues.session import Rejected
from tests.fakes.fuzzing import (
    MOST_GROWTH_MIB,
    RECEIVED,
    Mutator,
    fuzz_frames,
    fuzz_pages,
    odd_instrument,
    resident_mib,
    unsound,
)

FRAMES, LISTS = 2_000, 600


@pytest.mark.parametrize("venue", VENUES)
def test_no_frame_and_no_list_breaks_an_adapter(venue: VenueId) -> None:
    fuzz_frames(venue, 3, lambda told: told < FRAMES // 2)
    before = resident_mib()
    assert fuzz_frames(venue, 7, lambda told: told < FRAMES) >= FRAMES
    fuzz_pages(venue, 7, lambda told: told < LISTS)
    assert resident_mib() - before < MOST_GROWTH_MIB


def test_the_mutator_is_seeded_and_never_tires_of_new_inputs() -> None:
    texts = ['{"data":[{"price":"1.5","size":2}]}', "hello"]
    first, again, other = (Mutator(texts, seed) for seed in (1, 1, 2))
    told = [first.frame(packed=False) for _ in range(500)]
    assert told == [again.frame(packed=False) for _ in range(500)]
    assert told != [other.frame(packed=False) for _ in range(500)]
    assert len(set(told)) > 350


def report(size: float, price: float, at: int) -> LiquidationReport:
    return LiquidationReport(
        VenueId("okx"), "BTC", PositionSide.LONG, size, SizeUnit.BASE, price, PriceKind.FILL, UnixMs(at)
    )


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("size", "price", "at", "wrong"),
    [
        (1.0, 1.0, RECEIVED, ""),
        (0.0, 1.0, RECEIVED, "size"),
        (-1.0, 1.0, RECEIVED, "size"),
        (1.0, NAN, RECEIVED, "price"),
        (INF, 1.0, RECEIVED, "size"),
        (1.0, 1.0, 0, "time"),
        (1.0, 1.0, 10**15, "time"),
    ],
)
def test_what_would_be_found(size: float, price: float, at: int, wrong: str) -> None:
    assert unsound(report(size, price, at)) == wrong


def test_what_else_would_be_found() -> None:
    assert unsound(PriceTick(VenueId("okx"), "BTC", -1.0, PriceKind.MARK, UnixMs(1))) == "price, time"
    assert unsound(Rejected("a\u202eb")) == "words"
    bad: Sequence[Instrument] = [
        Instrument(VenueId("okx"), "BTC", "BTC", "USDT", Settlement.LINEAR, multiplier=0.0),
        Instrument(VenueId("okx"), "B\nTC", "BTC", "USDT", Settlement.LINEAR),
        Instrument(VenueId("okx"), "BTC", "BTC", "USDT", Settlement.LINEAR, expires_at=UnixMs(10**20)),
    ]
    assert [odd_instrument(one) for one in bad] == ["multiplier", "names", "expiry"]
