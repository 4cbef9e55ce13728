"""Venues: who publishes liquidations, and how whole what they publish is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from liqdesk.domain.language import marked

VenueId = NewType("VenueId", str)


class Completeness(StrEnum):
    """How much of what happens a venue's feed tells while it is connected."""

    FULL = marked("full")
    SAMPLED = marked("sampled")
    PARTIAL = marked("partial")
    AGGREGATED = marked("aggregated")


TELLS_ALL_OR_NOTHING = frozenset({Completeness.FULL, Completeness.SAMPLED})
"""Where these are heard and say nothing, nothing happened; of the others, silence proves nothing."""


class Standing(StrEnum):
    """How far the program goes with a venue."""

    REGULAR = marked("regular")
    """On unless switched off."""
    EXPERIMENTAL = marked("experimental")
    """Off unless switched on: something about its feed nobody has confirmed."""
    TAPES_ONLY = marked("tapes only")
    """Its recorded frames are read; nothing ever connects to it, so there is nothing to switch."""


class Refill(StrEnum):
    """What a venue's public history makes of a gap."""

    WHOLE = "filled"
    """The history is documented to hold everything the feed would have told."""
    PART = "partly filled"
    """It tells something, and nobody says that it tells all."""
    NEVER = "cannot be filled"
    """The venue keeps no public history, or none whose words are understood."""


@dataclass(frozen=True, slots=True)
class SideRule:
    """How a venue says whose position died: the `field` of its message and what stands there where it was a long or a short.

    `why` is a sentence for the user, `source` the address of the venue's documentation.
    """

    field: str
    long_word: str
    short_word: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class VenueInfo:
    """What is known of a venue before anything arrives.

    `short` is what it is called in a narrow place, empty where the name is short enough. `publishes` and `hides` are sentences
    for the user. `carried_by` names the venue whose connection brings this one's
    rows too, so that no second connection is opened while that one is enabled. `caveat` says in a few words why a venue
    is not a regular one. `refill` is the best that can become of a gap, `refill_caveat` a sentence on what that hangs on,
    empty where it hangs on nothing. `light_prices`: the mark price
    of one symbol is one small frame a second, so that those of many coins can be followed beside the liquidations. `side`
    is how it says whose position died.
    """

    id: VenueId
    name: str
    completeness: Completeness
    publishes: str
    hides: str
    carried_by: VenueId | None = None
    standing: Standing = Standing.REGULAR
    caveat: str = ""
    refill: Refill = Refill.NEVER
    refill_caveat: str = ""
    light_prices: bool = False
    side: SideRule | None = None
    short: str = ""

    @property
    def short_name(self) -> str:
        """What it is called where there is no room for its name."""
        return self.short or self.name

    @property
    def enabled_by_default(self) -> bool:
        """Whether it is listened to where nobody has switched it."""
        return self.standing is Standing.REGULAR

    @property
    def connects(self) -> bool:
        """Whether it can be listened to at all."""
        return self.standing is not Standing.TAPES_ONLY


@dataclass(frozen=True, slots=True)
class SilentVenue:
    """An exchange whose liquidations nobody outside can see; `why` is a sentence for the user."""

    name: str
    why: str


SILENT = (
    SilentVenue("KuCoin", marked("Its public executions do not say which were forced; only an account sees its own.")),
    SilentVenue("MEXC", marked("Its public deals do not say which were forced.")),
    SilentVenue("BingX", marked("Only an account sees its own forced orders.")),
    SilentVenue("Bitunix", marked("Its public trades do not say which were forced.")),
    SilentVenue("BloFin", marked("Its public trades do not say which were forced.")),
    SilentVenue("Crypto.com", marked("Its public trades do not say which were forced.")),
    SilentVenue(
        "Phemex", marked("Only an account sees liquidation among its own trades; public trades are not marked.")
    ),
    SilentVenue(
        "WOO X", marked("Its public trades do not say which were forced; its decentralised side runs on Orderly.")
    ),
)
"""Exchanges that publish nothing: shown, so that their absence is seen. Documentation and public clients were searched,
which is no proof."""
