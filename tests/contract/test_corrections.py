"""From Bitfinex's frames to totals and file: an estimate is shown at once, and what was really paid takes its place."""

import json

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.surroundings import LedgerWatch, NoContext
from liqdesk.domain.liquidation import Batch, LiquidationReport
from liqdesk.domain.time import UnixMs
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.ingest import Ingest
from liqdesk.engine.intake import Intake
from liqdesk.engine.journal import Journal
from liqdesk.engine.pipeline import Pipeline, Ring
from liqdesk.engine.surroundings import Surroundings
from liqdesk.engine.unstored import Unstored
from liqdesk.venues.adapters.bitfinex import BITFINEX, Bitfinex

AT = 1_795_350_001_020
TRIGGER = ["pos", 190112233, AT, None, "tBTCF0:USTF0", -0.85012, 86_012.4, None, 0, 1, None, None]
MATCH = ["pos", 190112233, AT + 11, None, "tBTCF0:USTF0", -0.4, 86_012.4, None, 1, 1, None, 87_301]


class Printed:
    """Everything a console would print."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, int | None]] = []

    def take(self, batch: Batch) -> None:
        self.rows += [(one.key, one.notional) for one in batch]


def test_the_last_row_of_a_key_is_what_totals_count() -> None:
    venue = Bitfinex()
    analytics, printed, nowhere = LiveAnalytics({BITFINEX: venue.info}), Printed(), Unstored("")
    catalogue = Catalogue({BITFINEX: venue.infer})
    journal = Journal(LedgerWatch(analytics.coverage), NoContext(), nowhere, "live")
    pipeline = Pipeline(nowhere, analytics, journal, Ring(), printed)
    intake = Intake(catalogue, {BITFINEX: venue.info.completeness})
    around = Surroundings(catalogue, analytics, nowhere)
    ingest = Ingest(intake, pipeline, analytics, catalogue, journal, nowhere, nowhere, around)
    session = venue.decoder()
    for row in (TRIGGER, MATCH, MATCH):
        events = session.received(json.dumps([7, [row]]))
        ingest.reported([one for one in events if isinstance(one, LiquidationReport)], UnixMs(AT + 50), UnixMs(0))
    (estimate, before), (corrected, after) = printed.rows
    assert estimate == corrected
    assert (before, after) == (73_120_861_488, 74_216_326_120)
    total = analytics.totals(UnixMs(AT + 60_000)).window("1h").total
    assert (total.short, total.long, total.count) == (after, 0, 1)
