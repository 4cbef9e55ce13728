"""A soft tick for each order on the tape, where somebody wants to hear them: pitch by side, and never many."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from liqdesk.analytics.views import LiveFrame
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.settings.current import CurrentSettings
from liqdesk.ui.announce.sounds import Sounds
from liqdesk.ui.announce.speaker import Speaker

A_SECOND = 6
FRESH = 2 * SECOND
"""What was received longer ago is no news to an ear, such as what waited while the window was hidden."""


class Ticks:
    """Hears frames through `show`; does nothing, and has nothing loaded, while ticks are switched off."""

    def __init__(self, settings: CurrentSettings, resources: Callable[[str], Path], speaker: Speaker) -> None:
        self._settings = settings
        self._sounds = Sounds(resources)
        self._speaker = speaker
        self._rationed = Ration()

    def show(self, frame: LiveFrame) -> None:
        """Tick for the fresh rows of one repaint."""
        value = self._settings.value
        if not (value.sound.enabled and value.sound.ticks and frame.fresh):
            return
        for side in self._rationed.sides(frame.fresh, frame.at, value.tape.minimum_usd):
            try:
                sound = self._sounds.of_order(side, value.sound)
            except ExpectedFailure:
                return  # the shipped files are gone, which the first alert or test tells
            self._speaker.play(sound, value.sound.device)


class Ration:
    """Which sides to tick for: each at most once a frame, at most `A_SECOND` a second in all."""

    def __init__(self) -> None:
        self._given: list[int] = []

    def sides(self, rows: Iterable[Liquidation], at: UnixMs, minimum_usd: int) -> Iterator[PositionSide]:
        """The sides of those rows that are new at `at` and large enough, in order of coming."""
        self._given = [given for given in self._given if at - SECOND < given <= at]
        new = (row for row in rows if not row.history and row.corrects is None and at - row.received_at < FRESH)
        heard = (row.position for row in new if row.notional is None or row.notional >= minimum_usd * 1_000_000)
        for side in dict.fromkeys(heard):
            if len(self._given) < A_SECOND:
                self._given.append(at)
                yield side
