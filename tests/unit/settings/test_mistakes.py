"""Each mistake is one sentence with its place, in words of the file and not of the library that found it."""

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from liqdesk.settings.mistakes import Mistake, mistakes_of, path_of
from liqdesk.settings.model import Settings

RULE = '[[alerts.rules]]\nid = "a"\nname = "a"\n'


def told(text):
    document = tomllib.loads(text)
    with pytest.raises(ValidationError) as fault:
        Settings.model_validate_json(json.dumps(document), strict=True)
    return [str(one) for one in mistakes_of(fault.value, document)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("tape = 5", "tape: must be a table"),
        ("[alerts]\nrules = 5", "alerts.rules: must be a list in brackets"),
        ("[alerts]\nrules = [5]", "alerts.rules[1]: must be a table"),
        ("[sound]\nvolume = 101", "sound.volume: must be at most 100"),
        ("[tape]\nminimum_usd = 10_000_000_000", "tape.minimum_usd: must be at most 1,000,000,000"),
        ("[sound]\nvolume = '5'", "sound.volume: must be a whole number"),
        ("[sound]\nvolume = 5.5", "sound.volume: must be a whole number"),
        ("[sound]\nenabled = 'yes'", "sound.enabled: must be true or false, without quotes"),
        ("[sound]\ndevice = 5", "sound.device: must be text in quotes"),
        ("[sound]\nvolumes = 5", "sound.volumes: is not known here, did you mean volume?"),
        ("[alerts.quiet]\nstart = '25:00'", 'alerts.quiet.start: must be a time of day like "22:00"'),
        ("[look]\ntheme = 'pink'", 'look.theme: must be "system", "dark" or "light", not \'pink\''),
        ("[look]\ntheme = 5", 'look.theme: must be "system", "dark" or "light"'),
        ("[venues.switched]\n\"a\\nb\" = 5", "venues.switched.a?b: must be true or false, without quotes"),
        ("[chart]\nprice_base = '" + "x" * 33 + "'", "chart.price_base: may have at most 32 letters"),
        ("[network]\nproxy = 'ftp://x'",
         "network.proxy: a proxy begins with http:// or socks5h:// (socks5h resolves names at the proxy)"),
        ("[[webhooks.targets]]\nid = 'A B'\nname = 'x'\nkind = 'json'",
         "webhooks.targets[1].id: must be of small letters, digits and hyphens, at most 40 of them"),
        ("[[webhooks.targets]]\nid = 'a'\nkind = 'json'", "webhooks.targets[1].name: is missing"),
        ("[[webhooks.targets]]\nid = 'a'\nname = ''\nkind = 'json'",
         "webhooks.targets[1].name: needs at least 1 letter"),
        (RULE + "conditions = []", "alerts.rules[1].conditions: needs at least 1 entry"),
        (RULE + "conditions = [" + "{kind = 'order'}, " * 9 + "]",
         "alerts.rules[1].conditions: may have at most 8 entries"),
        (RULE + "conditions = [{kind = 'order'}, {kind = 'window', usd = 0}]",
         "alerts.rules[1].conditions[2].usd: must be at least 1"),
        (RULE + "conditions = [{kind = 'window', seconds = 5}]",
         "alerts.rules[1].conditions[1].seconds: must be at least 10"),
        (RULE + "conditions = [{kind = 'order', side = 'both'}]",
         'alerts.rules[1].conditions[1].side: must be "long", "short" or "either", not \'both\''),
        (RULE + "conditions = [{kind = 'fax'}]",
         'alerts.rules[1].conditions[1].kind: must be "order", "window", "one-sided", "event", "rank", "feed" or '
         '"coverage", not \'fax\''),
        (RULE + "conditions = [{usd = 5}]",
         'alerts.rules[1].conditions[1].kind: is missing, it must be one of "order", "window", "one-sided", "event", '
         '"rank", "feed", "coverage"'),
        (RULE + "conditions = [{kind = 'order', scope = {kind = 'coin'}}]",
         "alerts.rules[1].conditions[1].scope: the market has no name; a group, a coin or a venue needs one"),
        (RULE + "conditions = [{kind = 'event', kinds = ['squeeze']}]",
         "alerts.rules[1].conditions[1].kinds[1]: must be \"short_squeeze\", \"long_flush\" or \"two_sided\", not 'squeeze'"),
        (RULE + "conditions = [{kind = 'event', kinds = []}]",
         "alerts.rules[1].conditions[1].kinds: needs at least 1 entry"),
        (RULE + "conditions = [{kind = 'event', scope = {kind = 'venue', name = 'okx'}}]",
         "alerts.rules[1].conditions[1].scope: an event is of the market, a group or a coin, never of a venue"),
        ("[[webhooks.targets]]\nid = 'a'\nname = 'a '\nkind = 'json'",
         "webhooks.targets[1].name: must be one line without spaces around it"),
        ("[keys.chosen]\nquit = '" + "x" * 61 + "'", "keys.chosen.quit: may have at most 60 letters"),
        ("[keys.chosen]\n" + "x" * 61 + " = 'Q'", f"keys.chosen.{'x' * 39}…: may have at most 60 letters"),
        (RULE + "conditions = [{kind = 'order', window = 5}]",
         "alerts.rules[1].conditions[1].window: is not known to this version of liqdesk"),
        ((RULE + "conditions = [{kind = 'order'}]\n") * 2, "alerts.rules: two rules have the same id"),
        ("[groups.coins]\nother = ['X']",
         "groups.coins: a group has a name of its own of at most 40 letters, other than 'other'"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_sentence_with_its_place(text, sentence):
    assert told(text) == [sentence]


def test_a_list_is_not_called_short_because_of_its_entries():
    text = RULE + "conditions = [{kind = 'rank', days = 1}]\ncooldown = 5"
    assert told(text) == [
        "alerts.rules[1].conditions[1].days: must be at least 7",
        "alerts.rules[1].cooldown: is not known here, did you mean cooldown_s?",
    ]


def test_a_mistake_without_a_place_is_its_sentence():
    assert str(Mistake((), "is nothing")) == "is nothing"


def test_a_path_counts_from_one():
    assert path_of(("alerts", "rules", 2, "conditions", 0, "usd")) == "alerts.rules[3].conditions[1].usd"
    assert path_of(()) == ""


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(tuple(Settings.model_fields)),
    st.sampled_from(("rules", "targets", "coins", "quiet", "x")),
    anything,
)
def test_whatever_stands_there_the_words_are_ours(section, name, value):
    document = {section: {name: value}}
    try:
        Settings.model_validate(document)
    except ValidationError as fault:
        for one in mistakes_of(fault, document):  # either outcome is right
            assert one.sentence
            assert one.path.startswith(section)
            assert not {"Input", "Tuple", "function"} & set(one.sentence.split())
