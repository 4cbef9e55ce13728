"""What is said of where a row comes from: its source, the venue's word for its side, the steps to dollars; no widgets."""

import gzip
import json
import zlib
from datetime import UTC, datetime

from liqdesk.analytics.arithmetic import arithmetic
from liqdesk.analytics.views import VenueView
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import Liquidation, LiquidationKind, PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.engine.desk import Mode
from liqdesk.ui.format import fmt_usd_exact, side_glyph, side_word

Rows = tuple[tuple[str, ...], ...]
LONGEST = 200_000
"""Characters of a raw message that are shown; copying takes as many."""

SOURCES = {
    Mode.LIVE: marked("the exchange's live feed"),
    Mode.DEMO: marked("a simulated exchange: nothing of this happened"),
    Mode.REPLAY: marked("a recording that is replayed"),
}
NOT_KEPT = marked(
    "The message is not kept: it came before messages were kept, is older or beyond the size that the settings keep, or came"
    " with imported rows."
)
DEMO_KEEPS_NONE = marked("The demo keeps no messages; those of the live market are kept.")


def source_rows(row: Liquidation, mode: Mode, venue: VenueView | None) -> Rows:
    """Who told of the row, when, and what became of it."""
    of = row.instrument
    source = tr("the exchange's own history, asked after a gap") if row.history else tr(SOURCES[mode])
    lines = [
        (tr("source"), source),
        (tr("exchange"), of.venue if venue is None else venue.name),
        (tr("contract"), of.symbol),
        (tr("happened"), stamp(row.at)),
        (tr("heard"), stamp(row.received_at)),
        (tr("behind"), tr("{ms} ms").format(ms=f"{row.received_at - row.at:,}")),
        (tr("in totals"), _counted(row)),
    ]
    if row.corrects is not None:
        lines.append(
            (tr("takes the place of"), tr("{usd}, told before at an estimate").format(usd=fmt_usd_exact(row.corrects)))
        )
    return tuple(lines)


def side_rows(row: Liquidation, venue: VenueView | None) -> tuple[Rows, str]:
    """The venue's word for the side and what it means; and why, with the page that says so."""
    glyph, side = side_glyph(row.position), side_word(row.position)
    whose = tr("{glyph} {side}: whose position was closed").format(glyph=glyph, side=side)
    rule = None if venue is None else venue.side
    if rule is None:
        return ((tr("side"), whose),), ""
    word = rule.long_word if row.position is PositionSide.LONG else rule.short_word
    said = ((tr("field"), rule.field), (tr("usually says"), word), (tr("side"), whose))
    return said, tr("{why} Documentation: {source}").format(why=tr(rule.why), source=rule.source)


def money_rows(row: Liquidation) -> Rows:
    """Every step to dollars: what it is with where it came from, the figure."""
    return tuple(
        (tr("{step}: {origin}").format(step=step.name, origin=step.origin) if step.origin else step.name, step.figure)
        for step in arithmetic(row)
    )


def stamp(at: UnixMs) -> str:
    """A moment to the millisecond: `2026-01-13 14:07:31.250 UTC`."""
    moment = datetime.fromtimestamp(at / 1000, tz=UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S}.{at % 1000:03d} UTC"


def raw_text(body: str | bytes, pretty: bool) -> tuple[str, str]:
    """A message as text, and a note on its form. `pretty` sets JSON out in lines; else it stands as it came."""
    note = tr("{size} bytes").format(size=f"{len(body.encode() if isinstance(body, str) else body):,}")
    if isinstance(body, bytes):
        try:
            text, note = gzip.decompress(body).decode(), tr("{size}, gzip").format(size=note)
        except (OSError, EOFError, zlib.error, UnicodeDecodeError):
            text = body.decode("utf-8", "backslashreplace")
    else:
        text = body
    if pretty:
        try:
            text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
        except (ValueError, RecursionError):
            note = tr("{note}, no JSON").format(note=note)
    if len(text) > LONGEST:
        return text[:LONGEST], tr("{note}; the first {count} characters").format(note=note, count=f"{LONGEST:,}")
    return text, note


def key_note(row: Liquidation) -> str:
    """What the row is known by, and what becomes of its equals."""
    if row.occurrence:
        said = tr("Key {key}. It is equal to {count} before it in the same message: each counts.")
        return said.format(key=row.key, count=row.occurrence)
    return tr("Key {key}. The same key again in another message is a replay and falls out.").format(key=row.key)


def _counted(row: Liquidation) -> str:
    if row.notional is None:
        return tr("counted as an order, without a value")
    if row.kind is LiquidationKind.DELEVERAGE:
        return tr("no: deleveraging is nobody's liquidation")
    if not row.instrument.summed:
        return tr("no: options are summed with nothing")
    if row.instrument.tradfi:
        return tr("only where the settings count what is no coin")
    return tr("yes")
