"""Settings of the strip: the one line that stays on the screen above all other windows."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from liqdesk.domain.language import marked
from liqdesk.settings.section import Control, Section, Shown

FAINTEST = 40
"""Percent of opacity below which a strip could not be found again."""


class StripForm(StrEnum):
    """A line along an edge, or a block for a corner."""

    LINE = marked("line")
    CORNER = marked("corner")


class StripWindow(StrEnum):
    """The trailing windows a strip can show, shortest first."""

    FIVE_MINUTES = "5m"
    HOUR = "1h"
    FOUR_HOURS = "4h"
    DAY = "24h"


class StripSettings(Section):
    """The strip: whether it is there and how it looks. Where it stands is remembered for each monitor, not here."""

    shown: Annotated[
        bool,
        Field(
            title=marked("Show the strip"),
            description=marked(
                "A small line above all other windows."
                " It stays when the window is closed and comes back at the next start."
            ),
        ),
    ] = False
    form: Annotated[StripForm, Field(title=marked("Form of the strip"))] = StripForm.LINE
    trailing: Annotated[
        StripWindow,
        Field(
            title=marked("Window of the strip"), description=marked("The mouse wheel over the strip changes it too.")
        ),
    ] = StripWindow.HOUR
    opacity: Annotated[
        int,
        Field(
            title=marked("Opacity of the strip"),
            description=marked(
                "Of its ground alone: words and figures stay readable. Ctrl and the wheel change it too."
            ),
            ge=FAINTEST,
            le=100,
        ),
        Shown(control=Control.PERCENT),
    ] = 100
    click_through: Annotated[
        bool,
        Field(
            title=marked("Clicks go through the strip"),
            description=marked("While the window or the tray can take that back; Alt held over the strip does so too."),
        ),
    ] = False
