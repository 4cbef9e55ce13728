"""What is wrong with settings, each mistake as a place and a sentence a person can act on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from liqdesk.domain.language import figure, marked, tr
from liqdesk.settings.alerting import CLOCK_FORM
from liqdesk.settings.rules import ID_FORM, Condition
from liqdesk.settings.section import Section

SHOWN = 40

WORD = re.compile(r"'([^']*)'")

FORMS = {
    ID_FORM: marked("must be of small letters, digits and hyphens, at most 40 of them"),
    CLOCK_FORM: marked('must be a time of day like "22:00"'),
}

TYPES = {
    "bool_type": marked("must be true or false, without quotes"),
    "int_type": marked("must be a whole number"),
    "int_from_float": marked("must be a whole number"),
    "int_parsing_size": marked("is too large a number"),
    "string_type": marked("must be text in quotes"),
    "model_type": marked("must be a table"),
    "dict_type": marked("must be a table"),
    "model_attributes_type": marked("must be a table"),
    "tuple_type": marked("must be a list in brackets"),
}

UNITS = {"too_short": "entry", "too_long": "entry", "string_too_short": "letter", "string_too_long": "letter"}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One value that cannot be: `place` are the keys and, from 0, the positions that lead to it in the document."""

    place: tuple[str | int, ...]
    sentence: str

    @property
    def path(self) -> str:
        """The place as people write it, positions counted from 1: alerts.rules[3].conditions[1].usd."""
        return path_of(self.place)

    def __str__(self) -> str:
        return f"{self.path}: {self.sentence}" if self.place else self.sentence


def path_of(place: Sequence[str | int]) -> str:
    """Keys with points between them, positions in brackets and counted from 1."""
    told = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{_printable(step)}" for step in place)
    return told.removeprefix(".")


def mistakes_of(fault: ValidationError, document: Any) -> tuple[Mistake, ...]:
    """Every mistake once, in the order of the model. `document` is what was validated, as nested dicts and lists."""
    errors = fault.errors(include_url=False)
    found = [_mistake(error, document, fault.title) for error in errors if not _follows(error, errors)]
    return tuple(dict.fromkeys(found))


def _follows(error: ErrorDetails, errors: Sequence[ErrorDetails]) -> bool:
    """Whether it is only said because of mistakes further in: a list whose entries are wrong counts as short."""
    size = len(error["loc"])
    return error["type"] == "too_short" and any(
        other["loc"][:size] == error["loc"] and len(other["loc"]) > size for other in errors
    )


def _mistake(error: ErrorDetails, document: Any, model: str) -> Mistake:
    kind, context = error["type"], error.get("ctx", {})
    place = _place(error["loc"], document, kind)
    if kind == "union_tag_invalid":
        return Mistake((*place, "kind"), _one_of(context.get("expected_tags", ""), context.get("tag")))
    if kind == "union_tag_not_found":
        kinds = ", ".join(f'"{one}"' for one in _condition_kinds())
        return Mistake((*place, "kind"), tr("is missing, it must be one of {kinds}").format(kinds=kinds))
    return Mistake(place, _sentence(kind, context, error))


def _place(loc: tuple[int | str, ...], document: Any, kind: str) -> tuple[int | str, ...]:
    """`loc` without the tags of unions, which the document does not have as keys."""
    place: list[int | str] = []
    value = document
    for depth, step in enumerate(loc):
        if isinstance(value, Mapping) and step in value:
            value = value[str(step)]
        elif isinstance(value, Sequence) and not isinstance(value, str) and isinstance(step, int):
            value = value[step] if step < len(value) else None
        elif not (kind == "missing" and depth == len(loc) - 1):
            continue
        place.append(step)
    return tuple(place)


def _sentence(kind: str, context: Mapping[str, Any], error: ErrorDetails) -> str:
    if kind in TYPES:
        return tr(TYPES[kind])
    if kind == "greater_than_equal":
        return tr("must be at least {number}").format(number=figure(f"{context['ge']:,}"))
    if kind == "less_than_equal":
        return tr("must be at most {number}").format(number=figure(f"{context['le']:,}"))
    if kind in ("enum", "literal_error"):
        return _one_of(context["expected"], error["input"])
    if kind in UNITS:
        return _size(kind, context)
    if kind == "missing":
        return tr("is missing")
    if kind == "extra_forbidden":
        return _unknown(str(error["loc"][-1]))
    if kind == "string_pattern_mismatch" and context["pattern"] in FORMS:
        return tr(FORMS[context["pattern"]])
    if kind == "value_error":
        return str(context["error"])
    return f"{error['msg'][:1].lower()}{error['msg'][1:]}"


def _one_of(expected: str, given: Any) -> str:
    words = [f'"{word}"' for word in WORD.findall(expected)]
    choice = (
        tr("{words} or {last}").format(words=", ".join(words[:-1]), last=words[-1])
        if len(words) > 1
        else "".join(words)
    )
    if not isinstance(given, str):
        return tr("must be {choice}").format(choice=choice)
    return tr("must be {choice}, not {given}").format(choice=choice, given=repr(_printable(given)))


def _size(kind: str, context: Mapping[str, Any]) -> str:
    short = kind.endswith("short")
    size = context["min_length"] if short else context["max_length"]
    told = tr("%n entr(y|ies)", "", size) if UNITS[kind] == "entry" else tr("%n letter(s)", "", size)
    return (tr("needs at least {size}") if short else tr("may have at most {size}")).format(size=told)


def _unknown(name: str) -> str:
    near = get_close_matches(name, _known_names(), n=1, cutoff=0.75)
    return (
        tr("is not known here, did you mean {near}?").format(near=near[0])
        if near
        else tr("is not known to this version of liqdesk")
    )


def _condition_kinds() -> list[str]:
    models = get_args(get_args(Condition)[0])
    return [model.model_fields["kind"].default for model in models]


def _known_names() -> list[str]:
    """Every name a table of settings may have."""
    waiting, names = [Section], set[str]()
    while waiting:
        model = waiting.pop()
        names.update(model.model_fields)
        waiting.extend(model.__subclasses__())
    return sorted(names)


def _printable(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in text)
    return shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"
