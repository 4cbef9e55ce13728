"""Words of alerts on their way, and a way to show them that a test can look at and break."""

from liqdesk.alerts.alert import Announcement
from liqdesk.analytics.events import Level
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.ui.announce.notices import Notice, NotShown
from tests.fakes.alerts import alert

AT = UnixMs(1_768_343_160_000)


def announcement(key: str = "a", level: Level = Level.WATCH, **changes: object) -> Announcement:
    """A loud word of an alert for the desktop."""
    side = changes.pop("side", PositionSide.LONG)
    event = changes.pop("event", None)
    fields: dict[str, object] = {
        "key": key, "alert": alert(AT, id=key, level=level, side=side, event=event), "level": level, "title": f"title {key}",
        "text": f"text {key}", "sound": "", "loud": True, "desktop": True,
    }  # fmt: skip
    return Announcement(**{**fields, **changes})  # type: ignore[arg-type]  # the changes are those of its fields


class FakeWay:
    """A `Way` that keeps what it was given. While `refusal` is set, it shows nothing and says so."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.given: list[Notice] = []
        self.asked = 0
        self.refusal: NotShown | None = None

    @property
    def titles(self) -> list[str]:
        return [one.title for one in self.given]

    async def bring(self, notice: Notice) -> None:
        self.asked += 1
        if self.refusal is not None:
            raise self.refusal
        self.given.append(notice)
