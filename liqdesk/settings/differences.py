"""What differs between two settings, each difference with its path and in words; and both changes made one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic.fields import FieldInfo

from liqdesk.domain.language import figure, in_percent, marked, tr
from liqdesk.domain.secret import HIDDEN
from liqdesk.settings.amounts import write_amount, write_duration
from liqdesk.settings.model import Settings
from liqdesk.settings.section import Section
from liqdesk.settings.withheld import carries_secret

NONE = marked("none")
NOT_SET = marked("not set")
MOST_TOLD = 3
LONGEST = 60

TITLES = {
    "usd": marked("amount"),
    "above_usd": marked("amount"),
    "seconds": marked("time"),
    "cooldown_s": marked("pause"),
    "rearm": marked("re-armed below"),
    "any_coin": marked("each coin for itself"),
    "quiet_hours": marked("keeps quiet hours"),
    "card": marked("with the share card"),
    "match": marked("conditions"),
    "desktop": marked("desktop notification"),
    "enabled": marked("switched on"),
}
"""What fields of rules and targets are called that have no title."""

AMOUNTS = frozenset({"usd", "above_usd", "minimum_usd"})
DURATIONS = frozenset({"seconds", "cooldown_s"})
PERCENTS = frozenset({"share", "percent", "rearm", "volume", "font_scale", "opacity"})
ADDRESSES = frozenset({"proxy", "address"})

ENTRIES = {"rules": marked("Rule"), "targets": marked("Target")}


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs. `path` is as in the settings file, an entry of a list by its id; `title` says what it is."""

    path: str
    title: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.title}: {self.before} → {self.after}"


def differences(before: Settings, after: Settings) -> tuple[Difference, ...]:
    """Every value that differs, in the order of the model."""
    return tuple(_of_sections("", "", before, after))


def told(changes: Sequence[Difference]) -> str:
    """The differences in one line, the first few by name."""
    named = "; ".join(map(str, changes[:MOST_TOLD]))
    return (
        tr("{named}; and {count} more").format(named=named, count=len(changes) - MOST_TOLD)
        if len(changes) > MOST_TOLD
        else named
    )


def merged(base: Settings, ours: Settings, theirs: Settings) -> Settings:
    """Both changes of `base` made at once: what we left as it was is as they have it, where both changed ours counts.

    Lists and tables of free names are one value each.
    """
    return Settings.model_validate(_merged(base, ours, theirs).model_dump())


def _merged(base: Section, ours: Section, theirs: Section) -> Section:
    chosen: dict[str, Any] = {}
    for name in type(ours).model_fields:
        was, mine, other = getattr(base, name), getattr(ours, name), getattr(theirs, name)
        if isinstance(mine, Section):
            chosen[name] = _merged(was, mine, other)
        else:
            chosen[name] = other if mine == was else mine
    return ours.model_copy(update=chosen)


def _of_sections(path: str, title: str, before: Section, after: Section) -> Iterator[Difference]:
    for name, field in type(after).model_fields.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            inner = f"{path}.{name}".removeprefix(".")
            yield from _of_values(inner, _joined(title, name, field), name, old, new)


def _of_values(path: str, title: str, name: str, old: Any, new: Any) -> Iterator[Difference]:
    if isinstance(old, Section) and type(old) is type(new) and name != "scope":
        yield from _of_sections(path, "" if title in map(tr, _SECTION_TITLES) else title, old, new)
    elif isinstance(old, dict):
        yield from _of_tables(path, title, old, new)
    elif name in ENTRIES:
        yield from _of_entries(path, tr(ENTRIES[name]), old, new)
    elif name == "conditions" and len(old) == len(new):
        for number, (was, now) in enumerate(zip(old, new, strict=True), start=1):
            if was != now:
                yield from _of_values(f"{path}[{number}]", _of_kind(title, now), "", was, now)
    else:
        yield Difference(path, title, value_told(old, name), value_told(new, name))


