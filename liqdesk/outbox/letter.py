"""A message of an alert before it has any service's form, and its form in the store."""

import msgspec

from liqdesk.analytics.events import Level
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import MINUTE, DurationMs, UnixMs

LATE = DurationMs(5 * MINUTE)
"""What arrives later than this after the alert spoke says so."""


class Letter(msgspec.Struct, frozen=True):
    """What is said of an alert at one moment, in plain text.

    `id` is the same however often it is sent. `title` is one line, `lines` follow it. `at` is when the alert spoke. `mark` is
    `TEST` or empty. The rest is for programs: what it is about, and `micro` with whether that is a least.
    """

    id: str
    alert: str
    level: Level
    title: str
    lines: tuple[str, ...]
    at: UnixMs
    opened_at: UnixMs
    scope: str
    sentence: str
    side: PositionSide | None = None
    event: str | None = None
    micro: MicroUsd | None = None
    at_least: bool = False
    rules: tuple[str, ...] = ()
    mark: str = ""

    @property
    def heading(self) -> str:
        """The title with its mark."""
        return f"{self.mark} {self.title}" if self.mark else self.title

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join((self.heading, *self.lines))

    @property
    def body(self) -> str:
        """All but the title."""
        return "\n".join(self.lines)


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Letter)


def packed(letter: Letter) -> bytes:
    """The letter as bytes for the store."""
    return _ENCODER.encode(letter)


def unpacked(data: bytes) -> Letter:
    """What `packed` made. Raises ValueError where it is nothing of the kind."""
    return _DECODER.decode(data)


def marked_late(letter: Letter, now: UnixMs) -> Letter:
    """The letter, which says that it is late where it is."""
    minutes = (now - letter.at) // MINUTE
    if now - letter.at <= LATE:
        return letter
    long = f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
    return msgspec.structs.replace(letter, lines=(*letter.lines, f"Sent {long} late."))


def shortened(text: str, longest: int) -> str:
    """The text, cut to so many characters with an ellipsis."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
