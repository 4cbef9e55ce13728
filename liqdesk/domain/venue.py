"""Venues: who publishes liquidations, and how whole what they publish is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

VenueId = NewType("VenueId", str)


class Completeness(StrEnum):
    """How much of what happens a venue's feed tells while it is connected."""

    FULL = "full"
    SAMPLED = "sampled"
    PARTIAL = "partial"
    AGGREGATED = "aggregated"


@dataclass(frozen=True, slots=True)
class VenueInfo:
    """What is known of a venue before anything arrives.

    `publishes` and `hides` are sentences for the user. `carried_by` names the venue whose connection brings this one's
    rows too, so that no second connection is opened while that one is enabled.
    """

    id: VenueId
    name: str
    completeness: Completeness
    publishes: str
    hides: str
    enabled_by_default: bool = True
    carried_by: VenueId | None = None
