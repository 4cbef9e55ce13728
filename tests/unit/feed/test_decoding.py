"""Recorded lines read one by one: an answer for each, and one at the end for what still waited."""

from liqdesk.domain.venue import VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.decoded import Decoded, DecodedOther, DecodedRow
from liqdesk.engine.intake import Intake
from liqdesk.engine.seen import EveryTime
from liqdesk.feed.decoding import decode
from liqdesk.venues.registry import VENUES
from tests.fakes.clock import StepClock

MATCH = b'[7,[["pos",1,1795350001031,null,"tBTCUSD",0.5,86012.4,null,1,1,null,85000]]]'
TRIGGER = b'[7,[["pos",2,1795350001031,null,"tBTCUSD",-0.5,86012.4,null,0,1,null,null]]]'
ITS_MATCH = b'[7,[["pos",2,1795350001032,null,"tBTCUSD",-0.5,86012.4,null,1,1,null,85001]]]'
WITHOUT_PRICE = (
    b'{"topic":"liquidation","ts":1795350000500,"data":[{"liquidationId":9,"timestamp":1795350000100,"type":"liquidated",'
    b'"positionsByPerp":[{"symbol":"PERP_ETH_USDC","positionQty":12.6}]}]}'
)


def answers(venue: str, *lines: bytes) -> list[Decoded]:
    one = VenueId(venue)
    intake = Intake(
        Catalogue({known: adapter.infer for known, adapter in VENUES.items()}),
        {known: adapter.info.completeness for known, adapter in VENUES.items()},
        EveryTime(),
    )
    return list(decode(VENUES[one].decoder(), lines, intake, StepClock()))


def test_every_line_but_an_empty_one_gets_an_answer() -> None:
    told = answers("okx", b"pong", b"", b"{", b'{"event":"error","code":"60012","msg":"no"}')
    assert [(one.line, one.outcome) for one in told if isinstance(one, DecodedOther)] == [
        (1, "ignored"),
        (3, "unknown"),
        (4, "rejected"),
    ]


def test_what_waited_for_a_partner_is_told_at_the_end_under_its_own_line() -> None:
    told = answers("bitfinex", b'{"event":"info","version":2}', b"", MATCH, b"{")
    assert [one.line for one in told] == [1, 3, 4, 3]
    last = told[-1]
    assert isinstance(last, DecodedRow)
    assert (last.entry.price, last.entry.quantity_base) == (85_000.0, 0.5)


def test_a_corrected_row_repeats_its_key() -> None:
    estimate, corrected = answers("bitfinex", TRIGGER, ITS_MATCH)
    assert isinstance(estimate, DecodedRow)
    assert isinstance(corrected, DecodedRow)
    assert estimate.entry.key == corrected.entry.key
    assert (estimate.entry.price, corrected.entry.price) == (86_012.4, 85_001.0)


def test_a_position_that_nobody_priced_is_no_row() -> None:
    waits, never = answers("orderly", WITHOUT_PRICE)
    assert isinstance(waits, DecodedOther)
    assert isinstance(never, DecodedOther)
    assert [(one.line, one.outcome) for one in (waits, never)] == [(1, "ignored"), (1, "rejected")]
