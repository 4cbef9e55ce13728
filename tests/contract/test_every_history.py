"""What holds for every public history of the registry: pages on file, any bytes at all, and twins of live rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import Refill, VenueId
from liqdesk.feed.budget import REQUEST_GAP
from liqdesk.venues.history import History
from liqdesk.venues.registry import HISTORIES, VENUES
from tests.fakes.frames import listed, named_by_pages
from tests.fakes.pages import GoldenHistory, golden_histories

PAGES = golden_histories()
SPAN = Span(UnixMs(1_793_000_000_000), UnixMs(1_793_000_000_000 + 3 * HOUR))


def named(one: GoldenHistory) -> str:
    return f"{one.venue}/{one.name}"


@pytest.mark.parametrize("golden", PAGES, ids=named)
def test_a_page_on_file_tells_what_its_file_says(golden: GoldenHistory) -> None:
    history, expect = HISTORIES[golden.venue], golden.expect
    if "refused" in expect:
        with pytest.raises(ValueError, match=expect["refused"]):
            history.read(golden.page, golden.request)
        return
    page = history.read(golden.page, golden.request)
    answer = [
        {name: getattr(one, name) for name in wanted}
        for one, wanted in zip(page.reports, expect["reports"], strict=True)
    ]
    assert answer == expect["reports"]
    assert [one.url for one in page.then] == expect["then"]
    assert page.whole is expect["whole"]
    assert list(page.alike) == expect.get("alike", [])


@pytest.mark.parametrize("venue", HISTORIES)
def test_both_sides_are_on_file(venue: VenueId) -> None:
    sides = {row["position"] for one in PAGES if one.venue == venue for row in one.expect.get("reports", ())}
    assert sides == set(PositionSide)


def test_who_keeps_a_history_says_so() -> None:
    for venue, one in VENUES.items():
        assert (one.info.refill is not Refill.NEVER) == (venue in HISTORIES), venue


ALLOWED_IN_A_MINUTE = {
    "okx": 40 * 30, "bitget": 5 * 60, "gateio": 200 * 6, "htx": 240 * 20, "deribit": 20 * 60, "bitfinex": 3,
    "kraken-futures": 100, "dydx-v4": 100 * 6,
}  # fmt: skip
"""Pages of its history that a venue documents to allow one address; Kraken Futures names no number; a hundred
is what nobody has complained about."""


@pytest.mark.parametrize("venue", HISTORIES)
def test_a_third_of_what_is_allowed_is_left(venue: VenueId) -> None:
    apart = max(HISTORIES[venue].every, REQUEST_GAP)
    assert MINUTE / apart <= ALLOWED_IN_A_MINUTE[venue] * 2 / 3 + 0.01


@pytest.mark.parametrize("venue", HISTORIES)
def test_every_connection_has_its_first_pages(venue: VenueId) -> None:
    history, addresses = HISTORIES[venue], VENUES[venue].addresses
    contracts = [one for (owner, _), one in listed().items() if owner == venue]
    asked = 0
    for plan in VENUES[venue].plan(contracts, named_by_pages(venue, addresses)):
        requests = history.requests(plan, contracts, addresses, SPAN)
        asked += len(requests)
        for request in requests:
            assert request.url.startswith(addresses.rest.split("/api/")[0].split("/derivatives")[0])
            assert request.span.start < request.span.end
        assert list(requests) == list(history.requests(plan, contracts, addresses, SPAN))
    assert asked


def _read(history: History, body: bytes, golden: GoldenHistory) -> None:
    try:
        page = history.read(body, golden.request)
    except ValueError:
        return
    assert not page.alike or len(page.alike) == len(page.reports)
    times = [one.at for one in page.reports]
    assert None not in times
    assert times == sorted(times)
    for one in page.reports:
        assert one.size > 0
        assert one.price > 0


@pytest.mark.parametrize("venue", HISTORIES)
@given(st.data())
def test_any_bytes_give_a_page_or_one_sentence(venue: VenueId, data: st.DataObject) -> None:
    golden = data.draw(st.sampled_from([one for one in PAGES if one.venue == venue]))
    body = bytearray(golden.page)
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(body) - 1))
        body[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        if not body:
            break
    _read(HISTORIES[venue], bytes(body), golden)
    _read(HISTORIES[venue], data.draw(st.binary(max_size=40)), golden)
