"""The dialogs of files: a look before anything is taken in, a way that can be stopped, what became of it; and what goes out."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, HOUR, UnixMs
from liqdesk.settings.filtering import FilterSettings, SideChoice
from liqdesk.settings.model import Settings, Zone
from liqdesk.ui.dialogs.files.card import AccountCard
from liqdesk.ui.dialogs.files.doors import FileDoors, Outgoing
from liqdesk.ui.dialogs.files.export_dialog import ExportDialog, Time, What
from liqdesk.ui.dialogs.files.import_dialog import ImportDialog
from liqdesk.ui.dialogs.files.imports_dialog import ImportsDialog
from liqdesk.ui.tasks import UiTasks
from tests.fakes.file_desk import FakeFileDesk, account
from tests.fakes.rows import T0

FILES = (Path("theirs.csv.gz"),)


@pytest.fixture
def files():
    return FakeFileDesk()


@pytest.fixture
def doors(files):
    told: list[str] = []
    yield FileDoors(files, UiTasks(told.append).run)
    assert told == []


def words(dialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


async def answered(files, until) -> None:
    await until(lambda: files.waiting)
    files.answer()


def story(tell) -> None:
    asyncio.run(asyncio.wait_for(tell(), 30))


def test_nothing_is_taken_in_before_it_was_looked_at(qtbot, theme, files, doors, until):
    async def tell() -> None:
        dialog = ImportDialog(doors, FILES, theme, Zone.UTC)
        qtbot.addWidget(dialog)
        dialog.show()
        await until(lambda: files.waiting)
        assert not dialog.take.isEnabled()
        files.step(0.25, 3_000)
        assert dialog.progress.bar.value() == 250
        await answered(files, until)
        await until(dialog.take.isEnabled)
        told = words(dialog)
        assert "12,000 rows would be added. They enter no total" in told
        for said in (
            "Tardis liquidations",
            "13 Jan 2026, 21:26 to 14 Jan 2026, 21:19",
            "$3.20M in 7,345 orders",
            "≥ $4.30M; at least",
        ):
            assert said in told
        assert "1 line is no liquidation and is left out:" in told
        assert "line 17: side is 'x', not SELL or BUY" in told
        assert dialog.take.text() == "Import 12,000 rows"
        assert [what for what, _ in files.asked] == ["preview"]
        dialog.take.click()
        assert not dialog.take.isEnabled()
        await answered(files, until)
        await until(lambda: dialog.taken)
        assert "12,000 rows were added." in words(dialog)
        assert dialog.take.isHidden()
        assert dialog.leave.text() == "Close"
        assert files.asked == [("preview", FILES), ("take", FILES)]

    story(tell)


def test_esc_stops_an_import(qtbot, theme, files, doors, until):
    async def tell() -> None:
        dialog = ImportDialog(doors, FILES, theme, Zone.UTC)
        qtbot.addWidget(dialog)
        dialog.show()
        await answered(files, until)
        await until(dialog.take.isEnabled)
        dialog.start()
        await until(lambda: files.waiting)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        await until(lambda: files.cancelled == 1)
        assert dialog.isHidden()

    story(tell)


def test_what_cannot_be_read_says_why(qtbot, theme, files, doors, until):
    async def tell() -> None:
        files.accounts = (account("bad.csv", failed="nobody here knows the columns", new=0), account(new=0))
        dialog = ImportDialog(doors, FILES, theme, Zone.UTC)
        qtbot.addWidget(dialog)
        await answered(files, until)
        await until(lambda: bool(dialog.accounts))
        assert "Nothing would be added. 1 file cannot be read." in words(dialog)
        assert "Nobody here knows the columns." in words(dialog)
        assert not dialog.take.isEnabled()
        files.failure = ExpectedFailure("the disk is full")
        other = ImportDialog(doors, FILES, theme, Zone.UTC)
        qtbot.addWidget(other)
        await answered(files, until)
        await until(lambda: "The disk is full." in words(other))

    story(tell)


def test_an_import_is_removed_when_it_was_asked_for_twice(qtbot, theme, files, doors, until):
    async def tell() -> None:
        dialog = ImportsDialog(doors, theme, Zone.UTC)
        qtbot.addWidget(dialog)
        dialog.show()
        await answered(files, until)
        await until(lambda: len(dialog.model.rows) == 2)
        assert "12,300 rows in 2 files" in words(dialog)
        assert dialog.model.rows[1].cells[4] == "broken off"
        dialog.remove.click()
        assert dialog.remove.text() == "Remove 12,000 rows?"
        dialog.table.selectRow(1)
        assert dialog.remove.text() == "Remove this import", "another row is asked about anew"
        dialog.remove.click()
        dialog.remove.click()
        await answered(files, until)
        await until(lambda: len(dialog.model.rows) == 1)
        assert ("remove", 1) in files.asked

    story(tell)


def test_no_imports_are_told(qtbot, theme, files, doors, until):
    async def tell() -> None:
        files.held = []
        dialog = ImportsDialog(doors, theme, Zone.UTC)
        qtbot.addWidget(dialog)
        await answered(files, until)
        await until(lambda: "Nothing was imported yet." in words(dialog))
        assert not dialog.remove.isEnabled()

    story(tell)


SHOWN = Span(T0, UnixMs(T0 + HOUR))
NOW = UnixMs(T0 + DAY)


def exporting(qtbot, theme, doors, settings=Settings(), visible: Span | None = SHOWN) -> ExportDialog:  # noqa: B008  # settings are frozen
    dialog = ExportDialog(doors, settings, lambda: NOW, visible, theme)
    qtbot.addWidget(dialog)
    return dialog


def choose(box, value) -> None:
    box.setCurrentIndex(box.findData(value))


def test_what_the_chart_shows_goes_out(qtbot, theme, doors):
    dialog = exporting(qtbot, theme, doors)
    assert dialog.outgoing(Path("a.csv")) == Outgoing(Path("a.csv"), "rows", False, SHOWN)
    assert dialog.suggested == "liqdesk-rows-2026-01-14.csv"
    choose(dialog.time, Time.WEEK.value)
    assert dialog.span == Span(UnixMs(NOW - 7 * DAY), UnixMs(NOW + 1))
    choose(dialog.time, Time.ALL.value)
    assert dialog.span is None
    choose(dialog.time, Time.CHOSEN.value)
    assert dialog.begin.isEnabled()
    assert dialog.span == SHOWN, "which begins with what was shown"
    choose(dialog.what, What.HOURS.value)
    choose(dialog.source, "imported")
    choose(dialog.form, ".parquet")
    assert dialog.outgoing(Path("x")).what == "hours"
    assert dialog.outgoing(Path("x")).imported
    assert dialog.suggested == "liqdesk-hours-2026-01-14.parquet"
    assert exporting(qtbot, theme, doors, visible=None).time.findData(Time.VISIBLE.value) == -1


def test_the_filter_chooses_where_it_can(qtbot, theme, doors):
    wanted = Settings(filter=FilterSettings(coins=("BTC", "ETH"), venues=("okx",), side=SideChoice.LONGS))
    dialog = exporting(qtbot, theme, doors, wanted)
    made = dialog.outgoing(Path("x"))
    assert (made.coins, made.venues, made.side) == (("BTC", "ETH"), ("okx",), PositionSide.LONG)
    dialog.filtered.setChecked(False)
    assert dialog.outgoing(Path("x")).coins == ()
    dialog.filtered.setChecked(True)
    choose(dialog.what, What.EVENTS.value)
    assert not dialog.filtered.isEnabled()
    assert dialog.outgoing(Path("x")).coins == ()
    assert not exporting(qtbot, theme, doors).filtered.isEnabled()
    others = exporting(qtbot, theme, doors, Settings(filter=FilterSettings(groups=("other",))))
    assert not others.filtered.isEnabled()
    assert "cannot be exported alone" in others.filtered.toolTip()


def test_a_file_gets_its_ending_and_its_end_is_told(qtbot, theme, files, doors, until, tmp_path):
    async def tell() -> None:
        dialog = exporting(qtbot, theme, doors)
        dialog.show()
        dialog.write(tmp_path / "mine")
        assert not dialog.save.isEnabled()
        await answered(files, until)
        await until(dialog.save.isEnabled)
        (_, made), = files.asked  # fmt: skip
        assert made.path == tmp_path / "mine.csv"
        assert f"1,000 lines are in {tmp_path / 'mine.csv'}." in words(dialog)
        assert dialog.show_folder.isVisible()
        dialog.write(tmp_path / "other.csv")
        await until(lambda: files.waiting)
        dialog.reject()
        await until(lambda: files.cancelled == 1)

    story(tell)


COPY_OR_MOVE = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction


def drag(window, kind, *urls):
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    where, buttons = QPoint(5, 5), Qt.MouseButton.LeftButton
    event = kind(
        QPointF(where) if kind is QDropEvent else where, COPY_OR_MOVE, data, buttons,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    event.ignore()
    event.setDropAction(Qt.DropAction.MoveAction)  # as some file managers propose
    QApplication.sendEvent(window, event)
    assert not event.isAccepted() or event.dropAction() == Qt.DropAction.CopyAction, "whoever gives it may keep it"
    return event.isAccepted()


def test_files_are_dropped_onto_the_window(open_window, live_desk, files, until, tmp_path):
    async def tell() -> None:
        window = open_window(live_desk)
        path = tmp_path / "theirs.csv"
        path.write_text("x")
        url = QUrl.fromLocalFile(str(path)).toString()
        assert not drag(window, QDragEnterEvent, url), "nothing is kept here"
        window.dialogs.files.doors = FileDoors(files, window.tasks.run)
        assert not drag(window, QDragEnterEvent, "https://example.org/a.csv")
        assert not drag(window, QDragEnterEvent, QUrl.fromLocalFile(str(tmp_path)).toString())
        assert drag(window, QDragEnterEvent, url)
        assert drag(window, QDropEvent, url)
        await until(lambda: files.waiting)
        assert files.asked == [("preview", (path,))]
        (dialog,) = window.findChildren(ImportDialog)
        dialog.reject()
        window.close()

    story(tell)


def test_the_menu_offers_files_only_where_some_are_kept(open_window, live_desk, files):
    window = open_window(live_desk)
    assert window.dialogs.files.ready is False
    window.dialogs.files.open_export()
    window.dialogs.files.open_book()
    assert window.findChildren(ExportDialog) == []
    window.dialogs.files.doors = FileDoors(files, UiTasks(str).run)
    window.dialogs.files.open_export()
    (dialog,) = window.findChildren(ExportDialog)
    assert dialog.time.findData(Time.VISIBLE.value) >= 0, "the chart says what it shows"
    dialog.reject()


def test_the_charts_menu_leads_to_an_export(open_window, live_desk, files):
    window = open_window(live_desk)
    window.dialogs.files.doors = FileDoors(files, UiTasks(str).run)
    timeline = window._timeline
    menu = timeline.menu()
    next(one for one in menu.actions() if one.text() == "Export what is shown…").trigger()
    (dialog,) = window.findChildren(ExportDialog)
    assert dialog.span == timeline.visible_span()
    dialog.reject()
    menu.deleteLater()


def test_a_card_is_read_in_order(qtbot, theme):
    card = AccountCard(account(unvalued=3, uncounted=2, notes=("the file breaks off",)), Zone.UTC, False, theme)
    qtbot.addWidget(card)
    assert card.words[:3] == ["theirs.csv.gz", "Form", "Tardis liquidations"]
    assert "3 orders of unknown size" in card.words
    assert "The file breaks off." in card.words
    assert card.words.index("▼ Longs") < card.words.index("▲ Shorts")
