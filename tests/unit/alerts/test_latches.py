"""When a rule is met anew: one more venue in trouble is news, though another's trouble goes on."""

from liqdesk.alerts.facts import VenueTrouble
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.settings.rules import FeedTrouble, SavedRule, Trouble
from tests.fakes.rulebooks import stage


def down(one, name: str, seconds: int = 60) -> VenueTrouble:
    return VenueTrouble(VenueId(name.lower()), name, Trouble.DOWN, UnixMs(one.facts.at - seconds * SECOND))


FEED = SavedRule(id="feed", name="Feed", conditions=(FeedTrouble(seconds=60),))


def test_one_more_venue_in_trouble_is_told_in_the_same_alert():
    one = stage(FEED)
    bybit = down(one, "Bybit")
    one.facts.trouble = [bybit]
    assert len(one.wait(1)) == 1
    one.facts.trouble = [bybit, down(one, "OKX")]
    assert one.wait(1) == [], "where a line goes they go one after the other"
    one.facts.trouble.append(down(one, "Gate"))
    (said,) = one.wait(60)
    assert said.title == "FEEDS, alert: Gate, OKX and Bybit down for 2 min"
    assert one.wait(600) == []
    one.facts.trouble = [bybit]
    assert one.wait(1) == [], "one that is heard again is no news"
    one.facts.trouble = [bybit, down(one, "OKX")]
    assert [said.loud for said in one.wait(1)] == [True]
    assert len(one.alerts) == 1


def test_a_venue_that_was_never_heard_does_not_hide_the_others():
    one = stage(FEED, judged=False)
    blocked = down(one, "Bybit", 600)
    one.facts.trouble = [blocked]
    assert one.judge() == []
    assert one.wait(60) == []
    one.facts.trouble = [blocked, down(one, "OKX")]
    (said,) = one.wait(1)
    assert said.title.startswith("FEEDS, alert: OKX down for 1 min; Bybit down for")
