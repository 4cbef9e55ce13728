"""How much is kept of what the exchanges sent."""

from typing import Annotated

from pydantic import Field

from liqdesk.domain.language import marked
from liqdesk.settings.section import Section, Shown


class RawSettings(Section):
    """The most that is kept of the messages that brought orders, whichever is reached first."""

    days: Annotated[
        int,
        Field(
            title=marked("Keep raw messages for"),
            description=marked("Days of recording; 0 keeps none and removes what is kept."),
            ge=0,
            le=400,
        ),
        Shown(unit=marked("days")),
    ] = 7
    megabytes: Annotated[
        int,
        Field(
            title=marked("Raw messages up to"),
            description=marked("Beyond it the oldest go."),
            ge=10,
            le=100_000,
        ),
        Shown(unit=marked("MB")),
    ] = 200
