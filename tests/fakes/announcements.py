"""Announcements and frames for those who make them heard or seen."""

from dataclasses import replace

from liqdesk.alerts.alert import Alert, Announcement, Word
from liqdesk.analytics.events import Level
from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.money import MicroUsd
from tests.fakes.desk import FakeDesk
from tests.fakes.rows import T0


def announcement(
    level: Level = Level.ALERT, side: PositionSide | None = PositionSide.SHORT, loud: bool = True, sound: str = ""
) -> Announcement:
    """A word of an alert about the market."""
    micro = MicroUsd(402_000_000 * 10**6)
    alert = Alert(
        "a1", "e1", ("squeeze",), ("Squeeze",), level, "market", side, "e1", T0, T0, micro,
        "Short squeeze: ≥ $402M in 1h", (), (Word(T0, level, micro),), "live", True,
    )  # fmt: skip
    return Announcement("a1", alert, level, "Short squeeze", alert.sentence, sound, loud, True)


def frame_of(*fresh: Liquidation) -> LiveFrame:
    """A frame of a made-up desk, just when the newest of these rows was received."""
    frame, _ = FakeDesk().frame(0, calm=True)
    return replace(frame, fresh=fresh, at=max((row.received_at for row in fresh), default=T0))
