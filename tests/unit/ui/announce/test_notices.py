"""Folding many words into one notice, and which of them speak up."""

from hypothesis import given
from hypothesis import strategies as st

from liqdesk.analytics.events import Level
from liqdesk.domain.liquidation import PositionSide
from liqdesk.ui.announce.notices import SEVERAL, Gathering, folded
from tests.fakes.notices import announcement

WORDS = st.lists(
    st.builds(
        announcement,
        key=st.sampled_from("abcd"),
        level=st.sampled_from(list(Level)),
        loud=st.booleans(),
        text=st.text(max_size=5),
    ),
    max_size=20,
)


def test_one_word_is_its_own_notice():
    notice = folded([announcement("a", Level.ALERT, mark="DEMO")])
    assert (notice.key, notice.title, notice.text, notice.fresh) == ("a", "DEMO: title a", "text a", True)


def test_several_are_one_notice_that_begins_with_the_loudest():
    many = [announcement("a"), announcement("b", Level.CRITICAL), announcement("c"), announcement("d", Level.ALERT)]
    notice = folded(many)
    assert (notice.key, notice.level, notice.alert.id) == (SEVERAL, Level.CRITICAL, "b")
    assert notice.title == "4 alerts: title b; title d; title a and 1 more"
    assert notice.text == "text b\ntext d\ntext a"


def test_a_side_is_told_of_several_only_where_they_share_it():
    mixed = [announcement("a", side=PositionSide.SHORT), announcement("b", side=PositionSide.LONG)]
    assert folded(mixed).side is None
    assert folded([announcement("a"), announcement("b")]).side is PositionSide.LONG


def test_of_each_alert_only_the_last_word_waits():
    gathering = Gathering()
    for text in ("first", "second"):
        gathering.add(announcement("a", text=text))
    taken = gathering.take()
    assert taken is not None
    assert taken.text == "second"
    assert not gathering


def test_a_quiet_word_does_not_silence_the_loud_one_it_replaces():
    gathering = Gathering()
    gathering.add(announcement("a"))
    gathering.add(announcement("a", loud=False, text="newer"))
    taken = gathering.take()
    assert taken is not None
    assert (taken.fresh, taken.text) == (True, "newer")


def test_a_rule_without_a_sound_speaks_up_when_its_alert_is_new_and_when_it_grows():
    gathering = Gathering()
    spoke = []
    for level in (Level.WATCH, Level.WATCH, Level.ALERT, Level.ALERT):
        gathering.add(announcement("a", level, loud=False))
        taken = gathering.take()
        assert taken is not None
        spoke.append(taken.fresh)
    assert spoke == [True, False, True, False]


@given(WORDS)
def test_every_alert_is_shown_once_with_its_last_word(words):
    gathering = Gathering()
    for word in words:
        gathering.add(word)
    first = gathering.take() if gathering else None
    assert (first is None) == (not words)
    last = {word.key: word for word in words}
    if first is not None and first.key == SEVERAL:
        assert first.title.startswith(f"{len(last)} alerts")  # each alert of them is new, so that all speak up
    elif first is not None:
        assert first.text == last[first.key].text
    assert not gathering
