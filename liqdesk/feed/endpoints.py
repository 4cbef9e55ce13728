"""The endpoints file: where venues and third-party services are reached instead of at their built-in addresses."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.third_party import ServiceId
from liqdesk.domain.venue import VenueId
from liqdesk.venues.session import Addresses

Name = TypeVar("Name", bound=str)

SCHEMES = {"ws": ("ws://", "wss://"), "rest": ("http://", "https://")}


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Each venue's addresses and each service's; `warnings` are sentences about what was not understood."""

    addresses: Mapping[VenueId, Addresses]
    services: Mapping[ServiceId, str] = field(default_factory=dict)
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

    def service(self, place: str, entry: Mapping[str, object], built_in: str) -> str:
        rest = built_in
        for key, value in entry.items():
            if key == "rest":
                rest = self.address(place, "rest", value, rest)
            else:
                self.warnings.append(f"{place} has no {key}")
        return rest

    def _categories(self, place: str, entries: Mapping[str, object], into: dict[str, str]) -> None:
        for category, value in entries.items():
            if category in into:
                into[category] = self.address(f"{place}.{category}", "ws", value, into[category])
            else:
                self.warnings.append(f"{place} has no {category}")


def read_endpoints(
    text: str, built_in: Mapping[VenueId, Addresses], services: Mapping[ServiceId, str] = MappingProxyType({})
) -> Endpoints:
    """The addresses that `text` leaves. Raises ExpectedFailure where it is not TOML at all."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise ExpectedFailure(f"the endpoints file is not valid TOML: {wrong}") from wrong
    reading = _Reading()
    addresses, of_services = dict(built_in), dict(services)
    for key in document:
        if key not in ("venues", "services"):
            reading.warnings.append(f"the endpoints file has no use for {key}")
    for name, venue_entry in _entries(document, "venues", VenueId, addresses, reading):
        addresses[name] = reading.venue(f"venues.{name}", venue_entry, addresses[name])
    for service, entry in _entries(document, "services", ServiceId, of_services, reading):
        of_services[service] = reading.service(f"services.{service}", entry, of_services[service])
    return Endpoints(addresses, of_services, tuple(reading.warnings))


def _entries(
    document: Mapping[str, object],
    kind: str,
    named: Callable[[str], Name],
    known: Mapping[Name, object],
    reading: _Reading,
) -> Iterator[tuple[Name, Mapping[str, object]]]:
    """The entries of one kind that are tables about something known. Raises ExpectedFailure where they are none at all."""
    entries = document.get(kind, {})
    if not isinstance(entries, dict):
        raise ExpectedFailure(f"the endpoints file: {kind} is not a table")
    for name, entry in entries.items():
        if named(name) not in known:
            reading.warnings.append(f"{kind}.{name} is no {kind[:-1]} we know")
        elif not isinstance(entry, dict):
            reading.warnings.append(f"{kind}.{name} is no table")
        else:
            yield named(name), entry
