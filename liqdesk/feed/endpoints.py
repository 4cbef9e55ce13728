"""The endpoints file: where venues are reached instead of at their built-in addresses."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.venue import VenueId
from liqdesk.venues.session import Addresses

SCHEMES = {"ws": ("ws://", "wss://"), "rest": ("http://", "https://")}


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Each venue's addresses; `warnings` are sentences about what was not understood."""

    addresses: Mapping[VenueId, Addresses]
    warnings: tuple[str, ...] = ()

    def of(self, venue: VenueId) -> Addresses:
        """Where a venue is reached. Raises KeyError for a venue nobody knows."""
        return self.addresses[venue]


@dataclass(slots=True)
class _Reading:
    warnings: list[str] = field(default_factory=list)

    def address(self, place: str, key: str, value: object, instead: str) -> str:
        schemes = SCHEMES[key]
        if isinstance(value, str) and value.startswith(schemes):
            return value.rstrip("/") if key == "rest" else value
        self.warnings.append(
            f"{place}.{key} is not an address beginning with {' or '.join(schemes)}; kept the built-in one"
        )
        return instead

    def venue(self, place: str, entry: Mapping[str, object], built_in: Addresses) -> Addresses:
        ws, rest, by_category = built_in.ws, built_in.rest, dict(built_in.ws_by_category)
        for key, value in entry.items():
            if key == "ws":
                ws = self.address(place, "ws", value, ws)
            elif key == "rest":
                rest = self.address(place, "rest", value, rest)
            elif key == "ws_by_category" and isinstance(value, dict):
                self._categories(f"{place}.{key}", value, by_category)
            else:
                self.warnings.append(f"{place} has no {key}")
        return Addresses(ws, rest, by_category)

    def _categories(self, place: str, entries: Mapping[str, object], into: dict[str, str]) -> None:
        for category, value in entries.items():
            if category in into:
                into[category] = self.address(f"{place}.{category}", "ws", value, into[category])
            else:
                self.warnings.append(f"{place} has no {category}")


def read_endpoints(text: str, built_in: Mapping[VenueId, Addresses]) -> Endpoints:
    """The addresses that `text` leaves. Raises ExpectedFailure where it is not TOML at all."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise ExpectedFailure(f"the endpoints file is not valid TOML: {wrong}") from wrong
    reading = _Reading()
    addresses = dict(built_in)
    for key in document:
        if key != "venues":
            reading.warnings.append(f"the endpoints file has no use for {key}")
    venues = document.get("venues", {})
    if not isinstance(venues, dict):
        raise ExpectedFailure("the endpoints file: venues is not a table")
    for name, entry in venues.items():
        known = addresses.get(VenueId(name))
        if known is None or not isinstance(entry, dict):
            reading.warnings.append(
                f"venues.{name} is no venue we know" if known is None else f"venues.{name} is no table"
            )
        else:
            addresses[VenueId(name)] = reading.venue(f"venues.{name}", entry, known)
    return Endpoints(addresses, tuple(reading.warnings))
