"""Source that Qt for Python leaves unread, in a process of its own: it is told once, for all modules to come."""

import subprocess
import sys

STARTED = """
import linecache, sys
from pathlib import Path
from PySide6.QtCore import QObject, QTimer
from liqdesk.app.loop import make_application
app = make_application(["test"])
import liqdesk.app.stage
read = [name for name in linecache.cache if "engine" in Path(name).parts]
assert "liqdesk.ui.main_window" in sys.modules
holder = QObject()
holder.setObjectName("plain names work as ever")
timer = QTimer(holder)
print(len(read), holder.objectName(), timer.parent() is holder)
"""

ELSEWHERE = """
import sys
import PySide6.QtCore
from liqdesk.app import sources
sys.modules[sources.FEATURES] = type(sys)("another way of asking")
sources.leave_sources_unread()
print(vars(sys.modules[sources.FEATURES]).keys() - {"__name__", "__doc__", "__package__", "__loader__", "__spec__"})
"""


def said_by(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_no_source_of_ours_is_read_at_the_start():
    assert said_by(STARTED) == "0 plain names work as ever True"


def test_a_library_that_asks_in_another_way_is_left_alone():
    assert said_by(ELSEWHERE) == "set()"
