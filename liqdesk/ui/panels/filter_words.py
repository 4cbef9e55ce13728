"""The filter in words: its parts as chips, what a total is of, and amounts as they are typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from liqdesk.domain.language import in_english, tr
from liqdesk.settings.filtering import FilterSettings, SideChoice
from liqdesk.settings.groups import OTHER
from liqdesk.settings.model import Settings
from liqdesk.ui.format import AT_LEAST, fmt_usd_axis

_LARGEST_MINIMUM = 10**9
_UNITS = {"k": 1e3, "m": 1e6, "b": 1e9}
_NAMED = 4


class Part(StrEnum):
    """What a part of the filter is about."""

    COIN = "coins"
    GROUP = "groups"
    VENUE = "venues"
    SIDE = "side"
    SMALLEST = "minimum"


@dataclass(frozen=True, slots=True)
class Chip:
    """One part that is applied: what it is about, its name in the settings, and what is written on it."""

    part: Part
    name: str
    text: str


def minimum_text(usd: int) -> str:
    """A minimum in words: `≥ $50k`, `any size`."""
    with in_english():  # it can be typed, and is read with the signs of the source
        written = fmt_usd_axis(usd)
    return f"{AT_LEAST} {written}" if usd else tr("any size")


def read_minimum(text: str) -> int | None:
    """Dollars from what was typed: `50k`, `≥ $1.5M`, `any size`; None where that is no amount."""
    bare = text.strip().lower().removeprefix(AT_LEAST).strip().removeprefix("$").replace(",", "").replace(" ", "")
    if bare in ("anysize", "any", ""):
        return 0
    unit = _UNITS.get(bare[-1], 0.0)
    try:
        usd = float(bare[:-1]) * unit if unit else float(bare)
    except ValueError:
        return None
    return int(usd) if 0 <= usd <= _LARGEST_MINIMUM else None


def chips_of(settings: Settings, venues: Mapping[str, str]) -> tuple[Chip, ...]:
    """What is applied, in the order of reading; `venues` are their names by id. The usual smallest order is no filter."""
    wanted, smallest = settings.filter, settings.tape.minimum_usd
    chips = [Chip(Part.GROUP, name, group_text(name)) for name in wanted.groups]
    chips += [Chip(Part.COIN, coin, coin) for coin in wanted.coins]
    chips += [Chip(Part.VENUE, name, venues.get(name, name)) for name in wanted.venues]
    if wanted.side is not SideChoice.BOTH:
        chips.append(Chip(Part.SIDE, wanted.side.value, tr("{side} only").format(side=tr(wanted.side.value))))
    if smallest != Settings().tape.minimum_usd:
        chips.append(Chip(Part.SMALLEST, str(smallest), tr("tape {smallest}").format(smallest=minimum_text(smallest))))
    return tuple(chips)


def group_text(name: str) -> str:
    """A group as it is written on a chip."""
    return tr("all other coins") if name == OTHER else name


def of_words(wanted: FilterSettings, venues: Mapping[str, str]) -> str:
    """What a filtered total is of: `of BTC, ETH on Bybit`; empty where it is of everything."""
    coins = _listed([*(group_text(name) for name in wanted.groups), *wanted.coins])
    places = _listed([venues.get(name, name) for name in wanted.venues])
    side = "" if wanted.side is SideChoice.BOTH else tr(wanted.side.value)
    if not (coins or places or side):
        return ""
    what = tr("{side} of {coins}").format(side=side, coins=coins) if side and coins else side or coins
    if not what:
        return tr("on {places}").format(places=places)
    return tr("of {what} on {places}").format(what=what, places=places) if places else tr("of {what}").format(what=what)


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return f"{shown} +{len(names) - _NAMED}" if len(names) > _NAMED else shown


def without_filter(settings: Settings) -> Settings:
    """The settings with everything let through, and the usual smallest order on the tape."""
    tape = settings.tape.model_copy(update={"minimum_usd": Settings().tape.minimum_usd})
    return settings.model_copy(update={"filter": FilterSettings(), "tape": tape})


def switched(settings: Settings, part: Part, name: str) -> Settings:
    """The settings with one part put on, or off where it was on."""
    wanted = settings.filter
    if part is Part.SMALLEST:
        usual = Settings().tape.minimum_usd
        usd = usual if settings.tape.minimum_usd == int(name) else int(name)
        return settings.model_copy(update={"tape": settings.tape.model_copy(update={"minimum_usd": usd})})
    if part is Part.SIDE:
        side = SideChoice.BOTH if wanted.side == name else SideChoice(name)
        return settings.model_copy(update={"filter": wanted.model_copy(update={"side": side})})
    before: tuple[str, ...] = getattr(wanted, part.value)
    after = tuple(one for one in before if one != name) if name in before else (*before, name)
    return settings.model_copy(update={"filter": wanted.model_copy(update={part.value: after})})
