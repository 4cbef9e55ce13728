"""The project's own files as the house rules read them: parsed once, named by their path from the root."""

import ast
import functools
import io
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Module:
    """One Python file: `name` is its path from the root, with forward slashes."""

    name: str
    text: str
    tree: ast.Module

    def under(self, *places: str) -> bool:
        """Whether it is one of these files, or in one of these folders."""
        return any(self.name == place or self.name.startswith(place.rstrip("/") + "/") for place in places)

    def at(self, node: ast.AST) -> str:
        """Where to look, as an editor understands it."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}"

    def comments(self) -> Iterator[tuple[int, str]]:
        """Line number and text of every comment."""
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


@functools.cache
def modules(folder: str) -> tuple[Module, ...]:
    """Every Python file below `folder`, in the order of their names."""
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Module(path.relative_to(ROOT).as_posix(), text, ast.parse(text, str(path))))
    return tuple(found)


def words(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Every identifier and every string in the code, docstrings and keyword names included."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=text) | ast.arg(arg=text) | ast.Attribute(attr=text) | ast.alias(name=text):
                yield node, text
            case ast.FunctionDef(name=text) | ast.AsyncFunctionDef(name=text) | ast.ClassDef(name=text):
                yield node, text
            case ast.keyword(arg=str(text)) | ast.Constant(value=str(text)):
                yield node, text


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call with the last name of what is called: `a.b.c()` gives `c`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node, callee(node)


def callee(call: ast.Call) -> str:
    """The last name of what is called, or nothing."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=ast.Name(id=name)):
            return name
    return ""


Rule = Callable[[Module], Iterator[str]]


def broken(rule: Rule, folder: str = "liqdesk") -> list[str]:
    """What `rule` has to say about all files of a folder. Raises where there is none: then it says nothing."""
    files = modules(folder)
    assert files, f"no Python file below {folder}"
    return [complaint for module in files for complaint in rule(module)]
