"""The dialogs of care: a failure told once and calmly, the doctor's findings, what the program is made of, the key that quits."""

import asyncio
import logging
import threading
from argparse import Namespace
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

from liqdesk.app.care import FailureBell
from liqdesk.app.crash import BELOW, Caught, CrashHooks
from liqdesk.app.crash_reports import KEPT, keep_report, reports, taken_below
from liqdesk.app.parts import installed_parts
from liqdesk.app.resources import Resources
from liqdesk.app.session import session
from liqdesk.domain.secret import Secret
from liqdesk.domain.time import UnixMs
from liqdesk.ui.dialogs.about import AboutDialog
from liqdesk.ui.dialogs.care import Care, Chapter, Check, Told
from liqdesk.ui.dialogs.crash import CrashDialog
from liqdesk.ui.dialogs.doctor import DoctorDialog, told
from liqdesk.ui.panels.messages import MessageBar

CTRL = Qt.KeyboardModifier.ControlModifier
OUR_FAULT = "ERROR liqdesk.crash: Unexpected failure in"


@pytest.fixture
def opened(tmp_path):
    """A profile with its log; the root logger is left as it was."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    arguments = Namespace(
        profile=tmp_path / "profile", log_level="error", word=None, safe_mode=False, reset_settings=False
    )
    with session(arguments) as one:
        yield one
    for handler in root.handlers[:]:
        if handler not in before:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)


def shown_message(window) -> str:
    shown = window.findChild(MessageBar).shown
    return shown.sentence if shown is not None else ""


def test_a_crash_below_python_is_told_at_the_next_start_once_and_kept_without_secrets(open_window, desk, opened):
    logs = opened.profile.logs
    logs.mkdir(parents=True, exist_ok=True)
    opened.redaction.learn(Secret("hunter2hunter2"))
    left = logs / BELOW
    left.write_text("Fatal Python error: Segmentation fault\n  File hunter2hunter2\n", encoding="utf-8")
    window = open_window(desk)
    bell = FailureBell(opened, window)
    bell.tell_of_the_last_end()
    (report,) = reports(logs)
    kept = report.read_text(encoding="utf-8")
    assert "Segmentation fault" in kept
    assert "hunter2hunter2" not in kept
    assert shown_message(window).startswith("liqdesk crashed the last time it ran")
    assert str(report) in shown_message(window)
    assert left.read_text(encoding="utf-8") == ""
    bell.tell_of_the_last_end()
    assert reports(logs) == [report]


def test_where_nothing_crashed_or_nothing_is_kept_nothing_is_said(open_window, desk, opened):
    window = open_window(desk)
    FailureBell(opened, window).tell_of_the_last_end()
    assert taken_below(opened.profile.logs / "nowhere") is None
    opened.profile.logs.mkdir(parents=True, exist_ok=True)
    (opened.profile.logs / BELOW).write_text("  \n", encoding="utf-8")
    FailureBell(opened, window).tell_of_the_last_end()
    FailureBell(replace(opened, holds=False), window).tell_of_the_last_end()
    assert not reports(opened.profile.logs)
    assert "crashed" not in shown_message(window)


@pytest.fixture
def hooked(qtbot, open_window, desk, opened):
    """A window whose failures are heard, and what hears them."""
    window = open_window(desk)
    hooks = CrashHooks()
    FailureBell(opened, window).hang_on(hooks)
    return window, hooks


def fail(hooks: CrashHooks, kind: type[Exception], said: str = "no") -> None:
    """Let something fail in a loop, always at the same line."""
    loop = asyncio.new_event_loop()
    hooks.watch(loop)
    loop.call_exception_handler({"message": "a made-up task", "exception": raised(kind, said)})
    loop.close()


def raised(kind: type[Exception], said: str) -> Exception:
    """A failure that was raised here and caught."""

    def fall() -> None:
        raise kind(said)

    try:
        fall()
    except kind as failure:
        return failure
    raise AssertionError


def shown(window) -> list[CrashDialog]:
    return [one for one in window.findChildren(CrashDialog) if one.isVisible()]


@pytest.mark.expected_log(OUR_FAULT)
def test_a_failure_is_shown_once_and_kept_as_a_file_without_secrets(qtbot, hooked, opened):
    window, hooks = hooked
    opened.redaction.learn(Secret("hush-hush-7"))
    logging.getLogger("liqdesk.test").info("it was hush-hush-7 before it failed")
    for _ in range(20):
        fail(hooks, ValueError, "with hush-hush-7")
    qtbot.waitUntil(lambda: bool(shown(window)))
    (dialog,) = shown(window)
    assert hooks.count == 20
    assert dialog.others == 0
    assert not dialog.isModal()
    assert dialog.failure.file is not None
    text = dialog.failure.file.read_text()
    assert text == dialog.report.toPlainText()
    assert "ValueError: with …" in text
    assert "it was … before it failed" in text
    assert "hush" not in text
    assert [dialog.failure.file] == reports(opened.profile.logs)
    assert dialog.failure.file.stat().st_mode & 0o077 == 0


@pytest.mark.expected_log(OUR_FAULT)
def test_other_kinds_are_counted_in_the_dialog_that_is_open(qtbot, hooked, opened):
    window, hooks = hooked
    for kind in (ValueError, KeyError, TypeError):
        fail(hooks, kind)
    qtbot.waitUntil(lambda: bool(shown(window)) and shown(window)[0].others == 2)
    assert len(shown(window)) == 1
    assert len(reports(opened.profile.logs)) == 3


@pytest.mark.expected_log(OUR_FAULT)
def test_a_failure_on_another_thread_is_shown_on_this_one(qtbot, hooked):
    window, hooks = hooked
    thread = threading.Thread(target=fail, args=(hooks, OSError))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(shown(window)))
    assert shown(window)[0].thread() is window.thread()


@pytest.mark.expected_log(OUR_FAULT)
def test_after_a_failure_the_window_can_be_used_and_quit(qtbot, hooked, desk):
    window, hooks = hooked
    fail(hooks, ValueError)
    qtbot.waitUntil(lambda: bool(shown(window)))
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_3)
    assert desk.settings.value.chart.bucket.value == "15m"
    assert not shown(window)[0].restart.isEnabled()
    with qtbot.waitSignal(window.closed):
        shown(window)[0].quit.click()


def test_only_the_newest_reports_are_kept(tmp_path):
    for second in range(KEPT + 5):
        assert keep_report(tmp_path, f"{second}", "Value<Error>", UnixMs(second * 1000)) is not None
    assert [file.read_text() for file in reports(tmp_path)] == [str(number) for number in range(5, KEPT + 5)]


def test_a_report_that_cannot_be_written_is_no_failure_of_its_own(tmp_path):
    (tmp_path / "file").write_text("")
    assert keep_report(tmp_path / "file" / "folder", "x", "ValueError", UnixMs(0)) is None


def test_hooks_hear_one_of_each_kind_and_the_line_tells_kinds_apart(expected_log):
    expected_log(OUR_FAULT)
    heard: list[Caught] = []
    hooks = CrashHooks(heard.append)
    fail(hooks, ValueError)
    fail(hooks, ValueError)
    fail(hooks, LookupError)
    assert [one.kind for one in heard] == ["ValueError", "LookupError"]
    assert "raise kind(said)" in heard[0].trace


CHAPTERS = (
    Chapter("This machine", (Check("sound", True, "played on Speakers"), Check("tray", False, "<b>none</b>"))),
    Chapter("Left alone", (Check("KuCoin", None, "publishes nothing"),)),
)


def test_the_doctor_says_what_works_and_looks_again_when_asked(qtbot, theme, qapp):
    asked: list[Told] = []
    dialog = DoctorDialog(Care(examine=lambda owner, answer: asked.append(answer)), theme)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert not dialog.again.isEnabled()
    asked[0](CHAPTERS)
    assert dialog.again.isEnabled()
    dialog.copy.click()
    assert qapp.clipboard().text() == told(CHAPTERS)
    assert "does not work tray" in told(CHAPTERS)
    qtbot.keyClick(dialog, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: len(asked) == 2)


def test_the_parts_say_version_and_licence_and_bring_their_texts(qtbot, theme, qapp):
    parts = installed_parts(Resources())
    names = {part.name for part in parts}
    assert {"liqdesk", "Python", "Inter", "PySide6_Essentials", "numpy", "websockets"} <= {
        name.replace("-", "_") if name.startswith("PySide6") else name for name in names
    }
    assert not {"pytest", "ruff", "mypy"} & names
    assert all(part.version and part.licence for part in parts)
    assert "MIT License" in parts[0].text()
    assert "SIL OPEN FONT LICENSE" in next(part for part in parts if part.name == "Inter").text()
    dialog = AboutDialog(theme, parts)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "MIT License" in dialog.text.toPlainText()
    for row, part in enumerate(parts):
        dialog.list.setCurrentRow(row)
        assert part.name in dialog.text.toPlainText() or part.text()
    dialog.copy.click()
    assert all(f"{part.name} {part.version}" in qapp.clipboard().text() for part in parts)


@pytest.mark.parametrize(
    "opening", ["open_settings", "open_keys", "open_about", "open_doctor", "open_first_run", "open_share"]
)
def test_the_key_that_quits_works_in_every_dialog(qtbot, open_window, desk, opening):
    window = open_window(desk)
    window.activateWindow()
    getattr(window.dialogs, opening)()
    dialog = next(one for one in window.findChildren(QDialog) if one.isVisible())
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    with qtbot.waitSignal(window.closed):
        qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Q, CTRL)


def test_the_help_menu_leads_to_all_of_them(open_window, desk):
    window = open_window(desk)
    titles = {line.id: line.title for line in window.command_lines() if line.menu == "Help"}
    assert {"first-steps", "doctor", "save-diagnostics", "about"} <= set(titles)
    assert titles["save-diagnostics"] == "Save diagnostics"


def test_diagnostics_are_saved_where_the_user_says(qtbot, open_window, desk, tmp_path):
    window = open_window(desk)
    saved: list[Path] = []
    window.dialogs.care = Care(save_diagnostics=saved.append)
    window.dialogs.save_diagnostics()
    chooser = next(one for one in window.findChildren(QDialog) if one.isVisible())
    chooser.fileSelected.emit(str(tmp_path / "x.zip"))
    assert saved == [tmp_path / "x.zip"]
    chooser.close()
