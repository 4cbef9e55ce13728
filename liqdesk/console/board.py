"""The live board: the window's numbers in a terminal."""

import sys
from collections import deque
from datetime import UTC, datetime
from typing import TextIO

from liqdesk.analytics.reasons import percent
from liqdesk.analytics.told import UNKNOWN, tell
from liqdesk.analytics.venue_lines import unreachable_told
from liqdesk.analytics.views import LiveFrame, VenueView, WindowTotal
from liqdesk.console.output import write_out
from liqdesk.console.printer import text_line
from liqdesk.domain.feed_state import COVERING
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.money import usd_text
from liqdesk.engine.desk import Desk, Mode

TAPE_LINES = 12
BAR_WIDTH = 30
HOME_AND_CLEAR = "\x1b[H\x1b[J"
QUIET_EVERY = 15
"""Where the output is no terminal, one line of summary each so many frames instead of a board."""


def window_line(one: WindowTotal) -> str:
    """One window: floor sign, total, split and how much was covered; a dash and the reason where no number is known."""
    told = tell(one.total, one.coverage, usd_text)
    if told.total == UNKNOWN:
        covered = "" if one.coverage.blind else f"  covered {told.covered}"
        return f"{one.window.upper():>4}  {UNKNOWN}  {told.state}{covered}"
    shorts = round(BAR_WIDTH * (one.total.short / one.total.both)) if one.total.both else 0
    longs = BAR_WIDTH - shorts if one.total.both else 0
    bar = f"{'▲' * shorts}{'▼' * longs}".ljust(BAR_WIDTH)
    return (
        f"{one.window.upper():>4} {told.sign:1}{told.total:>8}  ▲ shorts {told.short:>8}  {bar}  "
        f"▼ longs {told.long:>8}  {one.total.count:>7} orders  covered {told.covered}"
    )


def venue_text(venue: VenueView) -> str:
    """One venue's state, how much of the hour was covered, and what presses its feed, in words."""
    used = venue.meters.saturation
    pressed = "" if used is None else f"; slots used {percent(used.share)}"
    return f"  {venue.name:<16} {venue.completeness:<9} {percent(venue.coverage.share):>9} of 1h  {venue.sentence}{pressed}"


class Board:
    """Draws what a desk says, once per call of `draw`."""

    def __init__(self, desk: Desk, stream: TextIO | None = None) -> None:
        self._desk = desk
        self._stream = sys.stdout if stream is None else stream
        self._terminal = self._stream is not None and self._stream.isatty()
        self._sequence = 0
        self._rows: deque[Liquidation] = deque(maxlen=TAPE_LINES)
        self._drawn = 0

    def draw(self) -> LiveFrame:
        """Draw the present moment and return what was drawn."""
        frame, self._sequence = self._desk.frame(self._sequence)
        self._rows.extend(frame.fresh)
        if self._terminal:
            write_out(HOME_AND_CLEAR + "\n".join(self._lines(frame)), self._stream)
        elif self._drawn % QUIET_EVERY == 0:
            write_out(f"{self._mark()}{frame.headline}", self._stream)
        self._drawn += 1
        return frame

    def _mark(self) -> str:
        return "" if self._desk.mode is Mode.LIVE else f"[{self._desk.mode.upper()}] "

    def _lines(self, frame: LiveFrame) -> list[str]:
        at = datetime.fromtimestamp(frame.at / 1000, tz=UTC)
        shown = [one for one in frame.totals.windows if one.window in ("5m", "1h", "4h", "24h")]
        return [
            f"{self._mark()}liqdesk   {at:%Y-%m-%d %H:%M:%S} UTC   feeds {frame.status.feeds_live} of "
            f"{frame.status.feeds_expected}   {frame.status.storing}",
            "",
            *(window_line(one) for one in shown),
            "",
            frame.headline,
            "",
            *(text_line(entry) for entry in reversed(self._rows)),
            "",
            *(venue_text(venue) for venue in frame.venues if venue.enabled),
        ]


def unreachable(frame: LiveFrame) -> str | None:
    """That no exchange can be reached and why, when that is so; else None."""
    expected = [venue for venue in frame.venues if venue.enabled]
    if not expected or any(venue.state in COVERING for venue in expected):
        return None
    return f"{unreachable_told(expected)} liqdesk keeps trying; `liqdesk --demo` shows it with simulated exchanges."
