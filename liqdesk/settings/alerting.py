"""Settings of alerts: the rules, and how much noise they may make in all."""

from typing import Annotated

from pydantic import Field, field_validator

from liqdesk.domain.language import marked, tr
from liqdesk.settings.rules import DEFAULT_RULES, SavedRule
from liqdesk.settings.section import Control, Section, Shown

CLOCK_FORM = r"^([01]\d|2[0-3]):[0-5]\d$"


class QuietHours(Section):
    """A time of day without noise, in the time zone of labels; it may reach over midnight."""

    enabled: Annotated[bool, Field(title=marked("Keep quiet hours"))] = False
    start: Annotated[str, Field(title=marked("From"), pattern=CLOCK_FORM), Shown(control=Control.CLOCK)] = "22:00"
    end: Annotated[str, Field(title=marked("Until"), pattern=CLOCK_FORM), Shown(control=Control.CLOCK)] = "07:00"
    critical: Annotated[
        bool,
        Field(title=marked("Critical alerts all the same"), description=marked("They are heard also in quiet hours.")),
    ] = True


class AlertSettings(Section):
    """Which rules there are, and what limits them all."""

    enabled: Annotated[bool, Field(title=marked("Tell alerts"))] = True
    hourly_budget: Annotated[
        int,
        Field(
            title=marked("Alerts an hour"),
            description=marked(
                "Beyond it alerts are kept in the history and folded into one note; critical ones are always told."
            ),
            ge=1,
            le=60,
        ),
    ] = 6
    rules: Annotated[
        tuple[SavedRule, ...], Field(title=marked("Rules"), max_length=200), Shown(control=Control.RULES)
    ] = DEFAULT_RULES
    quiet: Annotated[QuietHours, Field(title=marked("Quiet hours"))] = QuietHours()

    @field_validator("rules")
    @classmethod
    def _distinct(cls, rules: tuple[SavedRule, ...]) -> tuple[SavedRule, ...]:
        ids = [rule.id for rule in rules]
        if len(set(ids)) != len(ids):
            raise ValueError(tr("two rules have the same id"))
        return rules
