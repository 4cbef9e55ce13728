"""Checking for updates: asks when told to, says what is refused, links and compares, installs nothing."""

import hashlib

import pytest

from liqdesk.app.updating import door_to, in_words
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.ui.dialogs.updates import UpdatesDialog
from liqdesk.ui.tasks import UiTasks
from liqdesk.updates.checker import News, UpdateChecker
from liqdesk.updates.publisher import Publisher
from tests.fakes.clock import StepClock
from tests.fakes.releases import PAGE, Drawer, MadeUpPublisher, Page


class Booth:
    """The dialog over a made-up publisher."""

    def __init__(self, publisher: Publisher | None = None) -> None:
        self.source = MadeUpPublisher()
        self.content = b"the package"
        file = {"name": "liqdesk.deb", "size": 11, "sha256": hashlib.sha256(self.content).hexdigest()}
        self.page = Page(self.source.signed(self.source.manifest(files=[file])))
        self.settings = CurrentSettings(Settings())
        self.said: list[str] = []
        self.tasks = UiTasks(self.said.append)
        known = self.source.publisher if publisher is None else publisher
        self.checker = UpdateChecker(
            known, "0.1.0", self.page.get, Drawer(), StepClock(), lambda: self.settings.value.updates.check, print
        )

    def open(self, qtbot, theme) -> UpdatesDialog:
        door = door_to(self.checker, self.settings, self.settings.replace, lambda: self.tasks)
        dialog = UpdatesDialog(door, theme)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog


@pytest.fixture
def booth():
    return Booth()


def test_nobody_is_asked_by_opening_it(booth, qtbot, theme):
    dialog = booth.open(qtbot, theme)
    assert booth.page.asked == []
    assert "releases.example" in " ".join(label.text() for label in dialog.findChildren(type(dialog.state)))
    assert not dialog.open_page.isEnabled()
    assert not dialog.daily.isChecked()


def test_news_are_shown_with_their_files_and_page(booth, qtbot, theme, run, until):
    dialog = booth.open(qtbot, theme)

    async def story():
        dialog.check.click()
        await until(lambda: dialog.open_page.isEnabled())

    run(story())
    assert dialog.state.text() == "liqdesk 0.2.0 is out, published 2026-01-13. This is 0.1.0."
    assert "liqdesk.deb" in dialog.files.toPlainText()
    assert dialog.open_page.toolTip() == PAGE


def test_a_refusal_is_said_in_red_where_it_was_asked(booth, qtbot, theme, run, until):
    booth.page.body = ExpectedFailure("releases.example cannot be reached")
    dialog = booth.open(qtbot, theme)

    async def story():
        dialog.check.click()
        await until(dialog.check.isEnabled)

    run(story())
    assert dialog.state.text() == "Releases.example cannot be reached."
    assert not dialog.open_page.isEnabled()
    assert booth.said == []


def test_the_box_is_the_setting(booth, qtbot, theme):
    dialog = booth.open(qtbot, theme)
    dialog.daily.click()
    assert booth.settings.value.updates.check


def test_a_download_is_proved_or_not(booth, qtbot, theme, run, until, tmp_path):
    dialog = booth.open(qtbot, theme)
    good, bad = tmp_path / "download.deb", tmp_path / "other.deb"
    good.write_bytes(booth.content)
    bad.write_bytes(b"a package")
    heard: list[tuple[str, bool]] = []

    async def story():
        await booth.checker.check()
        for file in (good, bad):
            dialog._door.verify(dialog, file, lambda sentence, fault: heard.append((sentence, fault)))
            await until(lambda: booth.tasks.running == 0)

    run(story())
    assert heard == [
        ("download.deb is the published liqdesk.deb, byte for byte.", False),
        ("other.deb is none of the published files: do not run it.", True),
    ]


def test_a_copy_of_nobody_says_so_and_asks_nobody(qtbot, theme):
    dialog = Booth(Publisher()).open(qtbot, theme)
    assert not dialog.check.isEnabled()
    assert not dialog.daily.isEnabled()


def test_nothing_newer_is_said_plainly(booth, run):
    booth.checker.running = "0.2.0"
    run(booth.checker.check())
    said = in_words(booth.checker.news, "0.2.0").sentence
    assert said == "This is liqdesk 0.2.0, and nothing newer is published (newest: 0.2.0 of 2026-01-13)."
    assert in_words(News(), "0.1.0").sentence == "This is liqdesk 0.1.0. Nobody was asked yet for newer ones."
