"""What the palette offers: one line each, with what it does, and the choice and order of lines for some letters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from liqdesk.domain.language import marked, tr
from liqdesk.ui.palette.score import cost, ranked

PER_GROUP = 8
"""As many lines of one group are shown at most while letters are typed."""
AT_FIRST = 5
"""As many are shown of each group before a letter is typed."""
FOR_OTHER_WORDS = 2_500
"""A hit in what else is known of a line is worth less than a word begun in its title, more than scattered letters there."""
FOR_SEVERAL_WORDS = 3_000
"""Words that are answered by different things known of a line are worth less than all in one, more than scattered letters."""


class Group(StrEnum):
    """What a line is about, in the order of groups that answer equally well."""

    TYPED = marked("What was typed")
    RECENT = marked("Used before")
    COMMANDS = marked("Commands")
    PANELS = marked("Panels")
    LAYOUTS = marked("Layouts")
    COIN_GROUPS = marked("Groups of coins")
    SIDE = marked("Side")
    COINS = marked("Coins")
    VENUES = marked("Venues")
    SMALLEST = marked("Smallest order on the tape")
    EVENTS = marked("Events")
    SETTINGS = marked("Settings")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: `title` and, fainter, `detail`; `key` stands at the right. `words` are found too, but not shown.

    `name` tells it from all others for good. `possible` is False where doing it would do nothing now, `checked` says that it is
    in force already.
    """

    group: Group
    name: str
    title: str
    act: Callable[[], object]
    detail: str = ""
    key: str = ""
    words: str = ""
    possible: bool = True
    checked: bool = False


def entry_cost(wanted: str, entry: Entry) -> int | None:
    """How well an entry answers: by its title, or less well by what else is known of it."""
    own = cost(wanted, entry.title)
    others = [value for text in (entry.detail, entry.words) if text and (value := cost(wanted, text)) is not None]
    if entry.key and wanted.strip().casefold() == entry.key.casefold():
        return 1
    # Letters scattered over a whole sentence are no answer.
    beside = min((FOR_OTHER_WORDS + value // 10 for value in others if value < _SCATTERED), default=None)
    known = [value for value in (own, beside, _word_by_word(wanted, entry)) if value is not None]
    return min(known, default=None)


def _word_by_word(wanted: str, entry: Entry) -> int | None:
    """Several words may be answered apart, by the title and by what else is known: `watch layout`, `coin btc`."""
    words = wanted.split()
    of_title = [cost(word, entry.title) for word in words]
    if len(words) < 2 or not any(value is not None and value < _SCATTERED for value in of_title):
        return None
    far = 0
    for word, own in zip(words, of_title, strict=True):
        beside = [cost(word, text) for text in (entry.detail, entry.words, tr(entry.group.value)) if text]
        near = [value for value in (own, *beside) if value is not None and value < _SCATTERED]
        if not near:
            return None
        far += min(near)
    return FOR_SEVERAL_WORDS + far // (10 * len(words))


_SCATTERED = 4_000


def found(wanted: str, entries: Sequence[Entry], recent: Sequence[str] = ()) -> list[Entry]:
    """The lines to show, group by group, the group with the best answer first.

    Scattered letters are an answer only where there is no better one. Nothing wanted shows the beginning of every group,
    after the `recent` ones by name.
    """
    if not wanted.strip():
        return _at_first(entries, recent)
    groups: dict[Group, list[Entry]] = {}
    best: dict[Group, int] = {}
    answers = ranked(wanted, entries, entry_cost)
    whole = [one for one in answers if one[0] < _SCATTERED]
    for value, entry in whole or answers:
        lines = groups.setdefault(entry.group, [])
        best.setdefault(entry.group, value)
        if len(lines) < PER_GROUP:
            lines.append(entry)
    order = list(Group)
    return [entry for group in sorted(groups, key=lambda one: (best[one], order.index(one))) for entry in groups[group]]


def best_answer(wanted: str, entries: Sequence[Entry]) -> Entry | None:
    """The line that answers best by its title; None where letters scattered over it are the best there is."""
    answers = [
        one for one in ranked(wanted, entries, lambda text, entry: cost(text, entry.title)) if one[0] < _SCATTERED
    ]
    return answers[0][1] if answers else None


def _at_first(entries: Sequence[Entry], recent: Sequence[str]) -> list[Entry]:
    known = {entry.name: entry for entry in entries}
    shown = [_again(known[name]) for name in recent if name in known]
    for group in Group:
        shown += [entry for entry in entries if entry.group is group and entry.name not in recent][:AT_FIRST]
    return shown


def _again(entry: Entry) -> Entry:
    return replace(entry, group=Group.RECENT)
