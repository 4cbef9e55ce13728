"""Rules as they run: saved ones with groups and venues looked up, and what could not be found said in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from liqdesk.alerts.facts import MARKET_AREA, Area
from liqdesk.domain.language import tr
from liqdesk.domain.venue import VenueId
from liqdesk.settings.groups import OTHER
from liqdesk.settings.rules import Condition, FeedTrouble, SavedRule, Scope, ScopeKind

Groups = Mapping[str, Sequence[str]]
"""Coins by the name of their group."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition with its scope looked up; `area` is None where something it names does not exist, as `lacks` says."""

    condition: Condition
    area: Area | None
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule ready to be judged. `impaired` says in a sentence what it names and nobody knows, else it is empty."""

    saved: SavedRule
    clauses: tuple[Clause, ...]

    @property
    def id(self) -> str:
        """The id it is saved under."""
        return self.saved.id

    @property
    def impaired(self) -> str:
        """What it cannot see by its own words, in a sentence, else empty."""
        return " ".join(dict.fromkeys(clause.lacks for clause in self.clauses if clause.lacks))

    @property
    def venues(self) -> frozenset[VenueId]:
        """The venues it depends on by name."""
        return frozenset(clause.area.venue for clause in self.clauses if clause.area and clause.area.venue)


def resolved(saved: SavedRule, groups: Groups, venues: Mapping[VenueId, str]) -> Rule:
    """A saved rule with its names looked up among the groups of coins and all known venues (id to name)."""
    return Rule(saved, tuple(_clause(condition, groups, venues) for condition in saved.conditions))


def _clause(condition: Condition, groups: Groups, venues: Mapping[VenueId, str]) -> Clause:
    scope = _scope_of(condition)
    area = area_of(scope, groups, venues)
    if area is not None:
        return Clause(condition, area)
    form = tr("There is no venue called {name}.")
    if scope.kind is ScopeKind.GROUP:
        form = tr("There is no group of coins called {name}.")
    return Clause(condition, None, form.format(name=scope.name))


def _scope_of(condition: Condition) -> Scope:
    if isinstance(condition, FeedTrouble):
        return Scope(kind=ScopeKind.VENUE, name=condition.venue) if condition.venue.strip() else Scope()
    scope: Scope = getattr(condition, "scope", Scope())
    return scope


def area_of(scope: Scope, groups: Groups, venues: Mapping[VenueId, str]) -> Area | None:
    """The area a scope means; None where its group or venue does not exist. A venue goes by its id or its name."""
    name = scope.name.strip()
    match scope.kind:
        case ScopeKind.MARKET:
            return MARKET_AREA
        case ScopeKind.COIN:
            return Area(scope.kind, name.upper(), frozenset({name.upper()}))
        case ScopeKind.GROUP:
            return _group(name, groups)
        case ScopeKind.VENUE:
            found = next((each for each, called in venues.items() if name.lower() in (each, called.lower())), None)
            return None if found is None else Area(scope.kind, venues[found], venue=found)


def _group(name: str, groups: Groups) -> Area | None:
    if name == OTHER:
        return Area(ScopeKind.GROUP, OTHER, but=frozenset(coin.upper() for coins in groups.values() for coin in coins))
    if name not in groups:
        return None
    return Area(ScopeKind.GROUP, name, frozenset(coin.upper() for coin in groups[name]))
