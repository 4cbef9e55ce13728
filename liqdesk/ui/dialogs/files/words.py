"""Files in words: what one holds, when it was imported, what it is called."""

from collections.abc import Mapping
from datetime import UTC, datetime

from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.dialogs.files.doors import Account
from liqdesk.ui.format import UNKNOWN, fmt_count, fmt_date_time, zone_name

NAMED = 6
NO_BREAK = "\u00a0"
WRONG_SHOWN = 5
_SENTENCE_END = ".!?"


def moment_words(at: UnixMs | None, zone: Zone) -> str:
    """A day and a minute, or a dash."""
    if at is None:
        return UNKNOWN
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return fmt_date_time(moment.astimezone() if zone is Zone.LOCAL else moment)


def time_word(at: UnixMs | None, zone: Zone) -> str:
    """What stands before a time: which clock it is of."""
    return tr("Time") if at is None else tr("Time ({zone})").format(zone=zone_name(at, zone))


def span_words(first: UnixMs | None, last: UnixMs | None, zone: Zone) -> str:
    """From the first row to the last."""
    if first is None or last is None:
        return UNKNOWN
    return tr("{first} to {last}").format(first=moment_words(first, zone), last=moment_words(last, zone))


def sentence(text: str) -> str:
    """A failure as a sentence of its own; the name of a file stays as it is."""
    word = text.partition(" ")[0]
    whole = f"{text[:1].upper()}{text[1:]}" if word.isalpha() else text
    return whole if whole.endswith(tuple(_SENTENCE_END)) else f"{whole}."


def counted(names: Mapping[str, int] | None) -> str:
    """The most frequent first: `Bybit 1,200 · OKX 80 · 3 more`; a name and its count stay on one line."""
    held = sorted((names or {}).items(), key=lambda one: -one[1])
    told = [f"{name} {fmt_count(count)}".replace(" ", NO_BREAK) for name, count in held[:NAMED]]
    if len(held) > NAMED:
        told.append(tr("%n more", "", len(held) - NAMED))
    return " · ".join(told) or UNKNOWN


def facts_of(account: Account, zone: Zone, done: bool) -> list[tuple[str, str]]:
    """What a file holds, as names and values; `done`: it was taken in."""
    added = tr("Added") if done else tr("Would be added")
    known = account.rows - account.new
    lines = [
        (tr("Form"), ", ".join(account.forms) or UNKNOWN),
        (added, tr("%n row(s)", "", account.new)),
    ]
    if known:
        lines.append((tr("Known, or twice"), tr("%n row(s)", "", known)))
    lines += [
        (time_word(account.first, zone), span_words(account.first, account.last, zone)),
        (tr("Venues"), counted(account.venues)),
        (tr("Coins"), counted(account.bases)),
    ]
    return [*lines, *_sides(account)]


def _sides(account: Account) -> list[tuple[str, str]]:
    sides, told = account.sides or {}, account.told or {}
    lines = [
        (name, tr("{money} in {orders}").format(money=told.get(key, UNKNOWN), orders=_orders(sides.get(side, 0))))
        for name, key, side in (
            (tr("▼ Longs"), "long", PositionSide.LONG),
            (tr("▲ Shorts"), "short", PositionSide.SHORT),
        )
    ]
    total = tr("{money}; at least, for a file does not say what it left out").format(money=told.get("total", UNKNOWN))
    lines.append((tr("Together"), total))
    if account.unvalued:
        lines.append((tr("Without value"), tr("%n order(s) of unknown size", "", account.unvalued)))
    if account.uncounted:
        lines.append((tr("In no sum"), tr("%n order(s) of options and of what is no coin", "", account.uncounted)))
    return lines


def _orders(count: int) -> str:
    return tr("%n order(s)", "", count)


def wrong_lines(account: Account) -> list[str]:
    """Which lines are no liquidations, and why; the first few."""
    if not account.wrong_count:
        return []
    lines = [tr("%n line(s) (is|are) no liquidation and (is|are) left out:", "", account.wrong_count)]
    lines += [f"{where}: {why}" for where, why in account.wrong[:WRONG_SHOWN]]
    if account.wrong_count > WRONG_SHOWN:
        lines.append(tr("and %n more", "", account.wrong_count - WRONG_SHOWN))
    return lines
