"""What the charts of sums say of a total, for the rule that none is shown without its coverage."""

from dataclasses import replace
from typing import Protocol

import numpy as np

from liqdesk.analytics.coin_tiles import CoinTile, CoinTilesView
from liqdesk.analytics.cumulative import CumulativeQuery
from liqdesk.analytics.venue_stacks import VenueStacksQuery
from liqdesk.analytics.views import Coverage, SideTotal, WindowTotal
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.cumulative_reading import reading_at, summary_of_sums, values_of
from liqdesk.ui.charts.tile_words import forms_of, status_of_tiles, summary_of_tiles, values_of_tile
from liqdesk.ui.charts.venue_reading import reading_of_bar, summary_of_stacks, values_of_bar
from tests.fakes.desk import FakeDesk
from tests.fakes.rows import T0

LAST = np.array((0, 1), dtype=np.int64)


class Stage(Protocol):
    """What they stand on."""

    desk: FakeDesk


def cumulative_chart(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    view = replace(
        stage.desk.cumulative(CumulativeQuery()), total=total, coverage=coverage, long=LAST * total.long,
        short=LAST * total.short, ends=T0 + LAST, since=T0, at=UnixMs(T0 + 1),
    )  # fmt: skip
    reading = reading_at(view, 1)
    return " ".join((*values_of(view, reading, Zone.UTC)[1:-1], reading.told.covered, summary_of_sums(view, Zone.UTC)))


def venues_chart(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    view = stage.desk.venue_stacks(VenueStacksQuery(MINUTE))
    span = Span(view.start, view.at)
    gaps = () if coverage.throughout else (replace(view.gaps[0], span=span, missing=1 - coverage.share),)
    nothing = np.zeros(view.count, dtype=np.int64)
    long, short = nothing.copy(), nothing.copy()
    long[0], short[0] = total.long, total.short
    stack = replace(view.stacks[0], long=long, short=short, total=total, coverage=coverage)
    view = replace(view, stacks=(stack,), total=total, coverage=coverage, gaps=gaps)
    reading = reading_of_bar(view, 0)
    parts = [one.told.signed(one.told.total) for one in reading.parts]
    return " ".join((*values_of_bar(reading, Zone.UTC)[1:], reading.told.covered, *parts, summary_of_stacks(view)))


def treemap(stage: Stage, total: SideTotal, coverage: Coverage) -> str:
    tiles = (CoinTile("BTC", total),) if total.both else ()
    view = CoinTilesView(T0, WindowTotal("1h", total, coverage), tiles, 0)
    forms = [line for tile in tiles for line in forms_of(tile, coverage)[0]]
    return " ".join((*forms, *values_of_tile(None, view)[1:4], status_of_tiles(view), summary_of_tiles(view, tiles)))


SUM_SURFACES = {
    "liqdesk/ui/charts/cumulative_reading.py": (cumulative_chart,),
    "liqdesk/ui/charts/tile_words.py": (treemap,),
    "liqdesk/ui/charts/venue_reading.py": (venues_chart,),
}
