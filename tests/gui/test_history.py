"""The panel of the past over real questions: any stretch, kept while it is asked for, with all that it is made of."""

import asyncio
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from liqdesk.analytics.choice import Choice
from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from liqdesk.engine.archive import ArchiveDesk, no_archive
from liqdesk.settings.filtering import SideChoice
from liqdesk.settings.model import LookSettings, Zone
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.panels.history import LOOK_EVERY, HistoryPanel
from tests.fakes.archived import MemoryArchive, past_of
from tests.fakes.desk import FakeDesk
from tests.fakes.rows import row


class Stage:
    """A panel of the past on a loop that runs."""

    def __init__(self, qtbot, theme, until, desk=None, size=(1500, 800)):
        self.said = []
        self.desk = desk or FakeDesk()
        self.until = until
        self.panel = HistoryPanel(self.desk, theme, Cursor(), self.said.append)
        qtbot.addWidget(self.panel)
        self.panel.resize(*size)
        self.panel.show()
        self.panel.show_frame(self.desk.frame(0)[0])

    @property
    def chart(self):
        return self.panel.chart

    async def answered(self):
        """Wait until everything that is in sight is answered."""
        await self.until(lambda: not self.panel._rested.isActive() and not self.panel.asking.busy)
        await self.until(lambda: not self.panel._rested.isActive() and not self.panel.asking.busy)
        self.panel.grab()

    async def shown(self):
        await self.until(lambda: self.chart.bars is not None or self.chart.message.strip() != "")
        await self.answered()


@pytest.fixture
def play(qtbot, theme, until):
    """Runs a scene on a stage."""

    def played(scene, **options):
        async def run():
            stage = Stage(qtbot, theme, until, **options)
            await stage.shown()
            await scene(stage)
            stage.panel.hide()

        asyncio.run(run())

    return played


def buttons(panel):
    return {button.text(): button for button in panel.bar._group.buttons()}


def checked(panel):
    return [name for name, button in buttons(panel).items() if button.isChecked()]


def test_the_newest_week_is_shown_with_all_that_it_is_made_of(play):
    async def scene(stage):
        bars, pages = stage.chart.bars, stage.panel.pages
        assert bars.query.span.end - stage.desk.now() < MINUTE
        assert bars.query.span.end - bars.query.span.start == pytest.approx(7 * DAY, abs=2 * MINUTE)
        assert bars.total.count == sum(row.count for row in (p.total for p in pages._parts.coins)) > 0
        assert "≥ $" in stage.chart.read_out.values[1]
        assert "% of time" in stage.chart.read_out.status
        assert len(pages.calendar.days.days) > 50
        assert pages._coin_rows.rows[0].cells[0]
        assert checked(stage.panel) == ["7d"]
        assert stage.panel.bar.since.startswith("recorded since 14 Nov 2025")
        assert "Liquidations 6 Jan 2026, 22:2" in stage.chart.accessibleDescription()

    play(scene)


def test_a_span_is_chosen_by_its_name_and_asked_at_the_roll_up_that_fits(play):
    async def scene(stage):
        widths = {}
        for name in ("1h", "1d", "7d", "30d", "90d", "1y", "all"):
            QTest.mouseClick(buttons(stage.panel)[name], Qt.MouseButton.LeftButton)
            await stage.answered()
            assert checked(stage.panel) == [name]
            widths[name] = stage.chart.bars.bucket
        assert widths["1h"] == MINUTE
        spans = [widths[name] for name in ("1h", "1d", "7d", "30d", "90d", "1y")]
        assert spans == sorted(spans)
        assert widths["1y"] == DAY

    play(scene)


def test_zooming_keeps_the_old_picture_until_the_finer_one_is_there(play):
    async def scene(stage):
        before = stage.chart.bars
        QTest.keyClick(stage.chart, Qt.Key.Key_Plus)
        for _ in range(8):
            QTest.keyClick(stage.chart, Qt.Key.Key_Plus)
        assert stage.chart.bars is before
        assert stage.chart.message == ""
        assert checked(stage.panel) == []
        await stage.answered()
        assert stage.chart.bars is not before
        assert stage.chart.bars.bucket < before.bucket
        QTest.keyClick(stage.chart, Qt.Key.Key_Home)
        await stage.answered()
        first = stage.panel._extent.whole.start
        assert stage.chart.bars.query.span.start - first < HOUR
        QTest.keyClick(stage.chart, Qt.Key.Key_End)
        await stage.answered()
        assert stage.chart.window_shown.following

    play(scene)


def test_arrows_go_from_bar_to_bar_and_enter_opens_one(play):
    async def scene(stage):
        QTest.keyClick(stage.chart, Qt.Key.Key_Left)
        at, bucket = stage.chart.pointed, stage.chart.bars.bucket
        assert stage.chart.bars.start <= at < stage.desk.now()
        QTest.keyClick(stage.chart, Qt.Key.Key_Left)
        assert stage.chart.pointed == at - bucket
        assert stage.chart.read_out.values[0]
        QTest.keyClick(stage.chart, Qt.Key.Key_Return)
        await stage.answered()
        span = stage.chart.bars.query.span
        assert span.start <= at - bucket + MINUTE
        assert span.end - span.start <= max(bucket, HOUR) + 2 * MINUTE

    play(scene)


