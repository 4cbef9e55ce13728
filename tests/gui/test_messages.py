"""The message bar: the heaviest sentence first, dismissed ones stay away until they change."""

from dataclasses import replace

from PySide6.QtWidgets import QToolButton

from liqdesk.domain.feed_state import LaneState
from liqdesk.domain.venue import VenueId
from liqdesk.engine.desk import Mode
from liqdesk.ui.panels.messages import Message, MessageBar, Weight, messages_of


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
    assert "--demo" in messages_of(frame, Mode.LIVE)["venues"].sentence
    trying = replace(frame.venues[0], state=LaneState.CONNECTING)
    assert messages_of(replace(frame, venues=(trying, *frame.venues[1:])), Mode.LIVE)["venues"] is None


def test_demo_and_replay_do_not_offer_the_demo(live_desk):
    live_desk.offline = True
    frame = live_desk.frame(0)[0]
    assert messages_of(frame, Mode.DEMO)["venues"].action == ""
    assert messages_of(frame, Mode.REPLAY)["venues"] is None


def test_switching_everything_off_is_not_called_a_fault(live_desk):
    for venue in live_desk.frame(0)[0].venues:
        live_desk.enable_venue(VenueId(venue.id), False)
    said = messages_of(live_desk.frame(0)[0], Mode.LIVE)["venues"]
    assert said.weight is Weight.NEWS
    assert "switched off" in said.sentence


def test_reasons_are_grouped(live_desk):
    live_desk.offline = True
    live_desk.details[VenueId("okx")] = "refused from this network"
    sentence = messages_of(live_desk.frame(0)[0], Mode.LIVE)["venues"].sentence
    assert "OKX: refused from this network" in sentence
    assert "Binance USD-M, Binance COIN-M, Bybit and 3 more: connection lost, retrying" in sentence
