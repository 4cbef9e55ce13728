"""What an event's card says beside its chart: captions, tables and their words; no widgets."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from liqdesk.analytics.aftermath import HORIZONS, Aftermath, Control, HorizonAfter, Label
from liqdesk.analytics.conditions import MOMENTS, Condition, interest_since
from liqdesk.analytics.events import MARKET, Event, Evidence, Share
from liqdesk.analytics.journal import RANKED_SIDE, JournalEntry
from liqdesk.analytics.rank import basis_words, rank_words
from liqdesk.analytics.story import event_told, outcome_words, part_signed
from liqdesk.domain.language import figure, in_percent, marked, tr
from liqdesk.domain.time import SECOND
from liqdesk.settings.model import Zone
from liqdesk.ui.format import UNKNOWN, fmt_clock, fmt_share, fmt_usd, side_glyph

LISTED = 6
_DOLLARS = ("minute", "without_largest", "without_coin")
_OF_A_COIN = {
    "price ": marked("price {base}"),
    "open interest ": marked("open interest {base}"),
    "funding ": marked("funding {base}"),
}
"""What tests of a coin are called, by how their names begin; they measure percents."""
_PERCENT = tuple(_OF_A_COIN)
_CONDITIONS_NOTE = marked(
    "Volatility: one standard deviation of a move in five minutes. Spread: the widest read. Open interest: coins at one venue,"
    " then the change since."
)
_NAMES = {
    "minute": marked("a heavy minute"),
    "score": marked("unusual for the hour"),
    "without_largest": marked("without the largest trader"),
    "prints": marked("orders"),
    "venues": "venues",
    "coins": marked("coins taking part"),
    "lone_coins": marked("coins with an order"),
    "without_coin": marked("without the heaviest coin"),
    "coins_open": marked("coins on their own"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A small table under a caption; the first column is text, the others are figures or words aligned right.

    `heads` say what the columns are, where that is not plain.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    heads: tuple[str, ...] = ()


def evidence_table(event: Event) -> Table:
    """Every test: its name, what was measured, against what, the outcome."""
    rows = tuple(
        (
            _test_name(one.test),
            _figure(one, one.value, lambda micro: part_signed(event, micro, fmt_usd)),
            _figure(one, one.threshold, fmt_usd),
            outcome_words(one),
        )
        for one in event.evidence
    )
    heads = ("", tr("measured"), tr("needed"), tr("outcome"))
    return Table(tr("Evidence"), rows, tr("rules of version {version}").format(version=event.version), heads)


def _test_name(test: str) -> str:
    for prefix, form in _OF_A_COIN.items():
        if test.startswith(prefix):
            return tr(form).format(base=test.removeprefix(prefix))
    return tr(_NAMES.get(test, test))


def _figure(evidence: Evidence, value: float | None, money: Callable[[int], str]) -> str:
    if value is None:
        return UNKNOWN
    if evidence.test in _DOLLARS:
        return money(round(value * 1e6))
    if evidence.test.startswith(_PERCENT):
        return in_percent(f"{value:+.{4 if evidence.test.startswith('funding ') else 2}f}" if value else "0")
    return figure(f"{value:.3g}")


def shares_table(title: str, event: Event, shares: Sequence[Share], names: dict[str, str]) -> Table:
    """Coins or venues with their sums, their share of the event, and how much of it was shorts."""
    rows = tuple(
        (
            names.get(share.name, share.name),
            part_signed(event, share.both, fmt_usd),
            fmt_share(share.both / event.both) if event.both else UNKNOWN,
            f"▲ {fmt_share(share.short / share.both)}" if share.both else UNKNOWN,
        )
        for share in shares[:LISTED]
    )
    left = len(shares) - LISTED
    notes = (
        tr("and {left} more").format(left=left) if left > 0 else "",
        tr("shares are of what was seen") if event.coverage.at_least else "",
    )
    heads = ("", tr("liquidated"), tr("of the event"), tr("shorts")) if rows else ()
    return Table(title, rows, "; ".join(filter(None, notes)), heads)


def orders_table(event: Event, names: dict[str, str], zone: Zone) -> Table:
    """The largest orders."""
    rows = tuple(
        (
            f"{side_glyph(order.position)} {order.base}",
            fmt_usd(order.notional),
            names.get(order.venue, order.venue),
            fmt_clock(order.at, zone),
        )
        for order in event.largest[:LISTED]
    )
    heads = ("", tr("size"), tr("venue"), tr("at")) if rows else ()
    return Table(tr("Largest orders seen") if event.coverage.at_least else tr("Largest orders"), rows, "", heads)


def facts_table(entry: JournalEntry, names: dict[str, str]) -> Table:
    """Totals, peaks, who led, what surrounded it, the rank and its basis."""
    event = entry.event
    told = event_told(event, fmt_usd)
    rows: list[tuple[str, ...]] = [
        (tr("liquidated"), told.signed(told.total)),
        (tr("▲ shorts"), told.signed(told.short)),
        (tr("▼ longs"), told.signed(told.long)),
        (tr("orders"), told.signed(figure(f"{event.count:,}"))),
        (tr("peak minute"), part_signed(event, event.peak_minute, fmt_usd)),
        (tr("peak hour"), part_signed(event, event.peak_hour, fmt_usd)),
        (tr("waves"), str(len(event.waves))),
        (tr("covered"), told.covered),
    ]
    if event.leader is not None:
        lead = (
            UNKNOWN
            if event.leader.lead_ms is None
            else tr("{seconds} s ahead").format(seconds=figure(f"{event.leader.lead_ms / SECOND:.1f}"))
        )
        rows.append(
            (
                tr("moved first"),
                tr("{base} on {venue}, {lead}").format(
                    base=event.leader.base, venue=names.get(event.leader.venue, event.leader.venue), lead=lead
                ),
            )
        )
    funding = UNKNOWN if event.funding_before is None else in_percent(f"{event.funding_before:+.4f}")
    rows.append((tr("funding before"), funding))
    rows += [
        (tr("{base} price").format(base=base), _percent(value)) for base, value in list(event.price_changes.items())[:3]
    ]
    rows += [
        (tr("{base} open interest").format(base=base), _percent(value))
        for base, value in list(event.open_interest_changes.items())[:2]
    ]
    note = "" if event.leader is None else tr("Who moved first: {caveat}.").format(caveat=tr(event.leader.caveat))
    if entry.rank is not None:
        coin = None if event.scope == MARKET else event.scope
        words = rank_words(entry.rank, RANKED_SIDE[event.kind], coin)
        note = f"{words[0].upper()}{words[1:]}: {basis_words(entry.rank.basis, names)}. {note}".strip()
    return Table(tr("The event"), tuple(rows), note)


def _percent(value: float | None) -> str:
    return UNKNOWN if value is None else in_percent(f"{value:+.2f}")


def conditions_table(entry: JournalEntry) -> Table:
    """How restless and how liquid the market was before, during and after; a dash is what nobody knows."""
    known = entry.conditions
    if not known:
        return Table(tr("The market around it"), (), tr("Nobody was asked about the market at that time."))
    heads = ("", tr("before"), tr("during"), tr("after 5m"), tr("after 1h"))
    rows: list[tuple[str, ...]] = []
    for base in dict.fromkeys(coin for coins in known.values() for coin in coins):
        at = [known.get(moment, {}).get(base, Condition()) for moment in MOMENTS]
        since = [interest_since(known, base, moment) for moment in MOMENTS[1:]]
        rows += [
            _row(tr("{base} volatility").format(base=base), (_share(one.volatility_pct, "{:.2f}") for one in at)),
            _row(
                tr("{base} spread").format(base=base), (_written(one.spread_bps, "{:.2f} " + tr("bps")) for one in at)
            ),
            _row(tr("{base} open interest").format(base=base), (_stock(at[0].open_interest), *map(_percent, since))),
            _row(tr("{base} funding").format(base=base), (_share(one.funding_pct, "{:+.4f}") for one in at)),
        ]
    return Table(tr("The market around it"), tuple(rows), tr(_CONDITIONS_NOTE), heads)


def _row(name: str, words: Iterable[str]) -> tuple[str, str, str, str, str]:
    before, during, after, hour_after = words
    return name, before, during, after, hour_after


def _written(value: float | None, form: str) -> str:
    return UNKNOWN if value is None else figure(form.format(value))


def _share(value: float | None, form: str) -> str:
    return UNKNOWN if value is None else in_percent(form.format(value))


def _stock(coins: float | None) -> str:
    """Coins that stand open, in four figures: `91.24k`."""
    if coins is None:
        return UNKNOWN
    for size, unit in ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")):
        if coins >= size:
            return figure(f"{coins / size:.4g}{unit}")
    return figure(f"{coins:.4g}")


def aftermath_table(entry: JournalEntry) -> Table:
    """What the leading price did after each horizon, beside the same at random times and after events of its kind."""
    aftermath = entry.aftermath
    if entry.event.closed_at is None:
        return Table(tr("Afterwards"), (), tr("It goes on; what comes after is measured from its end."))
    if aftermath is None:
        return Table(tr("Afterwards"), (), tr("Pending: the first look is five minutes after its end."))
    rows = tuple(_horizon_row(name, aftermath) for name in HORIZONS)
    told = tr("pending") if aftermath.label is Label.PENDING else tr(aftermath.label.value)
    at = "" if aftermath.label_at is None else tr(" after {label_at}").format(label_at=aftermath.label_at)
    return Table(
        tr("Afterwards"),
        rows,
        tr(
            "{told}{at}. Given back: of the move, beside the same at random times and after its kind. A record, no signal."
        ).format(told=told, at=at),
        ("", tr("return"), tr("given back"), tr("at random"), tr("its kind")),
    )


def _horizon_row(name: str, aftermath: Aftermath) -> tuple[str, ...]:
    seen = aftermath.horizons.get(name)
    if seen is None:
        return (f"+{name}", tr("pending"), "", "", "")
    coin, returned, back = _leading(seen)
    random, kind = aftermath.random_times.get(name), aftermath.same_kind.get(name)
    return (f"+{name} {coin}", returned, back, _control(random), _control(kind))


def _leading(seen: HorizonAfter) -> tuple[str, str, str]:
    for coin, price in seen.prices.items():
        if price.return_pct is not None:
            back = UNKNOWN if price.retraced_pct is None else in_percent(f"{price.retraced_pct:.0f}")
            return coin, in_percent(f"{price.return_pct:+.2f}"), back
    return "", tr("unknown"), UNKNOWN


def _control(control: Control | None) -> str:
    if control is None or control.retraced_pct is None:
        return UNKNOWN
    return tr("{share} of {count}").format(share=in_percent(f"{control.retraced_pct:.0f}"), count=control.count)