def test_a_gap_is_worded_where_it_is_pointed_at(play):
    async def scene(stage):
        stage.chart.point_at(UnixMs(stage.desk.now() - 5 * DAY + 4 * HOUR))
        assert "nobody was listening" in stage.chart.read_out.status
        assert any(gap.missing == 1 for gap in stage.chart.gaps)

    play(scene)


def test_a_day_of_the_calendar_is_opened_by_key_and_by_click(play):
    async def scene(stage):
        calendar = stage.panel.pages.calendar
        calendar.setFocus()
        QTest.keyClick(calendar, Qt.Key.Key_End)
        QTest.keyClick(calendar, Qt.Key.Key_Up)
        QTest.keyClick(calendar, Qt.Key.Key_Left)
        day = next(one for one in calendar.days.days if one.number == calendar.pointed)
        assert calendar.canvas.accessibleName().startswith("Mon 5 Jan 2026: ")
        QTest.keyClick(calendar, Qt.Key.Key_Return)
        await stage.answered()
        assert stage.chart.bars.query.span == day.span
        x, y = calendar.grid.place(day.number - 7)
        QTest.mouseClick(calendar.canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(x + 4), round(y + 4)))
        await stage.answered()
        assert stage.chart.bars.query.span.start == day.span.start - 7 * DAY
        assert calendar.accessibleDescription()

    play(scene)


def test_the_largest_orders_lead_to_their_moment(play):
    async def scene(stage):
        orders = stage.panel.pages.orders
        stage.panel.shelf.choose(stage.panel.pages.cards["orders"])
        await stage.answered()
        shown = stage.panel.pages._order_rows.rows
        amounts = [one.notional for one in stage.panel.pages._orders.orders]
        assert amounts == sorted(amounts, reverse=True)
        orders.setFocus()
        orders.setCurrentIndex(stage.panel.pages._order_rows.index(3, 0))
        QTest.keyClick(orders, Qt.Key.Key_Return)
        await stage.answered()
        assert stage.chart.bars.query.span.start < shown[3].at < stage.chart.bars.query.span.end
        assert stage.chart.pointed == shown[3].at

    play(scene)


def test_hours_and_sizes_are_read_by_keys(play):
    async def scene(stage):
        for name, chart in (("hours", stage.panel.pages.hours), ("sizes", stage.panel.pages.sizes)):
            stage.panel.shelf.choose(stage.panel.pages.cards[name])
            await stage.answered()
            assert chart.shown
            QTest.keyClick(chart, Qt.Key.Key_Home)
            QTest.keyClick(chart, Qt.Key.Key_Right)
            assert chart.pointed == 1
            assert chart.read_out.values == chart.shown[1].values
            assert chart.canvas.accessibleName() == chart.shown[1].spoken
            QTest.keyClick(chart, Qt.Key.Key_Escape)
            assert chart.pointed is None
        by_count = [one.short for one in stage.panel.pages.sizes.shown]
        stage.panel.pages._money.click()
        assert [one.short for one in stage.panel.pages.sizes.shown] != by_count

    play(scene)


def test_a_typed_stretch_is_shown(play):
    async def scene(stage):
        panel = stage.panel
        panel.bar.custom.click()
        assert panel.bar.begin.isVisible()
        panel.bar.begin.setDateTime(panel.bar.end.dateTime().addDays(-3))
        QTest.keyClick(panel.bar.begin, Qt.Key.Key_Return)
        await stage.answered()
        assert stage.chart.bars.query.span.end - stage.chart.bars.query.span.start == pytest.approx(
            3 * DAY, abs=2 * MINUTE
        )
        panel.bar.end.setDateTime(panel.bar.begin.dateTime().addDays(-2))  # the wrong way round
        panel.bar.take_typed()
        await stage.answered()
        assert stage.chart.bars.query.span.end - stage.chart.bars.query.span.start == pytest.approx(
            2 * DAY, abs=2 * MINUTE
        )

    play(scene)


def test_the_filter_and_the_coin_count(play):
    async def scene(stage):
        whole = stage.chart.bars.total
        stage.panel.show_coin("ETH")
        await stage.answered()
        assert stage.chart.bars.query.among == Choice(bases=frozenset({"ETH"}))
        assert 0 < stage.chart.bars.total.count < whole.count
        settings = stage.desk.settings.value
        longs = settings.filter.model_copy(update={"side": SideChoice.LONGS, "coins": ("BTC",)})
        stage.desk.replace_settings(settings.model_copy(update={"filter": longs}))
        await stage.answered()
        assert stage.chart.bars.total.count == 0  # no coin is both
        stage.panel.show_coin(None)
        await stage.answered()
        assert stage.chart.bars.total.short == 0 < stage.chart.bars.total.long
        stage.panel.pages.venues.setCurrentIndex(stage.panel.pages._venue_rows.index(0, 0))
        QTest.keyClick(stage.panel.pages.venues, Qt.Key.Key_Return)
        assert stage.desk.settings.value.filter.venues == (stage.panel.pages._venue_rows.rows[0].key,)

    play(scene)


