"""The rules for texts that a person reads: they pass `tr` or `marked`, as literals that Qt Linguist's extractor finds."""

import ast
import functools
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from tests.house.tree import ROOT, Module, calls

SCRIPT = ROOT / "packaging" / "languages.py"
DOORS = {"tr", "marked"}

SHOWN = {
    "QAction", "QCheckBox", "QFileDialog", "QGroupBox", "QLabel", "QPushButton", "QRadioButton", "TickField",
    "addAction", "addButton", "addItem", "addItems", "addMenu", "addRow", "addTab", "button", "drawText", "head",
    "say", "setAccessibleDescription", "setAccessibleName", "setNameFilter", "setPlaceholderText", "setPrefix",
    "setStatusTip", "setSuffix", "setText", "setTitle", "setToolTip", "setWhatsThis", "setWindowTitle", "showMessage",
    "showText", "tell", "text_line", "tool_tip", "Command", "Deed", "ExpectedFailure", "Field", "Head", "Message",
    "NotShown", "Piece", "Plan", "Table",
}  # fmt: skip
"""What shows the words it is given."""
WORDS_OF = {"Command": 2, "Plan": 2, "Deed": 5, "Field": 1}
"""How many of the first values are words, where the others are names."""
NAMES = {"liqdesk", "UTC", "USD", "BTC", "MIT", "PNG"}
"""Words that are the same in every language."""
APART = (
    "liqdesk/ui/announce/player.py",  # a program of its own
    "liqdesk/ui/announce/session_bus.py",  # the words of a protocol
)
WORD = re.compile(r"[^\W\d_]{2,}")
NAME_FOR_GOOD = re.compile(r"[a-z][a-z0-9_/-]*")


@functools.cache
def known_texts() -> frozenset[tuple[str, bool]]:
    """Every text that the extractor finds, and whether it has a count."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.ts"
        subprocess.run([sys.executable, str(SCRIPT), "list", str(file)], check=True)
        messages = [*ElementTree.parse(file).getroot().iter("message")]
    return frozenset((one.findtext("source") or "", one.get("numerus") == "yes") for one in messages)


def texts_are_found(module: Module) -> Iterator[str]:
    """A text that the extractor does not find cannot be translated."""
    for call, name in calls(module.tree):
        if name not in DOORS or not isinstance(call.func, ast.Name):
            continue
        text = call.args[0] if call.args and not call.keywords else call
        if isinstance(text, ast.JoinedStr | ast.BinOp) or (isinstance(text, ast.Call) and _made_here(text)):
            yield f"{module.at(call)} is put together and cannot be found: {ast.unparse(call)[:70]}"
        elif isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value:
            counted = name == "tr" and len(call.args) == 3
            if (text.value, counted) not in known_texts():
                yield f"{module.at(call)} is not found by the extractor: {text.value[:70]!r}"


def _made_here(call: ast.Call) -> bool:
    """Whether a call puts a text together, rather than look one up that was marked elsewhere."""
    return not (isinstance(call.func, ast.Attribute) and call.func.attr == "get")


def texts_wait_for_the_language(module: Module) -> Iterator[str]:
    """What is said while modules are loaded is said before anybody knows the language: it is marked instead."""
    for node in _at_import(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
            yield f"{module.at(node)} is said while the module is loaded: {ast.unparse(node)[:70]}"


def _at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What runs when a module is loaded: everything but the insides of functions."""
    for inner in ast.iter_child_nodes(node):
        if not isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield inner
            yield from _at_import(inner)


def texts_pass_the_door(module: Module) -> Iterator[str]:
    """What is given to a widget as words comes from `tr`."""
    if module.under("liqdesk/settings"):
        yield from _unmarked_titles(module)
    if not module.under("liqdesk/ui") or module.under(*APART):
        return
    for call, name in calls(module.tree):
        if name in SHOWN:
            shown = call.args[: WORDS_OF.get(name, len(call.args))]
            for text in (text for one in shown for text in _literals(one)):
                if words := set(WORD.findall(text)) - NAMES:
                    yield f"{module.at(call)} shows what is not translated: {name}({text[:60]!r}), {sorted(words)[0]}"


def _unmarked_titles(module: Module) -> Iterator[str]:
    """The titles and descriptions of fields are what the settings dialog shows."""
    for call, name in calls(module.tree):
        for one in call.keywords if name in ("Field", "Shown") else ():
            known = isinstance(one.value, ast.Constant) and one.value.value in NAMES
            if one.arg in ("title", "description", "unit") and isinstance(one.value, ast.Constant) and not known:
                yield f"{module.at(call)} has a {one.arg} that is not marked: {one.value.value!r}"


def _literals(node: ast.expr) -> Iterator[str]:
    """The literals that an expression may give, but for those that a call makes something of."""
    match node:
        case ast.Constant(value=str(text)) if not NAME_FOR_GOOD.fullmatch(text):
            yield text
        case ast.JoinedStr(values=values):
            yield " ".join(str(one.value) for one in values if isinstance(one, ast.Constant))
            for one in values:
                if isinstance(one, ast.FormattedValue):
                    yield from _literals(one.value)
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from _literals(one)
            yield from _literals(other)
        case ast.BoolOp(values=values) | ast.Tuple(elts=values) | ast.List(elts=values):
            for one in values:
                yield from _literals(one)
        case ast.Call(func=ast.Attribute(value=ast.Constant() as text, attr="format")):
            yield from _literals(text)
