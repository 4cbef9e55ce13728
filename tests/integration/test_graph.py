"""pyqtgraph loaded as far as a plot needs it, each time in a process of its own: what is loaded stays loaded."""

import subprocess
import sys

LEAN = """
import sys
from PySide6 import QtWidgets
from liqdesk.ui.charts import graph
import pyqtgraph.Qt
whole = [name for name in ("imageview", "parametertree", "multiprocess", "colormap") if f"pyqtgraph.{name}" in sys.modules]
mirror = pyqtgraph.Qt.QtWidgets
built = "QWizardPage" in vars(mirror)
whole += [name for name in ("QtOpenGL", "QtOpenGLWidgets", "QtTest") if f"PySide6.{name}" in sys.modules]
print(whole, built, mirror.QWizardPage is QtWidgets.QWizardPage, "QWizardPage" in dir(QtWidgets))
"""

OPTIONS = """
import pyqtgraph
from liqdesk.ui.charts import graph
print({name: pyqtgraph.CONFIG_OPTIONS[name] for name in graph.OPTIONS} == graph.OPTIONS, hasattr(pyqtgraph, "ImageView"))
"""

END = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtWidgets import QApplication
from liqdesk.ui.charts.graph import PlotWidget
from pyqtgraph.graphicsItems.ViewBox import ViewBox
app = QApplication([])
told = []
ViewBox.quit = staticmethod(lambda: told.append("quit"))
plot = PlotWidget(enableMenu=False)
plot.plot([1, 2], [3, 4], connect="finite", antialias=True)
plot.show()
plot.grab()
app.aboutToQuit.emit()
print(told)
"""


def said_by(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_only_a_plot_is_loaded_and_classes_come_when_asked_for():
    assert said_by(LEAN) == "[] False True True"


def test_options_are_those_it_ships_and_whoever_has_it_whole_keeps_it():
    assert said_by(OPTIONS) == "True True"


def test_its_views_are_told_of_the_end():
    assert said_by(END) == "['quit']"
