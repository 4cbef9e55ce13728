"""A simulated tape read by the real adapters: every published event comes out once, with the venue's exact money."""

import base64
import json
from collections import Counter
from pathlib import Path

from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.venue import VenueId
from liqdesk.simulator.contracts import VENUES as SIMULATED
from liqdesk.simulator.contracts import contracts
from liqdesk.simulator.dialects.base import Board, Listing
from liqdesk.simulator.dialects.table import DIALECTS
from liqdesk.simulator.publishing import feed_of
from liqdesk.simulator.scenarios import scenario_named
from liqdesk.simulator.tape import Booth, write_tape
from liqdesk.simulator.truth import TruthFile
from liqdesk.venues.registry import VENUES
from liqdesk.venues.session import Rejected, Unknown, VenueSession
from tests.fakes.forced import START

Told = tuple[str, str, str, int, int | None]


def booths() -> dict[str, Booth]:
    made: dict[str, Booth] = {}
    for feed, make in DIALECTS.items():
        listed = [each for venue in SIMULATED if feed_of(venue) == feed for each in contracts(venue)]
        board = Board(Listing(listed))
        made[feed] = Booth(make(board), board)
    return made


def read(tape: Path) -> tuple[Counter[Told], list[str]]:
    """What the adapters understand of a tape, and what they do not."""
    instruments: dict[tuple[str, str], Instrument] = {}
    sessions: dict[tuple[str, int], VenueSession] = {}
    told: Counter[Told] = Counter()
    numbered: dict[tuple[str, str], Told] = {}
    odd: list[str] = []
    for text in tape.read_text().splitlines()[1:]:
        line = json.loads(text)
        venue = VenueId(line["venue"])
        if line["kind"] == "instruments":
            for listed in VENUES[venue].read_instruments(line["page"].encode(), "").instruments:
                instruments[venue, listed.wire_name] = listed
        elif line["kind"] == "opened":
            sessions[venue, line["conn"]] = VENUES[venue].decoder()
            sessions[venue, line["conn"]].opened()
        else:
            frame = line["text"] if "text" in line else base64.b64decode(line["base64"])
            for event in sessions[venue, line["conn"]].received(frame):
                if isinstance(event, LiquidationReport):
                    listed = instruments[event.venue, event.symbol]
                    _, notional = listed.measure(event.size, event.unit, event.price, event.quote_value)
                    this = event.venue, listed.symbol, event.position.value, event.at or 0, notional
                    told[this] += 1
                    if event.ident:  # what carries the number of an earlier row takes its place
                        if (before := numbered.get((event.venue, event.ident))) is not None:
                            told[before] -= 1
                        numbered[event.venue, event.ident] = this
                elif isinstance(event, Unknown | Rejected):
                    odd.append(event.reason)
    return +told, odd


def test_every_venue_that_can_be_connected_to_is_simulated() -> None:
    assert {venue for venue, one in VENUES.items() if one.info.connects} == set(SIMULATED)


def test_the_adapters_understand_what_the_simulated_venues_say(tmp_path: Path) -> None:
    story = (
        item for item in scenario_named("squeeze").tell(9, START, frozenset(SIMULATED)) if item.at < START + 230_000
    )
    truth = tmp_path / "truth.jsonl"
    tape = tmp_path / "squeeze.tape"
    write_tape(tape, story, START, START + 235_000, booths(), TruthFile(truth, "squeeze", 9, START))
    published: Counter[Told] = Counter()
    for line in map(json.loads, truth.read_text().splitlines()[1:-1]):
        published[line["venue"], line["symbol"], line["position"], line["at"], line["micro_usd"]] += 1
    told, odd = read(tape)
    assert odd == []
    assert published.total() > 2_000
    assert {venue for venue, *_ in told} == set(SIMULATED)
    assert told == published
