"""The message bar: the heaviest sentence first, dismissed ones stay away until they change."""

from dataclasses import replace

from PySide6.QtWidgets import QToolButton

from liqdesk.domain.feed_state import LaneState
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Mode
from liqdesk.ui.panels.messages import FrameMessages, Message, MessageBar, Weight


def _bar(qtbot, theme, resources) -> MessageBar:
    bar = MessageBar(theme, resources)
    qtbot.addWidget(bar)
    return bar


def test_the_heaviest_is_shown_and_then_the_next(qtbot, theme, resources):
    bar = _bar(qtbot, theme, resources)
    assert bar.isHidden()
    bar.tell(Message("settings", "The settings file was set aside."))
    bar.tell(Message("store", "The disk is full.", Weight.FAULT))
    assert bar.shown.key == "store"
    bar.take_back("store")
    assert bar.shown.key == "settings"
    bar.take_back("settings")
    assert bar.isHidden()


def test_a_dismissed_sentence_returns_only_when_it_changes(qtbot, theme, resources):
    bar = _bar(qtbot, theme, resources)
    bar.tell(Message("store", "The disk is full.", Weight.FAULT))
    bar.findChild(QToolButton).click()
    assert bar.isHidden()
    bar.tell(Message("store", "The disk is full.", Weight.FAULT))
    assert bar.isHidden()
    bar.tell(Message("store", "The file is locked.", Weight.FAULT))
    assert not bar.isHidden()


def test_nothing_is_said_while_a_venue_is_still_on_its_way(live_desk):
    live_desk.offline = True
    frame = live_desk.frame(0)[0]
    assert "the demo shows" in FrameMessages(Mode.LIVE).of(frame)["venues"].sentence
    trying = replace(frame.venues[0], state=LaneState.CONNECTING)
    assert FrameMessages(Mode.LIVE).of(replace(frame, venues=(trying, *frame.venues[1:])))["venues"] is None


def test_demo_and_replay_do_not_offer_the_demo(live_desk):
    live_desk.offline = True
    frame = live_desk.frame(0)[0]
    assert FrameMessages(Mode.DEMO).of(frame)["venues"].action == ""
    assert FrameMessages(Mode.REPLAY).of(frame)["venues"] is None


def test_switching_everything_off_is_not_called_a_fault(live_desk):
    for venue in live_desk.frame(0)[0].venues:
        live_desk.enable_venue(VenueId(venue.id), False)
    said = FrameMessages(Mode.LIVE).of(live_desk.frame(0)[0])["venues"]
    assert said.weight is Weight.NEWS
    assert "switched off" in said.sentence


def test_reasons_are_grouped(live_desk):
    live_desk.offline = True
    live_desk.details[VenueId("okx")] = "refused from this network"
    sentence = FrameMessages(Mode.LIVE).of(live_desk.frame(0)[0])["venues"].sentence
    assert "OKX: refused from this network" in sentence
    assert "Binance USD-M, Binance COIN-M, Bybit and 3 more: retrying, no connection" in sentence


def test_an_exchange_that_tries_again_neither_hides_the_bar_nor_changes_its_words(live_desk):
    live_desk.offline = True
    frame = live_desk.frame(0)[0]
    said = FrameMessages(Mode.LIVE)
    before = said.of(frame)["venues"]
    for number in range(len(frame.venues)):
        trying = tuple(
            replace(venue, state=LaneState.CONNECTING, sentence="connecting") if place <= number else venue
            for place, venue in enumerate(frame.venues)
        )
        assert said.of(replace(frame, venues=trying))["venues"] == before
    heard = replace(frame.venues[0], state=LaneState.QUIET)
    assert said.of(replace(frame, venues=(heard, *frame.venues[1:])))["venues"] is None
    trying = tuple(replace(venue, state=LaneState.CONNECTING) for venue in frame.venues)
    assert said.of(replace(frame, venues=trying))["venues"] is None, "nothing has failed since one was heard"


def test_it_comes_once_each_exchange_has_failed_though_another_tries_again_by_then(live_desk):
    live_desk.offline = True
    frame = live_desk.frame(0)[0]
    said = FrameMessages(Mode.LIVE)
    first, rest = frame.venues[0], frame.venues[1:]
    waiting = tuple(replace(venue, state=LaneState.CONNECTING) for venue in rest)
    assert said.of(replace(frame, venues=(first, *waiting)))["venues"] is None
    told = said.of(replace(frame, venues=(replace(first, state=LaneState.CONNECTING), *rest)))["venues"]
    assert told.sentence.startswith("No exchange can be reached (")
