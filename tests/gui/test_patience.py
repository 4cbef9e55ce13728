"""Waiting for an answer: it ends, it can be ended, and what came during a standstill is read before anybody is blamed."""

import time

from PySide6.QtCore import QProcess
from pytestqt.qtbot import QtBot

from liqdesk.ui.announce.patience import GRACE_MS, Patience


def test_a_wait_ends(qtbot: QtBot):
    patience = Patience()
    with qtbot.waitSignal(patience.ended, timeout=5_000):
        patience.wait(1)


def test_an_answer_ends_it_first(qtbot: QtBot):
    patience = Patience()
    with qtbot.assertNotEmitted(patience.ended, wait=2 * GRACE_MS):
        patience.wait(1)
        patience.stop()


def test_what_arrived_while_the_loop_stood_still_counts(qtbot: QtBot):
    patience, process = Patience(), QProcess()
    process.readyReadStandardOutput.connect(patience.stop)
    with qtbot.waitSignal(process.started, timeout=5_000):
        process.start("cat", [])
    with qtbot.assertNotEmitted(patience.ended, wait=2 * GRACE_MS):
        patience.wait(1)
        process.write(b"here\n")
        process.waitForBytesWritten(5_000)
        stand_still_until = time.perf_counter() + 0.1
        while time.perf_counter() < stand_still_until:
            pass
    process.closeWriteChannel()
    with qtbot.waitSignal(process.finished, timeout=5_000):
        pass