def _of_tables(path: str, title: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for key in (*old, *(key for key in new if key not in old)):
        if (key in old, old.get(key)) != (key in new, new.get(key)):
            was, now = (value_told(each[key]) if key in each else tr(NOT_SET) for each in (old, new))
            shown = _short(key)
            yield Difference(f"{path}.{shown}", f"{title}: {shown}", was, now)


def _of_entries(path: str, noun: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Difference]:
    """Entries have ids, and are the same where their ids are."""
    before, after = {one.id: one for one in old}, {one.id: one for one in new}
    for ident, was in before.items():
        now = after.get(ident)
        title = f"{noun} “{(now or was).name}”"
        if now is None:
            yield Difference(f"{path}.{ident}", title, value_told(was), tr(NONE))
        elif was != now:
            yield from _of_sections(f"{path}.{ident}", title, was, now)
    for ident, now in after.items():
        if ident not in before:
            yield Difference(f"{path}.{ident}", f"{noun} “{now.name}”", tr(NONE), value_told(now))
    common = [ident for ident in before if ident in after]
    if common != [ident for ident in after if ident in before]:
        names = (", ".join(one.name for one in entries) for entries in (old, new))
        yield Difference(
            path, tr("Order of rules") if noun == tr(ENTRIES["rules"]) else tr("Order of targets"), *map(_short, names)
        )


def _joined(title: str, name: str, field: FieldInfo) -> str:
    own = tr(field.title or TITLES.get(name, name.replace("_", " ")))
    return f"{title}, {own[:1].lower()}{own[1:]}" if title else own


def _of_kind(title: str, condition: Any) -> str:
    return f"{title.rpartition(', ')[0]}, {tr(condition.kind)}"


def value_told(value: Any, name: str = "") -> str:
    """A value in a few words. `name` is that of its field, by which amounts, times and shares are known."""
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    if isinstance(value, Enum):
        word = str(value.value).replace("_", " ")
        return tr(word)
    if isinstance(value, int):
        return _number(value, name)
    if isinstance(value, str):
        hidden = name in ADDRESSES and carries_secret(value)
        return (HIDDEN if hidden else _short(value)) or tr("empty")
    if isinstance(value, Section):
        return _short(_section_told(value))
    if isinstance(value, Sequence):
        return _short(", ".join(value_told(one) for one in value)) or tr(NONE)
    return _short(str(value))


def _number(value: int, name: str) -> str:
    if name in AMOUNTS:
        return f"${write_amount(value)}"
    if name in DURATIONS:
        return write_duration(value)
    if name in PERCENTS or name.endswith("_volume"):
        return in_percent(str(value))
    return figure(f"{value:,}")


def _section_told(section: Section) -> str:
    """A rule by its conditions, a target by its service and address, anything else by what it holds."""
    fields = {name: getattr(section, name) for name in type(section).model_fields}
    state = "" if fields.get("enabled", True) else ", " + tr("switched off")
    if "conditions" in fields:
        word = " {} ".format(tr("and") if fields["match"].value == "all" else tr("or"))
        return word.join(value_told(one) for one in fields["conditions"]) + state
    if "address" in fields:
        address = HIDDEN if carries_secret(fields["address"], fields["kind"]) else fields["address"]
        return f"{fields['kind'].value} {address}".strip() + state
    if set(fields) == {"kind", "name"}:
        return " ".join(filter(None, (value_told(fields["kind"]), fields["name"])))
    defaults = {name: field.default for name, field in type(section).model_fields.items()}
    words = [
        tr(TITLES.get(name, name)) if value is True else value_told(value, name)
        for name, value in fields.items()
        if name in ("kind", "usd", "days", "percent") or value != defaults[name]
    ]
    return " ".join(words)


def _short(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"


_SECTION_TITLES = frozenset(field.title for field in Settings.model_fields.values() if field.title)
