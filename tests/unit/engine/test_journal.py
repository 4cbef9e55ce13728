"""The journal of a run: what it tells, keeps and takes up again; a restart in mid-event changes nothing."""

import pytest

from liqdesk.analytics.events import MARKET, EventState
from liqdesk.analytics.journal import JournalEntry
from liqdesk.analytics.surroundings import NoContext
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.time import MINUTE, SECOND, UnixMs
from liqdesk.engine.journal import HELD, MEMORY, Journal, since_of
from tests.fakes.detecting import SaidWatch
from tests.fakes.events import entry, event
from tests.fakes.rows import T0, instrument, row

COINS = [instrument(base, venue) for base in ("BTC", "ETH", "SOL", "XRP") for venue in ("bybit", "okx")]


class Kept:
    """A sink that remembers the last word."""

    def __init__(self) -> None:
        self.entries: dict[str, JournalEntry] = {}
        self.memories: dict[str, tuple[UnixMs, bytes]] = {}

    def entered(self, one: JournalEntry) -> None:
        self.entries[one.event.id] = one

    def learnt(self, name: str, at: UnixMs, value: bytes) -> None:
        self.memories[name] = (at, value)


def squeeze(seconds: int = 240) -> list[Liquidation]:
    """A row of every contract in every second: a storm of shorts, after a minute of nothing."""
    rows = []
    for second in range(seconds):
        for number, of in enumerate(COINS):
            at = T0 + MINUTE + second * SECOND + 10 * number
            rows.append(row(at, 90_000_000_000, PositionSide.SHORT, of, received_at=at + 100, price=100.0 + number))
    return rows


def journal(sink: Kept) -> Journal:
    return Journal(SaidWatch(), NoContext(), sink, "live")


def play(target: Journal, rows: list[Liquidation], until: int) -> None:
    """Each second: the rows received in it, then a step."""
    waiting = list(rows)
    now = waiting[0].received_at - waiting[0].received_at % SECOND if waiting else T0
    while now <= until:
        while waiting and waiting[0].received_at <= now:
            target.take((waiting.pop(0),))
        target.step(UnixMs(now))
        now += SECOND


END = T0 + 20 * MINUTE


@pytest.fixture
def whole() -> tuple[Journal, Kept]:
    sink = Kept()
    target = journal(sink)
    play(target, squeeze(), END)
    return target, sink


def test_one_squeeze_of_the_market_with_its_coins_as_parts(whole):
    target, sink = whole
    (listed,) = target.listed()
    assert (listed.event.scope, listed.event.state, listed.source) == (MARKET, EventState.CLOSED, "live")
    assert {part.event.scope for part in target.parts(listed.event.id)} == {"BTC", "ETH", "SOL", "XRP"}
    assert target.entry(listed.event.id) == listed
    assert sink.entries[listed.event.id] == listed
    assert target.standing() is None


def test_it_stands_while_it_goes_on():
    target = journal(Kept())
    play(target, squeeze(), T0 + 3 * MINUTE)
    first = target.standing()
    assert first is not None
    assert (first.event.scope, first.event.state) == (MARKET, EventState.OPEN)
    assert target.standing() is first
    target.take((row(T0 + 3 * MINUTE + 500, 10**12, PositionSide.SHORT, COINS[0]),))
    target.step(UnixMs(T0 + 3 * MINUTE + 20 * SECOND))
    assert target.standing() is not first


@pytest.mark.parametrize("killed_after", [50, 100, 150, 250, 400])
def test_a_restart_in_mid_event_changes_nothing(whole, killed_after):
    rows, killed = squeeze(), T0 + killed_after * SECOND
    sink = Kept()
    play(journal(sink), [one for one in rows if one.received_at <= killed], killed)
    at, memory = sink.memories.get(MEMORY, (UnixMs(0), None))
    again = journal(sink)
    stored = [one for one in rows if since_of(at) <= one.received_at <= killed]
    assert again.restore(memory, list(sink.entries.values()), stored) == ""
    play(again, [one for one in rows if one.received_at > killed], END)
    again.step(UnixMs(END + SECOND))
    events = {one.event.id: one.event for one in (*again.listed(), *again.parts(again.listed()[-1].event.id))}
    expected = {
        one.event.id: one.event for one in (*whole[0].listed(), *whole[0].parts(whole[0].listed()[-1].event.id))
    }
    assert events == expected


def test_a_memory_that_is_none_is_told_and_costs_nothing():
    target = journal(Kept())
    assert "learn anew" in target.restore(b"rubbish", [entry()], [])
    assert target.entry(entry().event.id) == entry()


def test_whoever_listens_hears_every_word_once():
    told: list[tuple[str, EventState]] = []
    target = journal(Kept())
    target.subscribe(lambda one: told.append((one.event.scope, one.event.state)))
    play(target, squeeze(), END)
    assert told.count((MARKET, EventState.CLOSED)) == 1
    assert (MARKET, EventState.OPEN) in told


def test_a_completed_entry_takes_the_place_of_the_one_known(whole):
    target, sink = whole
    (listed,) = target.listed()
    before = target.revision
    target.complete(JournalEntry(listed.event, source="live", rank=None, aftermath=None))
    assert target.revision > before
    assert sink.entries[listed.event.id].event == listed.event


def test_finishing_closes_what_is_open():
    sink = Kept()
    target = journal(sink)
    play(target, squeeze(), T0 + 3 * MINUTE)
    target.finish()
    assert {one.event.state for one in target.listed()} == {EventState.CLOSED}


def test_the_oldest_are_let_go_of():
    target = journal(Kept())
    many = [entry(event(id=f"event {number}", opened_at=UnixMs(number))) for number in range(2 * HELD + 1)]
    target.restore(None, many, [])
    assert len(target.listed(10 * HELD)) == HELD
    assert target.listed(1)[0].event.opened_at == 2 * HELD


def test_what_goes_on_is_told_as_it_stands_for_those_who_ask_by_name():
    target = journal(Kept())
    rows = squeeze()
    play(target, rows, rows[0].received_at + 100 * SECOND)
    standing = target.standing()
    assert standing is not None
    (grown,) = target.grown({standing.event.id, "nobody"})
    assert grown.event == standing.event
    before = grown.event.both
    target.take(tuple(row for row in rows if row.received_at > rows[0].received_at + 100 * SECOND)[:400])
    target.step(UnixMs(rows[0].received_at + 115 * SECOND))
    assert target.grown({standing.event.id})[0].event.both > before
    assert target.grown(()) == ()
