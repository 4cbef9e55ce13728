"""Settings of the filter: which coins, venues and side the desk shows and sums; remembered as it was left."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from liqdesk.domain.language import marked
from liqdesk.settings.section import Control, Section, Shown

Names = Annotated[tuple[Annotated[str, Field(min_length=1, max_length=60)], ...], Field(max_length=100)]


class SideChoice(StrEnum):
    """Whose liquidations."""

    BOTH = marked("both")
    LONGS = marked("longs")
    SHORTS = marked("shorts")


class FilterSettings(Section):
    """Nothing named of a kind lets all of that kind through. Groups are of `settings.groups`, or `other`."""

    coins: Annotated[Names, Field(title=marked("Coins")), Shown(control=Control.NONE)] = ()
    groups: Annotated[Names, Field(title=marked("Groups")), Shown(control=Control.NONE)] = ()
    venues: Annotated[Names, Field(title=marked("Venues")), Shown(control=Control.NONE)] = ()
    side: Annotated[SideChoice, Field(title=marked("Side")), Shown(control=Control.NONE)] = SideChoice.BOTH
