"""`totals` tells how whole what is stored is, as a window over the same rows does."""

import json

import pytest

from liqdesk.app.arguments import build_parser
from liqdesk.app.crash import CrashHooks
from liqdesk.app.replay import totals_command
from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, Span
from liqdesk.domain.time import HOUR, UnixMs
from liqdesk.domain.venue import Refill, VenueId
from liqdesk.store.codes import Source
from liqdesk.store.database import connect
from liqdesk.store.lanes import LaneStore
from liqdesk.store.migrate import schema_scripts
from liqdesk.store.rows import RowStore
from tests.fakes.clock import StepClock
from tests.fakes.rows import T0, instrument, row

BYBIT, LANE = VenueId("bybit"), LaneId("bybit/linear")


@pytest.fixture
def told(tmp_path, capsys):
    """The coverage of the last hour of a replay that heard half of it, the other half as it is given."""

    def told(refill: Refill | None) -> float:
        connection = connect(tmp_path / "liqdesk.db", StepClock(), schema_scripts(), lambda: "then")
        rows = RowStore(connection)
        lanes = LaneStore(connection, rows.names)
        with connection:
            rows.insert([row(at=T0 - HOUR // 4, of=instrument("BTC", "bybit"))], Source.REPLAY)
            lanes.put_spans([CoveredSpan(LANE, BYBIT, Span(UnixMs(T0 - HOUR // 2), T0))])
            if refill is not None:
                lanes.put_fills([FilledSpan(LANE, BYBIT, Span(UnixMs(T0 - HOUR), UnixMs(T0 - HOUR // 2)), refill)])
            connection.executemany(
                "INSERT INTO facts VALUES (?, ?)", (("replayed_to", str(T0)), ("replayed_venues", "bybit"))
            )
        connection.close()
        words = ["totals", "--json", "--profile", str(tmp_path)]
        assert totals_command(build_parser().parse_args(words), CrashHooks()) == 0
        coverage: float = json.loads(capsys.readouterr().out)["windows"]["1h"]["coverage"]
        return coverage

    return told


@pytest.mark.parametrize(("refill", "share"), [(None, 0.5), (Refill.PART, 0.5), (Refill.WHOLE, 1.0)])
def test_what_a_venue_s_history_filled_counts_as_covered(told, refill, share):
    assert told(refill) == pytest.approx(share, abs=0.01)
