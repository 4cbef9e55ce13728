"""The venues: each state in words, switched by key and menu, and no markup from outside."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from liqdesk.domain.feed_state import LaneState
from liqdesk.domain.venue import SILENT, Refill, Standing, VenueId
from liqdesk.ui.format import UNKNOWN
from liqdesk.ui.panels.venues import VenuesPanel
from liqdesk.ui.tables.venues import Column, Tone, VenuesModel, row_of, tone_of


def _shown(qtbot, theme, desk) -> VenuesPanel:
    panel = VenuesPanel(desk, theme)
    qtbot.addWidget(panel)
    panel.resize(900, 240)
    panel.show()
    panel.show_frame(desk.frame(0)[0])
    return panel


def _row(panel: VenuesPanel, name: str):
    return next(row for row in panel.rows if row.id == name)


def test_every_venue_is_there_with_its_completeness_in_words(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    assert [row.cells[Column.VENUE] for row in panel.rows if row.switchable] == [
        "Binance USD-M",
        "Binance COIN-M",
        "Bybit",
        "OKX",
        "Bitget",
        "Gate",
        "HTX",
    ]
    assert _row(panel, "bybit").cells[Column.FEED] == "complete"
    assert _row(panel, "okx").cells[Column.FEED] == "sampled, at least"


def test_a_lost_connection_counts_down(qtbot, theme, desk):
    desk.states[VenueId("bybit")] = LaneState.BACKING_OFF
    row = _row(_shown(qtbot, theme, desk), "bybit")
    assert row.tone is Tone.FAULT
    assert row.cells[Column.STATE].startswith("retrying, no connection ")
    assert row.countdown.endswith("s")
    assert row.cells[Column.LAG] == UNKNOWN


def test_a_venue_never_heard_shows_dashes(qtbot, theme, desk):
    desk.offline = True
    row = _row(_shown(qtbot, theme, desk), "gateio")
    assert row.cells[Column.SHORT] == row.cells[Column.LONG] == row.cells[Column.LAST] == UNKNOWN


def test_every_state_has_a_tone():
    assert {tone_of(state) for state in LaneState} == set(Tone)
    assert tone_of(LaneState.LIVE) is Tone.GOOD
    assert tone_of(LaneState.UNKNOWN) is Tone.UNEASY


def test_space_switches_the_chosen_venue(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    panel.view.setFocus()
    panel.view.selectRow(2)
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert desk.settings.value.venues.switched == {"bybit": False}
    panel.show_frame(desk.frame(0)[0])
    assert _row(panel, "bybit").cells[Column.STATE] == "switched off"
    assert not _row(panel, "bybit").enabled
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert desk.settings.value.venues.switched == {"bybit": True}


def test_the_menu_switches_and_retries(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    switch, retry = panel.menu_for(6).actions()
    assert switch.text() == "Switch off"
    retry.trigger()
    assert desk.retried == ["htx"]
    switch.trigger()
    assert desk.settings.value.venues.switched == {"htx": False}


def test_markup_in_a_venue_s_words_stays_text(qtbot, theme, desk):
    desk.details[VenueId("okx")] = "<img src=x>"
    panel = _shown(qtbot, theme, desk)
    model = panel.view.model()
    index = model.index(3, Column.STATE)
    assert model.data(index) == "<img src=x>"
    tip = model.data(index, Qt.ItemDataRole.ToolTipRole)
    assert "&lt;img src=x&gt;" in tip
    assert "<img" not in tip
    assert "At most one order per contract and second." in tip


def test_a_hidden_panel_catches_up_when_shown(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    panel.hide()
    desk.enable_venue(VenueId("okx"), False)
    panel.show_frame(desk.frame(0)[0])
    assert _row(panel, "okx").enabled
    panel.show()
    assert not _row(panel, "okx").enabled


def test_those_that_publish_nothing_stand_below_and_do_nothing(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    silent = panel.rows[-len(SILENT) :]
    assert [row.cells[Column.VENUE] for row in silent] == [one.name for one in SILENT]
    assert {row.cells[Column.STATE] for row in silent} == {"publishes nothing"}
    assert all(not row.enabled and not row.switchable for row in silent)
    assert silent[0].cells[Column.FEED] == "absent"
    assert set(silent[0].cells[Column.SLOTS :]) == {""}
    assert SILENT[0].why in silent[0].tip
    panel.view.setFocus()
    panel.view.selectRow(len(panel.rows) - 1)
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert desk.settings.value.venues.switched == {}
    panel.grab()


def test_an_experimental_venue_says_so_and_can_be_switched(desk):
    frame, _ = desk.frame(0)
    view = replace(frame.venues[0], standing=Standing.EXPERIMENTAL, caveat="its sides are not confirmed")
    row = row_of(view, frame.at, {})
    assert row.cells[Column.FEED] == "experimental"
    assert "Experimental: its sides are not confirmed." in row.tip
    assert row.switchable


@pytest.mark.parametrize(
    ("refill", "words"),
    [
        (Refill.WHOLE, "are filled from its public history"),
        (Refill.PART, "are partly filled"),
        (Refill.NEVER, "cannot be filled"),
    ],
)
def test_what_can_become_of_a_gap_is_in_the_tip(desk, refill, words):
    frame, _ = desk.frame(0)
    assert words in row_of(replace(frame.venues[0], refill=refill), frame.at, {}).tip


def test_what_the_filling_of_gaps_hangs_on_is_in_the_tip(desk):
    frame, _ = desk.frame(0)
    assert "stays a gap until then" not in row_of(frame.venues[0], frame.at, {}).tip
    view = replace(frame.venues[0], refill_caveat="It stays a gap until then.")
    assert "It stays a gap until then.\n" in row_of(view, frame.at, {}).tip


def test_a_venue_of_old_tapes_has_no_switch(qtbot, theme, desk):
    frame, _ = desk.frame(0)
    closed = replace(
        frame.venues[2],
        standing=Standing.TAPES_ONLY,
        enabled=False,
        state=LaneState.DISABLED,
        sentence="closed in 2026",
        caveat="closed in 2026",
    )
    panel = _shown(qtbot, theme, desk)
    panel.show_frame(replace(frame, venues=(*frame.venues[:2], closed, *frame.venues[3:])))
    row = _row(panel, "bybit")
    assert (row.cells[Column.STATE], row.cells[Column.FEED]) == ("closed in 2026", "tapes only")
    assert "Space" not in row.tip
    panel.switch(2)
    assert desk.settings.value.venues.switched == {}


def test_columns_give_way_in_a_narrow_dock(qtbot, theme, desk):
    panel = _shown(qtbot, theme, desk)
    assert not panel.view.isColumnHidden(Column.LAG)
    panel.resize(560, 240)
    qtbot.waitUntil(lambda: panel.view.isColumnHidden(Column.LAG), timeout=2_000)
    assert not panel.view.isColumnHidden(Column.STATE)
    panel.grab()


def test_a_share_that_grows_is_painted_when_it_reads_differently(theme, desk):
    frame = desk.frame(0)[0]
    rows = tuple(row_of(venue, frame.at, {}) for venue in frame.venues)
    model = VenuesModel()
    model.show_rows(rows)
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.column(), last.column())))
    grown = replace(rows[0], share=rows[0].share - 1e-4)
    model.show_rows((grown, *rows[1:]))
    assert told == []
    cells = list(grown.cells)
    cells[Column.SHARE] = "12%"
    model.show_rows((replace(grown, share=0.12, cells=tuple(cells)), *rows[1:]))
    assert told == [(Column.SHARE, Column.SHARE)]
