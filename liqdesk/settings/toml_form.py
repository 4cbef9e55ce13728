"""The settings as a TOML file for people: what differs from the defaults as values, the defaults as comments."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any

import tomli_w
from pydantic.fields import FieldInfo

from liqdesk.settings.model import Settings
from liqdesk.settings.section import Section

WIDTH = 110
LARGE = 10_000

HEADER = """\
# The settings of liqdesk. Edit and save: a valid change takes effect at once, a mistake is explained in the window.
#
# A # without a space after it stands before a default that is in force. To change it, take the # away.
# Changes made in the window write this file anew; comments of your own do not outlive that.
# `liqdesk settings export FILE` and `liqdesk settings import FILE` carry settings from one place to another,
# `liqdesk --safe-mode` starts without them, `liqdesk --reset-settings` sets this file aside.

"""

LISTS = {
    "rules": "As soon as a rule stands here, only those that do are in force: to change one, take the # away from all that\n"
    "# shall stay. Take every rule out to have the shipped ones back. Amounts are US dollars, times seconds, shares percent.",
    "targets": "Where alerts are sent, each a table of its own: id, name, kind (telegram, discord, slack, ntfy, email, json,\n"
    "# apprise), address, level. Tokens and passwords are entered in the window and kept in the keyring, never here.",
}
"""What is said before a list of tables, by its name."""

PAIRS = {
    "switched": "Switched by hand, by venue: switched.bybit = false",
    "coins": 'As soon as one group stands here, only those that do: coins.memes = ["DOGE", "PEPE"]',
    "chosen": 'By command: chosen.quit = "Ctrl+Q"',
}
"""What is said before a table of free names."""

KEPT = frozenset({"id", "name", "kind", "conditions", "channels", "level", "address"})
"""Of an entry of a list, what is always written, as all its numbers are: a later default must not change what it means."""


def toml_form(settings: Settings) -> str:
    """The whole file. What `Settings` of it is, `settings` was."""
    lines = [f"schema_version = {settings.schema_version}"]
    for name, field in Settings.model_fields.items():
        section = getattr(settings, name)
        if isinstance(section, Section):
            lines += ["", *_section(name, field, section)]
    return HEADER + "\n".join(lines) + "\n"


def _section(path: str, field: FieldInfo, section: Section) -> Iterator[str]:
    """A table, then the tables within it, then its lists of tables; whatever is the default is commented out."""
    defaults = type(section)()
    yield f"# {field.title}"
    yield f"[{path}]"
    fields = type(section).model_fields
    for name, inner in fields.items():
        value, default = getattr(section, name), getattr(defaults, name)
        if isinstance(value, Section):
            continue
        if isinstance(value, dict):
            yield from _pairs(name, inner, value, default)
        elif name not in LISTS:
            yield f"# {_told(inner)}"
            yield from _marked(value == default, _line(name, value))
        elif value != default and not value:
            yield f"{name} = []"
    for name, inner in fields.items():
        value = getattr(section, name)
        if isinstance(value, Section):
            yield ""
            yield from _section(f"{path}.{name}", inner, value)
        elif name in LISTS:
            yield from _tables(f"{path}.{name}", LISTS[name], value, value == getattr(defaults, name))


def _pairs(name: str, field: FieldInfo, value: Mapping[str, Any], default: Mapping[str, Any]) -> Iterator[str]:
    yield f"# {field.title}. {PAIRS.get(name, field.description)}"
    for key, one in value.items():
        yield from _marked(value == default, _line(f"{name}.{_key(key)}", one))
    if not value and default:
        yield f"{name} = {{}}"


def _tables(path: str, told: str, entries: Sequence[Section], default: bool) -> Iterator[str]:
    yield ""
    yield f"# {told}"
    for entry in entries:
        yield ""
        yield from _marked(default, f"[[{path}]]")
        for name, value in _differing(entry):
            yield from _marked(default, _line(name, value))


def _marked(default: bool, lines: str) -> Iterator[str]:
    for line in lines.split("\n"):
        indent = line[: len(line) - len(line.lstrip(" "))]
        yield f"{indent}#{line[len(indent) :]}" if default and line else line


def _differing(section: Section) -> Iterator[tuple[str, Any]]:
    """What an entry of a list has to say: numbers, what is always kept, and else what differs from the default."""
    for name, field in type(section).model_fields.items():
        value = getattr(section, name)
        number = isinstance(value, int) and not isinstance(value, bool)
        if name in KEPT or number or field.is_required() or value != field.get_default(call_default_factory=True):
            yield name, value


def _line(name: str, value: Any) -> str:
    """`name = value`, a list too long for a line with one entry on each; so is a list of tables."""
    line = f"{name} = {_value(value)}"
    tables = isinstance(value, tuple) and any(isinstance(one, Section) for one in value)
    if isinstance(value, tuple) and value and (tables or len(line) > WIDTH):
        return "\n".join((f"{name} = [", *(f"    {_value(one)}," for one in value), "]"))
    return line


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return _text(value.value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return f"{value:_}" if value >= LARGE else str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Section):
        pairs = _all(value) if "kind" not in type(value).model_fields else _differing(value)
        return f"{{ {', '.join(f'{name} = {_value(one)}' for name, one in pairs)} }}"
    return f"[{', '.join(map(_value, value))}]"


def _all(section: Section) -> Iterator[tuple[str, Any]]:
    return ((name, getattr(section, name)) for name in type(section).model_fields)


def _text(text: str) -> str:
    return tomli_w.dumps({"x": text}).removeprefix("x = ").removesuffix("\n")


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name, re.ASCII) else _text(name)


def _told(field: FieldInfo) -> str:
    """The title, the description, and what may stand there."""
    told = f"{field.title}." if field.title else ""
    return " ".join(one for one in (told, field.description or "", _choice(field)) if one)


def _choice(field: FieldInfo) -> str:
    kind = field.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return f"One of {', '.join(_text(one.value) for one in kind)}."
    bounds = {name: getattr(one, name) for one in field.metadata for name in ("ge", "le") if hasattr(one, name)}
    return f"{bounds['ge']:,} to {bounds['le']:,}." if len(bounds) == 2 else ""
