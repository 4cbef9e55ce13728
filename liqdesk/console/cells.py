"""Cells of a table that no spreadsheet takes for a formula, and back."""

EVALUATED = tuple("=+-@\t\r\n\0＝＋－＠")
"""A spreadsheet takes a cell that begins so for a formula; such texts are written behind an apostrophe (OWASP, CSV injection)."""
QUOTED = ("'", *EVALUATED)


def safe(value: object) -> object:
    """A cell that no spreadsheet evaluates; `bare` gives it back as it was."""
    return f"'{value}" if isinstance(value, str) and value.startswith(QUOTED) else value


def bare(text: str) -> str:
    """The text of a cell without the apostrophe that `safe` put before it."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(QUOTED) else text
