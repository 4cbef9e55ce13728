"""How much of what was recorded is kept."""

from typing import Annotated

from pydantic import Field

from liqdesk.settings.section import Section, Shown


class StoringSettings(Section):
    """The most that is kept of single orders; sums, events and coverage stay for ever."""

    days: Annotated[
        int,
        Field(
            title="Keep single orders for",
            description="Days of recording. Sums, events and coverage stay for ever.",
            ge=30,
            le=36_500,
        ),
        Shown(unit="days"),
    ] = 400
    gigabytes: Annotated[
        int,
        Field(
            title="Largest size",
            description="Beyond it the oldest orders go; the newest week stays. Backups are not counted.",
            ge=1,
            le=10_000,
        ),
        Shown(unit="GB"),
    ] = 10
