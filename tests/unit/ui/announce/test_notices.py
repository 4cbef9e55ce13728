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
        desktop=st.booleans(),
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
    gathering.add(announcement("a", loud=False, desktop=False, text="newer"))
    taken = gathering.take()
    assert taken is not None
    assert (taken.fresh, taken.text) == (True, "newer")


def test_a_word_for_the_desktop_speaks_up_with_or_without_a_sound():
    gathering = Gathering()
    for loud, desktop in ((False, True), (True, True), (False, False)):
        gathering.add(announcement("a", loud=loud, desktop=desktop))
        taken = gathering.take()
        assert taken is not None
        assert taken.fresh is desktop


@given(WORDS)
def test_every_alert_is_shown_once_with_its_last_word_and_those_that_speak_first(words):
    gathering = Gathering()
    for word in words:
        gathering.add(word)
    last = {word.key: word for word in words}
    speaking = {word.key for word in words if word.desktop}
    taken = []
    while (notice := gathering.take()) is not None:
        taken.append(notice)
    assert not gathering
    if len(speaking) > 1:
        assert taken[0].title.startswith(f"{len(speaking)} alerts: ")
    alone = [notice for notice in taken if notice.key != SEVERAL]
    assert len(alone) == len(last) - (len(speaking) if len(speaking) > 1 else 0)
    assert all(notice.text == last[notice.key].text for notice in alone)
    assert [notice.fresh for notice in taken] == [True] * bool(speaking) + [False] * (len(last) - len(speaking))
