"""What an opened alert says: why it rang, its words over time, where it was told; no widgets."""

from collections.abc import Iterator, Mapping, Sequence

from liqdesk.alerts.alert import Alert, Held
from liqdesk.analytics.events import MARKET
from liqdesk.analytics.story import outcome_words
from liqdesk.domain.language import marked, tr
from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import Zone
from liqdesk.settings.rules import SavedRule
from liqdesk.ui.format import UNKNOWN, fmt_clock, fmt_day, fmt_span
from liqdesk.ui.tables.alerts import held_words, times
from liqdesk.ui.tables.levels import level_text
from liqdesk.ui.tables.measured import measured_words, needed_words, paired, sum_words

Rows = tuple[tuple[str, ...], ...]

NO_RULE = marked("Its rule is no longer there.")


def facts_rows(alert: Alert, zone: Zone) -> Rows:
    """Where, since when, how long and how often."""
    where = tr("the whole market") if alert.scope == MARKET else alert.scope
    since = f"{fmt_day(alert.opened_at, zone)}, {fmt_clock(alert.opened_at, zone)}"
    end = alert.updated_at if alert.over_at is None else alert.over_at
    lasted = fmt_span(end - alert.opened_at)
    rows = [
        (tr("level"), level_text(alert.level)),
        (tr("where"), where),
        (tr("began"), since),
        (
            tr("lasted") if alert.over_at is not None else tr("going on for"),
            lasted if end > alert.opened_at else tr("a moment"),
        ),
    ]
    if alert.micro is not None:
        rows.append((tr("sum"), sum_words(alert.micro, alert.at_least)))
    rows.append((tr("told"), times(alert.told) if alert.told else tr("never")))
    return tuple(rows)


def why_heads() -> tuple[str, ...]:
    """What the columns of `why_rows` are."""
    return "", tr("measured"), tr("needed"), tr("outcome")


def why_rows(alert: Alert, rules: Sequence[SavedRule], venues: Mapping[str, str]) -> Rows:
    """Every condition: what it asks, what was measured, what was needed, the outcome."""
    saved = {rule.id: rule for rule in rules}
    asked = [one for ident in alert.rules if ident in saved for one in saved[ident].conditions]
    return tuple(
        (said, measured_words(one, alert.at_least), needed_words(one) or UNKNOWN, outcome_words(one))
        for said, one in paired(asked, alert.why, venues)
    )


def word_rows(alert: Alert, zone: Zone) -> Rows:
    """Each time it spoke up, or would have: when, how loud, the sum then, and whether it was told."""
    day = fmt_day(alert.opened_at, zone)
    return tuple(
        (
            _moment(word.at, day, zone),
            level_text(word.level),
            "" if word.micro is None else sum_words(word.micro, alert.at_least),
            tr("told") if word.held is Held.NOT else held_words(word.held),
        )
        for word in alert.words
    )


def _moment(at: UnixMs, day: str, zone: Zone) -> str:
    clock = fmt_clock(at, zone)
    return clock if fmt_day(at, zone) == day else f"{fmt_day(at, zone)} {clock}"


def channel_rows(alert: Alert, rules: Sequence[SavedRule]) -> tuple[Rows, str]:
    """Each rule that was met with where it tells, and a note on what was held back."""
    saved = {rule.id: rule for rule in rules}
    rows = [(name, _channels(saved.get(ident))) for ident, name in zip(alert.rules, alert.names, strict=False)]
    return tuple(rows), " ".join(_held_notes(alert))


def _channels(rule: SavedRule | None) -> str:
    if rule is None:
        return tr(NO_RULE)
    channels = rule.channels
    named = ((tr("sound"), channels.sound), (tr("desktop"), channels.desktop), (tr("webhooks"), channels.webhooks))
    return ", ".join([name for name, on in named if on] or [tr("the history alone")])


def _held_notes(alert: Alert) -> Iterator[str]:
    reasons = dict.fromkeys(word.held for word in alert.words if word.held is not Held.NOT)
    for reason in reasons:
        count = sum(word.held is reason for word in alert.words)
        yield tr("Held back {count}: {value}.").format(count=times(count), value=reason.value)
