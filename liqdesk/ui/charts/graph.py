"""pyqtgraph, loaded as far as one plot needs it.

On import it loads all it has (images, volumes, parameter trees, views of other processes) and takes each class out of Qt's
modules, which makes PySide6 build classes that it would build when they are first used. So its package is entered without its
`__init__`, of which the modules of a plot want only the options and to be told of the end; and classes of Qt are handed on when
they are asked for. Whoever imported pyqtgraph whole before has it whole.
"""

import atexit
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

from PySide6 import QtCore, QtGui, QtWidgets

OPTIONS: dict[str, object] = {
    "antialias": False,
    "background": "k",
    "crashWarning": False,
    "enableExperimental": False,
    "foreground": "d",
    "imageAxisOrder": "col-major",
    "leftButtonPan": True,
    "mouseRateLimit": 100,
    "segmentedLineMode": "auto",
    "useCupy": False,
    "useNumba": False,
    "useOpenGL": False,
}
"""What its modules ask for, as it ships them."""


class _Mirror(ModuleType):
    """Stands for a module of Qt's in pyqtgraph, which adds names of its own to it."""

    def __init__(self, name: str, of: ModuleType) -> None:
        super().__init__(name)
        self._of = of

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._of, name)
        setattr(self, name, value)
        return value


class _OpenGlView:
    """What pyqtgraph asks of a view whether it is one, before it paints a line; none is, and OpenGL is not loaded."""


@contextmanager
def _meanwhile(modules: dict[str, ModuleType | None]) -> Iterator[None]:
    """Whoever imports one of these gets this one; with None, that there is none. What is loaded already is not touched."""
    put = {name: module for name, module in modules.items() if name not in sys.modules}
    sys.modules.update(put)  # type: ignore[arg-type]  # None is what says that there is none
    yield
    for name in put:
        del sys.modules[name]


@contextmanager
def _listing_nothing(*modules: ModuleType) -> Iterator[None]:
    """These modules tell nobody meanwhile which names they have."""
    for module in modules:
        module.__dict__["__dir__"] = list
    yield
    for module in modules:
        del module.__dict__["__dir__"]


def _take_leave() -> None:
    """What pyqtgraph does at the end of the program, so that its views take no leave of each other."""
    importlib.import_module("pyqtgraph.graphicsItems.ViewBox").ViewBox.quit()


def _tell_the_end() -> None:
    application = QtCore.QCoreApplication.instance()
    if application is not None:
        application.aboutToQuit.connect(_take_leave)


def _enter() -> None:
    spec = find_spec("pyqtgraph")
    if spec is None:
        raise ModuleNotFoundError("No module named 'pyqtgraph'", name="pyqtgraph")
    package = module_from_spec(spec)
    package.__dict__.update(getConfigOption=OPTIONS.__getitem__, _connectCleanup=_tell_the_end)
    of_qt = {"QtCore": QtCore, "QtGui": QtGui, "QtWidgets": QtWidgets}
    mirrors = {f"pyqtgraph.Qt.{name}": _Mirror(f"pyqtgraph.Qt.{name}", module) for name, module in of_qt.items()}
    open_gl = ModuleType("pyqtgraph.Qt.OpenGLHelpers")
    open_gl.__dict__["GraphicsViewGLWidget"] = _OpenGlView
    sys.modules.update({"pyqtgraph": package, open_gl.__name__: open_gl, **mirrors})
    without = {"QtOpenGL": ModuleType("QtOpenGL"), "QtOpenGLWidgets": None, "QtTest": None}
    with _meanwhile({f"PySide6.{name}": module for name, module in without.items()}):
        with _listing_nothing(*of_qt.values()):
            importlib.import_module("pyqtgraph.Qt").__dict__["OpenGLHelpers"] = open_gl
        importlib.import_module("pyqtgraph.widgets.PlotWidget")
    atexit.register(_take_leave)


if "pyqtgraph" not in sys.modules:
    _enter()

from pyqtgraph.Qt import compat  # noqa: E402  now it is entered
from pyqtgraph.widgets.PlotWidget import PlotWidget  # noqa: E402  now it is entered

__all__ = ["PlotWidget", "compat"]
