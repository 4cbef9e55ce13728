"""The cross-check as a table: for each service and window a title, what either side rests on, and a line for each coin."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QObject

from liqdesk.analytics.crosscheck import CoinPair, Comparison, CrossCheckView, ServiceView, SidePair
from liqdesk.analytics.told import Told, covered_words, tell
from liqdesk.analytics.views import Coverage
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.format import (
    fmt_age,
    fmt_clock,
    fmt_minute,
    fmt_share_change,
    fmt_their_usd,
    fmt_usd,
    fmt_usd_change,
    zone_name,
)
from liqdesk.ui.tables.text_table import Head, TextModel

GAP = "  "
"""Between the dollars of a difference and its percentage."""


class Kind(IntEnum):
    """What a line is: a title, a remark below it, or a coin's figures."""

    TITLE = 0
    REMARK = 1
    COIN = 2


class Column(IntEnum):
    """The columns of a coin's line; other lines have one text and, of the title, an age."""

    COIN = 0
    SHORT_OURS = 1
    SHORT_THEIRS = 2
    SHORT_CHANGE = 3
    LONG_OURS = 4
    LONG_THEIRS = 5
    LONG_CHANGE = 6


HEADS = (
    Head(marked("Coin"), 64, grows=1, right=False),
    Head(marked("▲ Shorts, ours"), 102, grows=1),
    Head(marked("theirs"), 82, grows=1),
    Head(marked("ours − theirs"), 130, grows=1),
    Head(marked("▼ Longs, ours"), 102, grows=1),
    Head(marked("theirs"), 82, grows=1),
    Head(marked("ours − theirs"), 130, grows=1),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `cells` in the order of `Column` for a coin, else text and what stands at the right end."""

    kind: Kind
    cells: tuple[str, ...]
    tip: str = ""


def lines_of(view: CrossCheckView, zone: Zone) -> tuple[Line, ...]:
    """Every line of the table, in the order of the services."""
    return tuple(line for service in view.services for line in _of_service(service, view.at, zone))


def _of_service(service: ServiceView, at: UnixMs, zone: Zone) -> Iterator[Line]:
    info, told_at = service.state.info, service.state.told_at
    age = "" if told_at is None else tr("told {at} ago").format(at=fmt_age(at - told_at))
    for one in service.comparisons:
        yield Line(Kind.TITLE, (f"{info.name} · {window_words(one, zone)}", age), f"{info.name}\n{tr(info.caveat)}")
        theirs = tr("theirs: {basis}").format(basis=_their_basis(service, one))
        yield Line(Kind.REMARK, (theirs, tr("source: {source}").format(source=info.source)), theirs)
        ours = tr("ours: {ours}").format(ours=our_basis(one.ours))
        yield Line(Kind.REMARK, (ours, ""), ours)
        for coin in one.coins:
            yield _of_coin(coin, one, info.name)


def window_words(one: Comparison, zone: Zone) -> str:
    """The span that both sides are summed over: `closed hour 13:00–14:00 UTC`."""
    name = zone_name(one.span.end, zone)
    if one.closed and one.window == "1h":
        return tr("closed hour {start}–{end} {name}").format(
            start=fmt_minute(one.span.start, zone), end=fmt_minute(one.span.end, zone), name=name
        )
    if one.closed:
        return tr("24 closed hours to {end} {name}").format(end=fmt_minute(one.span.end, zone), name=name)
    return tr("trailing {window} to {end} {name}, as it said then").format(
        window=one.window, end=fmt_clock(one.span.end, zone), name=name
    )


def _their_basis(service: ServiceView, one: Comparison) -> str:
    venues = ", ".join(one.venues) if one.venues else tr("no exchange")
    sentence = "" if service.state.failed or service.state.asking else f"; {service.state.sentence}"
    return f"{venues}{sentence}"


def our_basis(ours: Coverage) -> str:
    """How whole our figures of the span are, in words."""
    reasons = "; ".join(ours.reasons)
    if ours.blind:
        unknown = tr("nothing is known of that time")
        return f"{unknown}: {reasons}" if reasons else unknown
    share = tr("covered {covered}").format(covered=covered_words(ours))
    return "; ".join(part for part in (tr("at least") if ours.at_least else "", share, reasons) if part)


def _of_coin(coin: CoinPair, one: Comparison, name: str) -> Line:
    ours = tell(coin.total, one.ours, fmt_usd)
    cells = (coin.base, *_side(coin.short, ours, ours.short), *_side(coin.long, ours, ours.long))
    count = coin.total.unvalued
    unvalued = tr("\n{count} of our orders have no known size and are in no sum.").format(count=count) if count else ""
    basis = coin.basis or tr("no exchange")
    tip = tr("{base}\n{name}: {basis}\nOurs: {ours}{unvalued}\nThe two are never added up.").format(
        base=coin.base, name=name, basis=basis, ours=our_basis(one.ours), unvalued=unvalued
    )
    return Line(Kind.COIN, cells, tip)


def _side(pair: SidePair, ours: Told, written: str) -> tuple[str, str, str]:
    change = fmt_usd_change(pair.difference)
    if pair.share is not None:
        change += GAP + fmt_share_change(pair.share)
    return ours.signed(written), fmt_their_usd(pair.theirs), change


class CrossCheckModel(TextModel[Line]):
    """The lines of the cross-check."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADS, lambda line: line.kind, parent=parent)
