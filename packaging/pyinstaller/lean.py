"""What stays out of the bundle: parts of Qt that nothing here asks for, and libraries that belong to the system."""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]
"""Where it goes inside the bundle, where it comes from, and its kind, as PyInstaller keeps it."""

EXCLUDED_MODULES = (
    "IPython", "PIL", "PyInstaller", "_pytest", "cffi", "crypt", "cyclonedx", "curses", "doctest", "hypothesis", "lib2to3",
    "matplotlib", "mypy", "pip", "pyarrow", "pydoc_data", "pyqtgraph.examples", "pyqtgraph.jupyter", "pyqtgraph.opengl",
    "pytest", "readline", "setuptools", "sqlite3", "tkinter", "turtle", "xmlrpc.server", "zstandard._cffi",
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtQuickWidgets", "PySide6.QtPdf",
)  # fmt: skip

QT_LIBRARIES = (
    "Qt6Pdf", "Qt6Qml", "Qt6Quick", "Qt6VirtualKeyboard", "Qt6Labs", "Qt6Sql", "Qt6EglF", "Qt6WlShell", "Qt6FFmpegStub",
    "avcodec", "avformat", "avutil", "swresample", "swscale",
)  # fmt: skip
"""How names of libraries begin that nothing here needs, after a `lib` where the system writes one."""

QT_PLUGINS = {
    "platforms": {"xcb", "wayland", "offscreen", "minimal", "windows", "cocoa"},
    "platformthemes": {"xdgdesktopportal"},
    "imageformats": {"svg", "ico", "jpeg", "gif"},
    "iconengines": {"svgicon"},
    "multimedia": {"windowsmediaplugin", "darwinmediaplugin"},
    "platforminputcontexts": {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"},
    "wayland-shell-integration": {"xdg-shell"},
    "texttospeech": {"texttospeech_speechd", "texttospeech_sapi", "texttospeech_winrt", "texttospeech_darwin"},
    "egldeviceintegrations": set(),
    "generic": set(),
    "networkinformation": set(),
    "qmltooling": set(),
    "sqldrivers": set(),
    "virtualkeyboard": set(),
}
"""The plugins that stay, by folder and without `lib` and `q`; a folder that is not named here stays whole."""

OF_THE_BUNDLE = ("libpython3.", "libssl.", "libcrypto.", "libffi.", "libbz2.", "liblzma.")
"""Libraries of the system that go along on Linux, because Python is bound to their versions. All others stay the system's."""

SYSTEM_FOLDERS = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/")


def lean(entries: Iterable[Entry]) -> list[Entry]:
    """Those of `entries` that go into the bundle."""
    return [entry for entry in entries if not (_unwanted_of_qt(entry[0]) or _of_the_system(entry[0], entry[1]))]


def _unwanted_of_qt(inside: str) -> bool:
    path = PurePosixPath(inside.replace("\\", "/"))
    if path.name.removeprefix("lib").startswith(QT_LIBRARIES):
        return True
    if "PySide6" not in path.parts:
        return False
    if "translations" in path.parts or "qml" in path.parts:
        return True
    if "plugins" not in path.parts:
        return False
    folder = path.parts[path.parts.index("plugins") + 1]
    return folder in QT_PLUGINS and path.stem.removeprefix("lib").removeprefix("q") not in QT_PLUGINS[folder]


def _of_the_system(inside: str, source: str) -> bool:
    """Whether a Linux brings this library along: it came from the build machine's own folders, and Python is not bound to it."""
    origin = Path(source).as_posix()
    if ".so" not in PurePosixPath(inside).name or not origin.startswith(SYSTEM_FOLDERS) or "/lib-dynload/" in origin:
        return False
    return not PurePosixPath(inside).name.startswith(OF_THE_BUNDLE)
