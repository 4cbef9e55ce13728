"""How much of what was recorded is kept."""

from typing import Annotated

from pydantic import Field

from liqdesk.domain.language import marked
from liqdesk.settings.section import Section, Shown


class StoringSettings(Section):
    """The most that is kept of single orders; sums, events and coverage stay for ever."""

    days: Annotated[
        int,
        Field(
            title=marked("Keep single orders for"),
            description=marked("Days of recording. Sums, events and coverage stay for ever."),
            ge=30,
            le=36_500,
        ),
        Shown(unit=marked("days")),
    ] = 400
    gigabytes: Annotated[
        int,
        Field(
            title=marked("Largest size"),
            description=marked("Beyond it the oldest orders go; the newest week stays. Backups are not counted."),
            ge=1,
            le=10_000,
        ),
        Shown(unit=marked("GB")),
    ] = 10
    tape_megabytes: Annotated[
        int,
        Field(
            title=marked("Longest tape"),
            description=marked("A tape recorded from the menu ends by itself there; counted before compression."),
            ge=1,
            le=1_000_000,
        ),
        Shown(unit=marked("MB")),
    ] = 1_000
