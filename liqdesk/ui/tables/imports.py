"""The imported files as a table: when, which file, how many rows, of which time."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from liqdesk.domain.language import marked
from liqdesk.ui.tables.text_table import Head, TextModel

HEADS = (
    Head(marked("Imported"), 132, right=False),
    Head(marked("File"), 130, grows=2, right=False),
    Head(marked("Rows"), 84),
    Head(marked("Of the time"), 296, goes=1, right=False),
    Head(marked("Form"), 120, grows=1, goes=2, right=False),
)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import; `cells` are in the order of `HEADS`. `whole`: it was read to its end."""

    id: int
    whole: bool
    cells: tuple[str, ...]
    tip: str


class ImportsModel(TextModel[ImportRow]):
    """The imports, the newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADS, lambda row: row.id, parent=parent)
