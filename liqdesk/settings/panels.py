"""How panels were left: remembered by the program for itself, and no part of the dialog."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from liqdesk.domain.language import marked
from liqdesk.settings.section import Control, Section, Shown


class Since(StrEnum):
    """Since when the sums of the cumulative chart are counted."""

    DAY = "day"
    HOUR = "1h"
    FOUR_HOURS = "4h"
    DAY_BACK = "24h"


class CoinsWindow(StrEnum):
    """Of which trailing window the coins of a chart are."""

    HOUR = "1h"
    FOUR_HOURS = "4h"
    DAY = "24h"


class CoinTableSettings(Section):
    """By which column the coins are sorted, by its name, and whether the largest come first."""

    sort: Annotated[str, Field(title=marked("Sorted by"), max_length=32), Shown(control=Control.NONE)] = "short-1h"
    largest_first: Annotated[bool, Field(title=marked("Largest first")), Shown(control=Control.NONE)] = True


class ChartPanelSettings(Section):
    """What the charts showed last: `coin` in all of them (empty: all coins, where a chart can), since when sums are counted,
    the windows of treemap and multiples, and how many coins these are."""

    coin: Annotated[str, Field(title=marked("Coin of the charts"), max_length=32), Shown(control=Control.NONE)] = ""
    since: Annotated[Since, Field(title=marked("Sums since")), Shown(control=Control.NONE)] = Since.DAY
    treemap: Annotated[CoinsWindow, Field(title=marked("Window of the treemap")), Shown(control=Control.NONE)] = (
        CoinsWindow.HOUR
    )
    multiples: Annotated[CoinsWindow, Field(title=marked("Window of the multiples")), Shown(control=Control.NONE)] = (
        CoinsWindow.HOUR
    )
    multiples_count: Annotated[
        int, Field(title=marked("Coins of the multiples"), ge=1, le=12), Shown(control=Control.NONE)
    ] = 6
    one_scale: Annotated[bool, Field(title=marked("Multiples on one scale")), Shown(control=Control.NONE)] = False
    price_behind: Annotated[bool, Field(title=marked("Price behind the sums")), Shown(control=Control.NONE)] = False
