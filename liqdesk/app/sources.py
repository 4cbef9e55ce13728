"""Keeps Qt for Python from reading the program's source."""

import importlib
import sys
from types import ModuleType

FEATURES = "shibokensupport.feature"


def leave_sources_unread() -> None:
    """Say beforehand that no module imported from now on selects one of the features of Qt for Python.

    To find out which ones might (`from __feature__ import ...`), it reads the source of every module that is imported beside
    it: a fifth of this program's start, and 18 MB of text that the standard library then keeps. Nothing here has features, so
    the answer to its question is no. The question is no part of its interface; where it is asked in another way, the start
    only takes longer. The sooner this is called, the more is left unread.
    """
    importlib.import_module("PySide6.QtCore")
    feature = sys.modules.get(FEATURES)
    if callable(getattr(feature, "_mod_uses_pyside", None)):
        setattr(feature, "_mod_uses_pyside", _uses_none)  # noqa: B010  a name that no stub knows


def _uses_none(_module: ModuleType) -> bool:
    return False
