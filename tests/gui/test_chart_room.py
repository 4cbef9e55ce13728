"""The docks keep the size a person gave them; a chart that is opened among others borrows height, and gives it back."""

import asyncio

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from liqdesk.ui.panels.arrangement import CHARTS
from liqdesk.ui.panels.docks import Dock
from tests.fakes.looking import look

SIZE = QSize(1280, 800)


@pytest.fixture
def play(run, qtbot, until, open_window, live_desk):
    """Plays scenes, each over a window of its own with the layout of the one before."""

    def played(*scenes) -> None:
        async def story():
            for scene in scenes:
                window = open_window(live_desk)
                window.resize(SIZE)
                look(window)
                await scene(window)
                window.quit()
                await idle()

        run(story())

    async def idle():
        await until(lambda: not asyncio.all_tasks() - {asyncio.current_task()})

    return played


def docks_of(window) -> dict[str, Dock]:
    return {dock.objectName(): dock for dock in window.findChildren(Dock)}


def bottom(window) -> int:
    """How high the docks at the bottom are."""
    docks = docks_of(window)
    return next(dock.height() for name, dock in docks.items() if dock.seen and name not in ("tape", "journal"))


def middle(window) -> int:
    return window.centralWidget().height()


async def settled(window):
    look(window)
    for _ in range(3):
        QApplication.processEvents()
        await asyncio.sleep(0)


async def go(window, name: str):
    window.go_to(name)
    await settled(window)


async def close(window, name: str):
    docks_of(window)[name].close()
    await settled(window)


async def drag_lower_edge(window, by: int):
    """Take the line between the middle and the docks below it and move it, as the mouse does."""
    handle, stage = window.windowHandle(), window.centralWidget()
    at = stage.mapTo(window, QPoint(stage.width() // 2, stage.height() + 1))
    QTest.mouseMove(handle, at)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    for step in (by // 2, by):
        QTest.mouseMove(handle, at + QPoint(0, step))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at + QPoint(0, by))
    await settled(window)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_borrows_height_and_gives_it_back(play, name):
    async def scene(window):
        before = bottom(window), middle(window)
        await go(window, name)
        assert bottom(window) > before[0] + 100
        await go(window, "venues")
        await go(window, name)
        await close(window, name)
        assert (bottom(window), middle(window)) == before

    play(scene)


def test_it_is_given_back_by_the_last_of_the_charts(play):
    async def scene(window):
        before = bottom(window)
        await go(window, "treemap")
        lent = bottom(window)
        await go(window, "history")
        await close(window, "treemap")
        assert bottom(window) == lent
        await close(window, "history")
        assert bottom(window) == before

    play(scene)


@pytest.mark.parametrize("by", [60, -40])
def test_what_a_person_dragged_stays(play, by):
    async def scene(window):
        first = bottom(window)
        await drag_lower_edge(window, by)
        given = bottom(window)
        assert given == first - by
        for name in ("history", "treemap", "market", "alerts", "cross-check"):
            await go(window, name)
            assert bottom(window) == given, name
            if name in (*CHARTS, "cross-check"):
                await close(window, name)
                assert bottom(window) == given, name

    async def next_start(window):
        given = bottom(window)
        await go(window, "history")
        assert bottom(window) == given

    play(scene, next_start)


def test_a_person_who_drags_while_a_chart_is_open_keeps_that(play):
    async def scene(window):
        await go(window, "history")
        await drag_lower_edge(window, -50)
        given = bottom(window)
        await close(window, "history")
        assert bottom(window) == given

    play(scene)


def test_what_was_lent_before_the_program_ended_is_given_back_after_it_began(play):
    before = []

    async def scene(window):
        before.append(bottom(window))
        await go(window, "history")

    async def next_start(window):
        assert bottom(window) > before[0] + 100
        await close(window, "history")
        assert bottom(window) == before[0]

    play(scene, next_start)


def test_a_layout_of_the_program_is_nobody_s_size(play):
    async def scene(window):
        await drag_lower_edge(window, 40)
        window.reset_layout()
        await settled(window)
        before = bottom(window)
        await go(window, "treemap")
        assert bottom(window) > before + 100

    play(scene)


def test_a_chart_that_floats_borrows_nothing_any_more(play):
    async def scene(window):
        before = bottom(window)
        await go(window, "treemap")
        docks_of(window)["treemap"].setFloating(True)
        await settled(window)
        assert bottom(window) == before

    play(scene)
