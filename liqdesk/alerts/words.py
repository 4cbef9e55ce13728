"""Alerts in words: a title that a glance takes in, and a sentence with how whole its number is."""

from dataclasses import dataclass

from liqdesk.alerts.alert import Alert
from liqdesk.alerts.budget import Digest
from liqdesk.alerts.conditions import HOUR_S, Measured, troubles_words
from liqdesk.alerts.facts import MARKET_AREA, Area, Facts, amount
from liqdesk.alerts.latches import Finding
from liqdesk.alerts.spans import lasted_words, span_words
from liqdesk.analytics.events import MARKET, Event, EventState, Level
from liqdesk.analytics.rank import rank_words
from liqdesk.analytics.reasons import percent
from liqdesk.analytics.story import KINDS, event_story, event_told
from liqdesk.analytics.told import Told, tell
from liqdesk.analytics.views import Coverage, SideTotal
from liqdesk.domain.language import in_percent
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.money import MicroUsd, chosen_usd, usd_text
from liqdesk.domain.time import UnixMs
from liqdesk.settings.rules import CoverageUnder, FeedTrouble, LargestHour, OneSided, OrderOver, WindowOver

MARKS = {"live": "", "demo": "DEMO", "replay": "REPLAY"}
TEST = "TEST"


@dataclass(frozen=True, slots=True)
class Wording:
    """`what` comes before the level in a title, `how` after it; `sentence` says it in full."""

    what: str
    how: str
    sentence: str

    def title(self, level: Level) -> str:
        """`SHORT SQUEEZE, critical: ≥ $402M in 33 min, BTC first`."""
        return f"{self.what[0].upper()}{self.what[1:]}, {level}: {self.how}"


def marked(text: str, mark: str) -> str:
    """A title for a place that has no room of its own for the mark: `DEMO  SHORT SQUEEZE, alert: ...`."""
    return f"{mark}  {text}" if mark else text


def event_wording(event: Event, at: UnixMs) -> Wording:
    """An event as its alert says it."""
    told = event_told(event, usd_text)
    name = KINDS[event.kind].upper() + ("" if event.scope == MARKET else f" of {event.scope}")
    end = event.closed_at if event.closed_at is not None else at
    how = f"{told.signed(told.total)} in {lasted_words(end - event.opened_at)}"
    if event.scope == MARKET and event.leader is not None:
        how += f", {event.leader.base} first"
    if event.state is EventState.CLOSED:
        how += ", over"
    return Wording(name, how, event_story(event))


def finding_wording(finding: Finding, facts: Facts) -> Wording:
    """What a rule found, without an event of its own."""
    if finding.order is not None:
        parts = [_order(finding.order, facts)]
    else:
        parts = [_state(one, facts) for one in finding.measured if one.passed]
    sentence = " ".join(dict.fromkeys(part.sentence for part in parts))
    return Wording(parts[0].what, parts[0].how, f"{finding.rule.saved.name}: {sentence}")


def _order(order: Liquidation, facts: Facts) -> Wording:
    of = order.instrument
    venue = facts.listened().get(of.venue, of.venue)
    usd = usd_text(order.notional or 0)
    sentence = f"One {of.base} {order.position} of {usd} was liquidated on {venue} ({of.symbol})."
    return Wording(f"{of.base} {order.position} order", f"{usd} on {venue}", sentence)


def _state(one: Measured, facts: Facts) -> Wording:
    condition, area = one.clause.condition, one.clause.area or MARKET_AREA
    match condition:
        case WindowOver():
            return _window(condition, area, one.side, facts)
        case OneSided():
            return _one_sided(condition, area, one.side, facts)
        case LargestHour():
            return _rank(one, facts)
        case OrderOver() if one.orders:
            return _order(one.orders[-1], facts)
        case FeedTrouble():
            words = troubles_words(one.troubles, facts.at)
            return Wording("FEEDS", words, f"{words}.")
        case CoverageUnder():
            share = percent(facts.covered() or 0.0)
            return Wording("COVERAGE", f"{share} of the last hour heard", f"Only {share} of the last hour is covered.")
        case _:
            return Wording("ALERT", one.evidence[0].note, f"{one.evidence[0].note}.")


def _window(condition: WindowOver, area: Area, side: PositionSide | None, facts: Facts) -> Wording:
    told, coverage = _told(facts, area, condition.seconds, side)
    span = span_words(condition.seconds)
    sides = "liquidations" if side is None else f"{side}s"
    sentence = (
        f"{told.signed(told.total)} of {sides} in {area.called} in the last {span},"
        f" {chosen_usd(condition.usd)} asked for. {_whole(told, coverage)}"
    )
    return Wording(f"{_shout(area)}{sides}", f"{told.signed(told.total)} in {span}", sentence.strip())


def _one_sided(condition: OneSided, area: Area, side: PositionSide | None, facts: Facts) -> Wording:
    window = facts.window(area, condition.seconds)
    told, coverage = _told(facts, area, condition.seconds, None)
    share = percent(amount(window.total, side) / window.total.both) if window.total.both else percent(0)
    span = span_words(condition.seconds)
    sentence = (
        f"{share} {side}s of {told.signed(told.total)} in {area.called} in the last {span},"
        f" {in_percent(str(condition.share))} asked for. {_whole(told, coverage)}"
    )
    return Wording(f"{_shout(area)}{share} {side}s", f"of {told.signed(told.total)} in {span}", sentence.strip())


def _rank(one: Measured, facts: Facts) -> Wording:
    told, coverage = _told(facts, MARKET_AREA, HOUR_S, one.side)
    place = "largest hour" if one.rank is None else rank_words(one.rank, one.side)
    place = place[0].upper() + place[1:]
    sentence = f"{place}: {told.signed(told.total)}. {_whole(told, coverage)}"
    return Wording(place, told.signed(told.total), sentence.strip())


def _told(facts: Facts, area: Area, seconds: int, side: PositionSide | None) -> tuple[Told, Coverage]:
    """The money of a window's side (of both: None), written with its coverage."""
    window, coverage = facts.window(area, seconds), facts.coverage(area, seconds)
    total = window.total
    if side is PositionSide.LONG:
        total = SideTotal(total.long, MicroUsd(0), total.count, total.unvalued)
    elif side is PositionSide.SHORT:
        total = SideTotal(MicroUsd(0), total.short, total.count, total.unvalued)
    return tell(total, coverage, usd_text), coverage


def _whole(told: Told, coverage: Coverage) -> str:
    return "" if coverage.throughout else f"Covered {told.covered}."


def _shout(area: Area) -> str:
    return "" if area == MARKET_AREA else f"{area.name} "


def over_words(wording: Wording, alert: Alert) -> tuple[str, str]:
    """Title and text of an alert that has ended."""
    return f"{wording.what}: {wording.how}" + ("" if wording.how.endswith("over") else ", over"), alert.sentence


def digest_words(digest: Digest) -> tuple[str, str]:
    """Title and text of a digest: how much was folded, why, and the largest of it."""
    words = "One more word" if digest.words == 1 else f"{digest.words} more words"
    of = "" if digest.alerts == 1 else f" of {digest.alerts} alerts"
    why = f"{digest.why[0].upper()}{digest.why[1:]}."
    return f"{words}{of} folded", f"{why} Largest: {digest.largest.sentence}"


def trial_wording(rule: str) -> Wording:
    """What a made-up alert says."""
    return Wording("TEST", rule, f"This is how '{rule}' is told. Nothing has happened.")
