"""The little that a line always on the screen shows; cheap enough to be asked for twice a second all day."""

from dataclasses import dataclass

from liqdesk.analytics.views import SideTotal, WindowTotal
from liqdesk.domain.time import UnixMs


@dataclass(frozen=True, slots=True)
class Glance:
    """Some trailing windows, as they were asked for, and the most liquidated coins of the first one, the largest first.

    `feeds_live` of `feeds_expected` feeds are heard; `storing` is a sentence where storing is off or failing, else empty.
    """

    at: UnixMs
    windows: tuple[WindowTotal, ...]
    coins: tuple[tuple[str, SideTotal], ...]
    feeds_live: int
    feeds_expected: int
    storing: str
    with_tradfi: bool = False
