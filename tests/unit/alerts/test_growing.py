"""What an alert says and keeps while it goes on, over restarts, recordings and changed rules."""

from dataclasses import replace

import msgspec

from liqdesk.alerts.alert import Held, packed, unpacked
from liqdesk.alerts.facts import VenueTrouble
from liqdesk.alerts.rules import resolved
from liqdesk.analytics.events import Level
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import HOUR, SECOND, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.settings.rules import (
    Channels,
    SavedRule,
    Scope,
    ScopeKind,
    Side,
    Trouble,
    WindowOver,
)
from tests.fakes.judging import NAMES, SaidFacts, book_of
from tests.fakes.rulebooks import (
    MARKET_EVENT,
    ORDER,
    WINDOW,
    M,
    hear_event,
    order,
    over,
    replace_rule,
    stage,
)
from tests.fakes.storms import Stage, open_event


def test_a_number_that_may_be_larger_says_so():
    one = stage(WINDOW)
    one.facts.whole = False
    (said,) = over(one, 112 * M)
    assert said.title == "Shorts, alert: ≥ $112.00M in 60 min"
    assert "Covered 60% of time." in said.text
    assert said.alert.at_least


def test_a_rule_whose_venue_is_not_heard_is_impaired():
    rule = SavedRule(
        id="venue", name="Venue", conditions=(WindowOver(scope=Scope(kind=ScopeKind.VENUE, name="Bybit")),)
    )
    one = stage(rule)
    assert one.book.standings()[0].impaired == ""
    one.facts.trouble = [VenueTrouble(VenueId("bybit"), "Bybit", Trouble.SILENT, one.facts.at)]
    one.wait(1)
    assert one.book.standings()[0].impaired == "Bybit is silent."
    one.facts.venues = {}
    one.wait(1)
    assert one.book.standings()[0].impaired == "A venue it names is not listened to."


def test_every_silence_is_a_word_with_its_reason():
    one = stage(MARKET_EVENT)
    one.budget.mute(True)
    hear_event(one)
    assert one.judge() == []
    (alert,) = one.alerts.values()
    assert [word.held for word in alert.words] == [Held.MUTED]
    assert one.book.standings()[0].waiting == "Its last word was held back: muted."


def test_a_spent_budget_folds_into_a_digest():
    one = stage(replace_rule(ORDER, cooldown_s=0), hourly_budget=1)
    order(one, 12 * M)
    order(one, 30 * M, base="ETH")
    order(one, 20 * M, base="SOL")
    (said,) = [said for said in one.wait(61) if said.folded]
    assert (said.key, said.loud, said.folded, said.title) == ("digest", False, 2, "2 more words of 2 alerts folded")
    assert "One ETH short of $30.00M" in said.text


def test_quiet_rules_and_channels_are_those_of_all_rules_met():
    silent = replace_rule(WINDOW, channels=Channels(sound=False, desktop=False, webhooks=True))
    loud = replace_rule(MARKET_EVENT, sound="bell")
    one = stage(silent, loud)
    (said,) = over(one, 100 * M)
    assert (said.loud, said.desktop) == (False, False)
    one.hear(open_event(at=one.facts.at + 30 * SECOND, level=Level.CRITICAL))
    outcomes = one.book.judge(replace(one.facts, at=UnixMs(one.facts.at + 30 * SECOND)))
    said = outcomes[0].announcement
    assert said is not None
    assert (said.loud, said.desktop, said.sound, outcomes[0].webhooks) == (True, True, "bell", True)


def test_a_rule_that_stays_the_same_keeps_what_it_knows():
    groups = {"majors": ("BTC", "ETH")}
    one = stage(WINDOW)
    over(one, 100 * M)
    one.book.apply([resolved(rule, groups, NAMES) for rule in (WINDOW, ORDER)])
    assert one.wait(1) == []
    one.book.apply([resolved(replace_rule(WINDOW, enabled=False), groups, NAMES)])
    assert one.book.standings()[0].conditions == ()


def test_a_changed_rule_does_not_fire_for_what_goes_on():
    one = stage(WINDOW)
    over(one, 100 * M)
    changed = WINDOW.model_copy(update={"conditions": (WindowOver(usd=50 * M, side=Side.SHORT),)})
    one.book.apply([resolved(changed, {}, NAMES)])
    assert [said for said in one.wait(1) if said.loud] == []
    assert one.book.open_alerts() == (), "what the old one had told is over"


def test_an_alert_goes_on_after_a_restart():
    first = stage(WINDOW, MARKET_EVENT)
    hear_event(first)
    first.judge()
    over(first, 100 * M)
    kept = [unpacked(packed(alert)) for alert in first.alerts.values()]

    later = Stage(*book_of((WINDOW, MARKET_EVENT)), facts=first.facts)
    later.book.resume(kept)
    assert later.budget.used(later.facts.at) == 2
    told = open_event(at=kept[0].opened_at)
    later.hear(told)
    assert later.wait(1) == []
    later.hear(msgspec.structs.replace(told, level=Level.CRITICAL))
    (said,) = later.wait(1)
    assert (said.key, said.level) == (kept[0].id, Level.CRITICAL)


def test_an_alert_of_an_event_nobody_knows_any_more_ends():
    first = stage(MARKET_EVENT)
    hear_event(first)
    first.judge()
    later = Stage(*book_of((MARKET_EVENT,)), facts=first.facts)
    later.book.resume(first.alerts.values())
    later.wait(1)
    assert len(later.book.open_alerts()) == 1
    later.wait(900)
    assert later.book.open_alerts() == ()


def test_a_recording_is_kept_and_never_told():
    one = Stage(*book_of((MARKET_EVENT,), source="replay"))
    one.judge()
    hear_event(one)
    assert one.judge() == []
    (alert,) = one.alerts.values()
    assert (alert.source, [word.held for word in alert.words]) == ("replay", [Held.REPLAYED])


def test_a_demo_is_told_and_marked():
    one = Stage(*book_of((MARKET_EVENT,), source="demo"))
    one.judge()
    hear_event(one)
    assert [said.mark for said in one.judge()] == ["DEMO"]


def test_a_trial_is_marked_and_kept_nowhere():
    one = stage(WINDOW)
    said = one.book.try_out(resolved(WINDOW, {}, NAMES), one.facts.at)
    assert (said.mark, said.title, said.loud, said.desktop) == ("TEST", "Window, alert", True, True)
    assert one.book.open_alerts() == ()


def test_a_sum_that_grows_is_kept_every_few_seconds():
    one = stage(MARKET_EVENT)
    told = open_event(at=one.facts.at)
    kept = []
    for number in range(31):
        one.hear(msgspec.structs.replace(told, short=MicroUsd((50 + number) * M * M)))
        one.facts.at = UnixMs(one.facts.at + SECOND)
        kept += [number for _ in one.book.judge(one.facts)]
    assert kept == [0, 10, 20, 30]


def test_an_alert_lasts_at_most_a_day():
    one = stage(WINDOW)
    over(one, 100 * M)
    one.wait(24 * HOUR / SECOND)
    assert one.book.open_alerts() == ()
    assert isinstance(one.facts, SaidFacts)