def test_imported_rows_lie_beside_and_are_in_no_total(play):
    async def scene(stage):
        QTest.mouseClick(buttons(stage.panel)["90d"], Qt.MouseButton.LeftButton)
        await stage.answered()
        alone = stage.chart.bars.total
        assert stage.chart.imported is None
        stage.panel.bar.imported.click()
        await stage.answered()
        assert stage.chart.imported.total.count > 0
        assert stage.chart.bars.total == alone
        sources = {line[-1] for line in stage.panel.table().rows}
        assert sources == {"recorded", "imported"}

    play(scene)


def test_imported_rows_that_cannot_be_read_are_left_out_and_said(play):
    desk = FakeDesk()
    broken = MemoryArchive()
    broken.trouble = "the file is damaged"
    desk._archive = ArchiveDesk(desk.archive.recorded, past_of(broken, desk.now()))

    async def scene(stage):
        stage.panel.bar.imported.click()
        await stage.answered()
        assert stage.chart.imported is None
        assert stage.chart.bars is not None
        assert stage.said == ["Imported rows are left out: the file is damaged"]

    play(scene, desk=desk)


def test_nothing_recorded_says_so(play):
    desk = FakeDesk()
    held = MemoryArchive()
    desk._archive = ArchiveDesk(past_of(held, desk.now()), no_archive("none").imported)

    async def scene(stage):
        assert stage.chart.message.startswith("Nothing is recorded yet")
        assert not stage.panel.bar.imported.isVisible()
        held.take([row(desk.now() - HOUR, 10**12)])
        desk.advance(LOOK_EVERY)
        stage.panel.show_frame(desk.frame(0)[0])
        await stage.until(lambda: stage.chart.bars is not None)
        assert stage.chart.bars.total.count == 1

    play(scene, desk=desk)


def test_a_session_without_an_archive_says_why(play):
    desk = FakeDesk()
    desk._archive = no_archive("a replay keeps no archive")

    async def scene(stage):
        assert stage.chart.message == "A replay keeps no archive"

    play(scene, desk=desk)


def test_copies_name_their_columns(play):
    async def scene(stage):
        stage.panel.export.copy_data()
        header, *lines = QGuiApplication.clipboard().text().splitlines()
        assert header == "unix_ms,shorts_usd,longs_usd,orders,unvalued,coverage,at_least,origin,source"
        assert len(lines) == len(stage.chart.bars.long)
        assert "rows copied as CSV" in stage.said[-1]

    play(scene)


@pytest.mark.parametrize("theme_choice", list(ThemeChoice)[:2])
@pytest.mark.parametrize("size", [(420, 230), (900, 400), (560, 700), (1900, 1000)])
def test_it_fits_into_any_dock(play, theme, theme_choice, size):
    async def scene(stage):
        theme.wear(LookSettings(theme=theme_choice))
        await stage.answered()
        seen = stage.panel.shelf.seen
        assert seen
        for widget in (stage.chart, stage.panel.shelf):
            assert stage.panel.rect().contains(widget.geometry().translated(widget.parentWidget().pos()))
        assert not stage.panel.grab().isNull()

    play(scene, size=size)


def test_the_zone_decides_about_days(play):
    async def scene(stage):
        settings = stage.desk.settings.value
        stage.desk.replace_settings(
            settings.model_copy(update={"look": settings.look.model_copy(update={"zone": Zone.LOCAL})})
        )
        await stage.answered()
        assert stage.chart.zone is Zone.LOCAL

    play(scene)


def test_time_goes_on_with_the_window(play):
    async def scene(stage):
        end = stage.chart.bars.query.span.end
        stage.desk.advance(2 * HOUR)
        stage.panel.show_frame(replace(stage.desk.frame(0)[0]))
        await stage.answered()
        assert stage.chart.bars.query.span.end - end == pytest.approx(2 * HOUR, abs=MINUTE)

    play(scene)


def test_an_outage_shows_in_the_sum_in_sight_long_before_a_bar_of_an_hour_is_over(play):
    async def scene(stage):
        bars = stage.chart.bars
        stage.desk.advance(6 * MINUTE)
        stage.panel.show_frame(stage.desk.frame(0)[0])
        await stage.answered()
        assert bars.bucket >= HOUR
        assert stage.chart.bars.query.span.end - bars.query.span.end == pytest.approx(6 * MINUTE, abs=MINUTE)

    play(scene)


def test_spans_beyond_what_is_recorded_are_left_where_they_are(play):
    async def scene(stage):
        first = stage.panel._extent.whole.start
        stage.panel.show_stretch(Span(UnixMs(first - 3 * DAY), UnixMs(first + DAY)))
        await stage.answered()
        assert stage.chart.gaps[0].missing == 1

    play(scene)


def test_without_a_loop_nobody_is_asked(qtbot, theme):
    panel = HistoryPanel(FakeDesk(), theme, Cursor(), lambda _: None)
    qtbot.addWidget(panel)
    panel.show()
    qtbot.waitUntil(lambda: not panel._rested.isActive())
    assert not panel.asking.busy
