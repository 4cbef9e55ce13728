"""How panels were left: remembered by the program for itself, and no part of the dialog."""

from typing import Annotated

from pydantic import Field

from liqdesk.domain.language import marked
from liqdesk.settings.section import Control, Section, Shown


class CoinTableSettings(Section):
    """By which column the coins are sorted, by its name, and whether the largest come first."""

    sort: Annotated[str, Field(title=marked("Sorted by"), max_length=32), Shown(control=Control.NONE)] = "short-1h"
    largest_first: Annotated[bool, Field(title=marked("Largest first")), Shown(control=Control.NONE)] = True
