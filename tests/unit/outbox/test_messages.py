"""What is said at each level, and when a parcel is made of it."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.events import Level
from liqdesk.analytics.rank import Basis, Rank
from liqdesk.outbox.letter import unpacked
from liqdesk.outbox.messages import Mail, plain
from liqdesk.settings.rules import AlertLevel
from tests.fakes.events import entry
from tests.fakes.outbox import alert, target
from tests.fakes.time import START

RANK = Rank(1, 900, 41, 99.9, Basis(("bybit",)))
EVENT = entry(rank=RANK)


def mail() -> Mail:
    return Mail({EVENT.event.id: EVENT}.get, {"bybit": "Bybit"}, lambda: START)


def lines(level: Level, **changes: object) -> tuple[str, ...]:
    return mail().letter(alert(level, event=EVENT.event.id, **changes), level, "id").lines


def test_a_watch_is_short():
    assert lines(Level.WATCH) == (
        "≥ $448.30M liquidated so far, covered 100% of time.",
        "liqdesk, 01-13 21:00 UTC",
    )


def test_an_alert_has_totals_with_how_whole_they_are():
    text = "\n".join(lines(Level.ALERT))
    assert "at least $448.30M liquidated" in text
    assert "Covered 100% of time" in text
    assert "moved first" not in text


def test_a_critical_one_says_who_led_and_where_it_ranks():
    text = "\n".join(lines(Level.CRITICAL))
    assert "SOL on Bybit moved first, 24.1 s before the next (by the venues' own times" in text
    assert "Largest short hour in 41 recorded days." in text


def test_without_an_event_the_sentence_stands_alone():
    letter = mail().letter(alert(names=("One very large order", "Mine"), rules=("a", "b")), Level.CRITICAL, "id")
    assert letter.title == "▲ Critical: One very large order"
    assert letter.lines[1:-1] == ("Rules: One very large order, Mine.",)


def test_a_target_hears_from_its_level_on():
    made = [mail().parcels(alert(level), level, target(level=AlertLevel.ALERT), True) for level in Level]
    assert [len(one) for one in made] == [0, 1, 1]


def test_what_cannot_be_edited_is_made_only_when_louder():
    box, quiet = mail(), target()
    levels = [Level.WATCH, Level.WATCH, Level.ALERT, Level.WATCH, Level.CRITICAL, Level.CRITICAL]
    made = [box.parcels(alert(level, updated_at=START + n), level, quiet, False) for n, level in enumerate(levels)]
    assert [len(one) for one in made] == [1, 0, 1, 0, 1, 0]
    edited = [box.parcels(alert(level, updated_at=START + n), level, quiet, True) for n, level in enumerate(levels)]
    assert [len(one) for one in edited] == [1] * 6


def test_the_id_is_that_of_the_word_and_the_target():
    (one,) = mail().parcels(alert(), Level.ALERT, target(), True)
    (again,) = mail().parcels(alert(), Level.ALERT, target(), True)
    assert one.id == again.id == f"a-1:{START}:desk"
    assert unpacked(one.body).id == one.id


def test_a_coin_of_any_name_has_an_id_for_a_header():
    (one,) = mail().parcels(alert(ident="large/币安人生@1"), Level.ALERT, target(), True)
    assert one.id.isascii()
    assert one.id.isprintable()


def test_a_test_says_that_it_is_one():
    letter = mail().test(target())
    assert letter.text.startswith("TEST liqdesk\nA test of The desk: alerts of liqdesk arrive here.")


@given(st.text())
def test_nothing_steers_where_it_is_read(text):
    assert not [sign for sign in plain(text) if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cs")]
