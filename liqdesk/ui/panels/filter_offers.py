"""What the filter's field offers: groups, coins, venues, sides and smallest orders, those in force checked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from liqdesk.domain.language import marked, tr
from liqdesk.settings.filtering import SideChoice
from liqdesk.settings.groups import OTHER
from liqdesk.settings.model import Settings
from liqdesk.ui.palette.entry import Entry, Group, best_answer, found
from liqdesk.ui.panels.filter_words import Part, group_text, minimum_text, read_minimum

MINIMA = (0, 10_000, 50_000, 100_000, 500_000, 1_000_000)
ON_TAPE = marked("on the tape; smaller ones still count")
Switch = Callable[[Part, str], object]


def offers(
    typed: str, settings: Settings, bases: Sequence[str], venues: Mapping[str, str], switch: Switch
) -> list[Entry]:
    """Everything that can be put on or off; an amount that is being typed is among it."""
    return [
        *_groups(settings, switch),
        *_sides(settings, switch),
        *_coins(settings, bases, switch),
        *_venues(settings, venues, switch),
        *_smallest(typed, settings, switch),
    ]


def answers(typed: str, lines: Callable[[str], Sequence[Entry]]) -> list[Entry]:
    """What to offer for what was typed; `lines` are all there are for a word of it.

    Several words that name several lines are one line that puts them all on. What names nothing is said.
    """
    whole = lines(typed)
    words = typed.split()
    plain = found(typed, whole)
    if not words or best_answer(typed, whole) is not None:
        return plain
    best = {word: best_answer(word, lines(word)) for word in words}
    parts = {one.name: one for one in best.values() if one is not None}
    unknown = [word for word, one in best.items() if one is None]
    if len(words) > 1 and len(parts) > 1 and not unknown:
        return [_together(tuple(parts.values())), *plain]
    if plain and not unknown:
        return plain
    said = tr("No coin, group, venue, side or amount: {words}").format(words=", ".join(unknown or words))
    return [Entry(Group.TYPED, "unknown", said, lambda: None, possible=False)]


def _together(parts: tuple[Entry, ...]) -> Entry:
    def put_on() -> None:
        for part in parts:
            if not part.checked:
                part.act()

    title = " + ".join(part.title for part in parts)
    return Entry(Group.TYPED, "together", title, put_on, checked=all(part.checked for part in parts))


def _entry(group: Group, part: Part, name: str, title: str, on: bool, switch: Switch, detail: str = "") -> Entry:
    act = partial(switch, part, name)
    return Entry(group, f"{part.value}/{name}", title, act, detail, checked=on)


def _groups(settings: Settings, switch: Switch) -> Iterator[Entry]:
    on = settings.filter.groups
    for name, coins in settings.groups.coins.items():
        yield _entry(Group.COIN_GROUPS, Part.GROUP, name, group_text(name), name in on, switch, ", ".join(coins[:6]))
    yield _entry(Group.COIN_GROUPS, Part.GROUP, OTHER, group_text(OTHER), OTHER in on, switch, tr("those of no group"))


def _sides(settings: Settings, switch: Switch) -> Iterator[Entry]:
    for side, sign in ((SideChoice.LONGS, "▼"), (SideChoice.SHORTS, "▲")):
        on = settings.filter.side is side
        yield _entry(
            Group.SIDE,
            Part.SIDE,
            side.value,
            tr("{sign} {side} only").format(sign=sign, side=tr(side.value)),
            on,
            switch,
        )


def _coins(settings: Settings, bases: Sequence[str], switch: Switch) -> Iterator[Entry]:
    on = settings.filter.coins
    for base in dict.fromkeys((*on, *bases)):
        yield _entry(Group.COINS, Part.COIN, base, base, base in on, switch)


def _venues(settings: Settings, venues: Mapping[str, str], switch: Switch) -> Iterator[Entry]:
    on = settings.filter.venues
    for name, title in venues.items():
        yield _entry(Group.VENUES, Part.VENUE, name, title, name in on, switch)


def _smallest(typed: str, settings: Settings, switch: Switch) -> Iterator[Entry]:
    own = read_minimum(typed) if typed.strip() else None
    for usd in dict.fromkeys((*(() if own is None else (own,)), *MINIMA)):
        on = settings.tape.minimum_usd == usd
        title = typed.strip() if usd == own else minimum_text(usd)
        yield _entry(Group.SMALLEST, Part.SMALLEST, str(usd), title, on, switch, f"{minimum_text(usd)} {tr(ON_TAPE)}")
