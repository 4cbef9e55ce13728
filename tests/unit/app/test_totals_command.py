"""The totals of the console are those of the window over the same store."""

import json

import pytest

from liqdesk.app.clock import MachineClock
from liqdesk.app.main import run
from liqdesk.app.venues import infos
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, Refill, Span
from liqdesk.domain.time import DAY, MINUTE, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.live_desk import enabled_venues
from liqdesk.settings.model import Settings
from liqdesk.store.codes import Source
from liqdesk.store.groups import Aside, StoreFile

LANE, DERIBIT = LaneId("deribit/public"), VenueId("deribit")


@pytest.mark.parametrize(("refill", "covered"), [(Refill.WHOLE, 1.0), (Refill.PART, 1 / 6)])
def test_a_gap_that_a_history_filled_counts_as_covered(tmp_path, capsys, refill, covered):
    now = MachineClock().now()
    begun = UnixMs(now - 10 * MINUTE)
    heard = CoveredSpan(LANE, DERIBIT, Span(begun, UnixMs(now + MINUTE)))
    filled = FilledSpan(LANE, DERIBIT, Span(UnixMs(now - DAY - MINUTE), begun), refill)
    file = StoreFile(tmp_path / "liqdesk.db", MachineClock())
    file.commit([], Aside(spans={(LANE, begun): heard}, fills=[filled]), Source.LIVE)
    file.recordings.close()
    assert run(["totals", "--json", "--profile", str(tmp_path)]) == 0
    told = json.loads(capsys.readouterr().out)
    expected = len(enabled_venues(infos(), Settings().venues))
    assert told["windows"]["1h"]["coverage"] * expected == pytest.approx(covered, abs=0.01)
