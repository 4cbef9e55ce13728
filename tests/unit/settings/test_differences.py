"""What differs is named in words with its path; two changes of the same settings become one."""

from hypothesis import given

from liqdesk.settings.codec import read_settings
from liqdesk.settings.differences import Difference, differences, merged, told
from liqdesk.settings.model import Settings
from liqdesk.settings.rules import (
    DEFAULT_RULES,
    Channels,
    CoverageUnder,
    OrderOver,
    SavedRule,
    Scope,
    ScopeKind,
    WindowOver,
)
from tests.fakes.settings import any_settings


def with_rules(*rules):
    settings = Settings()
    return settings.model_copy(update={"alerts": settings.alerts.model_copy(update={"rules": rules})})


def lines(before, after):
    return [f"{one.path} | {one}" for one in differences(before, after)]


BIG = SavedRule(id="big", name="Big", conditions=(OrderOver(usd=10_000_000),))


def test_values_are_told_in_the_words_of_the_dialog():
    after = read_settings(
        """
        venues.switched.bybit = false
        tape.minimum_usd = 250_000
        look.theme = "dark"
        look.font_scale = 160
        sound.watch_volume = 5
        sound.watch_sound = "/sounds/a.wav"
        keys.chosen.quit = "Ctrl+Q"
        groups.coins = { majors = ["BTC"], memes = ["DOGE"] }
        [alerts.quiet]
        enabled = true
        start = "21:00"
        """
    )
    assert lines(Settings(), after) == [
        "venues.switched.bybit | Venues: bybit: not set → off",
        "look.theme | Theme: system → dark",
        "look.font_scale | Text size: 100% → 160%",
        "tape.minimum_usd | Smallest order on the tape: $1K → $250K",
        "alerts.quiet.enabled | Quiet hours, keep quiet hours: off → on",
        "alerts.quiet.start | Quiet hours, from: 22:00 → 21:00",
        "groups.coins.majors | Groups of coins: majors: BTC, ETH → BTC",
        "groups.coins.large | Groups of coins: large: "
        "SOL, XRP, BNB, DOGE, ADA, TRX, LINK, AVAX, HYPE, SUI, LTC, … → not set",
        "groups.coins.memes | Groups of coins: memes: not set → DOGE",
        "sound.watch_volume | Volume of watch: 60% → 5%",
        "sound.watch_sound | Sound of watch: empty → /sounds/a.wav",
        "keys.chosen.quit | Keys: quit: not set → Ctrl+Q",
    ]


def test_a_rule_is_told_by_what_changed_of_it():
    after = BIG.model_copy(
        update={
            "conditions": (OrderOver(usd=5_000_000, scope=Scope(kind=ScopeKind.COIN, name="BTC")),),
            "channels": Channels(webhooks=True),
            "cooldown_s": 5_400,
        }
    )
    assert lines(with_rules(BIG), with_rules(after)) == [
        "alerts.rules.big.conditions[1].usd | Rule “Big”, order, amount: $10M → $5M",
        "alerts.rules.big.conditions[1].scope | Rule “Big”, order, scope: market → coin BTC",
        "alerts.rules.big.channels.webhooks | Rule “Big”, channels, webhooks: off → on",
        "alerts.rules.big.cooldown_s | Rule “Big”, pause: 15m → 1h 30m",
    ]


def test_rules_that_come_and_go_are_told_by_their_conditions():
    new = SavedRule(
        id="new", name="New", enabled=False, conditions=(WindowOver(usd=10**7, seconds=600), CoverageUnder(percent=40))
    )
    assert lines(with_rules(BIG), with_rules(new)) == [
        "alerts.rules.big | Rule “Big”: order $10M → none",
        "alerts.rules.new | Rule “New”: none → window $10M 10m and coverage 40%, switched off",
    ]
    other = BIG.model_copy(update={"conditions": (CoverageUnder(),)})
    assert lines(with_rules(BIG), with_rules(other)) == [
        "alerts.rules.big.conditions[1] | Rule “Big”, coverage: order $10M → coverage 50%"
    ]
    more = BIG.model_copy(update={"conditions": (*BIG.conditions, CoverageUnder())})
    assert lines(with_rules(BIG), with_rules(more)) == [
        "alerts.rules.big.conditions | Rule “Big”, conditions: order $10M → order $10M, coverage 50%"
    ]


def test_another_order_is_told():
    first, second = DEFAULT_RULES[:2]
    assert [one.path for one in differences(with_rules(first, second), with_rules(second, first))] == ["alerts.rules"]


def test_a_login_is_never_told():
    after = read_settings(
        """
        network.proxy = "http://me:hunter2@example.org"
        [[webhooks.targets]]
        id = "hook"
        name = "Hook"
        kind = "json"
        address = "https://me:hunter2@example.org/x"
        """
    )
    assert lines(Settings(), after) == [
        "network.proxy | Proxy: empty → …",
        "webhooks.targets.hook | Target “Hook”: none → json …",
    ]
    plain = read_settings(
        '[[webhooks.targets]]\nid = "hook"\nname = "Hook"\nkind = "apprise"\naddress = "tgram://hunter2/chat"\nenabled = false'
    )
    assert "hunter2" not in told(differences(after, plain))


def test_a_few_are_told_by_name():
    one = Difference("a", "A", "1", "2")
    assert told((one,)) == "A: 1 → 2"
    assert told((one,) * 5) == "A: 1 → 2; A: 1 → 2; A: 1 → 2; and 2 more"
    assert told(()) == ""


@given(any_settings, any_settings)
def test_there_are_differences_exactly_where_they_differ(before, after):
    found = differences(before, after)
    assert bool(found) == (before != after)
    assert all(one.title and one.before and one.after and str(one).isprintable() for one in found)


def test_both_changes_are_made_at_once():
    base, ours, theirs = (
        read_settings(text)
        for text in (
            "",
            "[look]\ntheme = 'dark'\n[tape]\nminimum_usd = 5",
            "[look]\nzone = 'local'\n[tape]\nminimum_usd = 7\n[sound]\nvolume = 1",
        )
    )
    both = "[look]\ntheme = 'dark'\nzone = 'local'\n[tape]\nminimum_usd = 5\n[sound]\nvolume = 1"
    assert merged(base, ours, theirs) == read_settings(both)


@given(any_settings, any_settings)
def test_where_one_changed_nothing_the_other_counts(base, changed):
    assert merged(base, base, changed) == merged(base, changed, base) == merged(base, changed, changed) == changed
