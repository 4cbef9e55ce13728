"""The tape's rows as a Qt model: for selection, copying and screen readers; painting reads the rows directly."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.time import UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.tables.tape_rows import TapeFilter, TapeRows
from liqdesk.ui.tables.tape_text import TITLES, Column, Wording, age_text, cell, mark_of, sentences, spoken

Index = QModelIndex | QPersistentModelIndex


class TapeModel(QAbstractTableModel):
    """Newest row first. Rows come and go in batches, one pair of Qt's notices for each."""

    def __init__(self, parent: QObject | None = None, rows: TapeRows | None = None) -> None:
        super().__init__(parent)
        self.rows = rows or TapeRows()
        self.wording = Wording(Zone.UTC, {})
        self.now = UnixMs(0)
        self._filter = TapeFilter()

    @property
    def filter(self) -> TapeFilter:
        """What is shown."""
        return self._filter

    def rebuild(self, chosen: TapeFilter, recent: Sequence[Liquidation]) -> None:
        """Show what passes another filter; `recent` is everything that is known, oldest first."""
        self.beginResetModel()
        self._filter = chosen
        self.rows.clear()
        self.rows.considered = len(recent)
        self.rows.add(self.rows.passing(recent, chosen))
        self.endResetModel()

    def take(self, fresh: Sequence[Liquidation]) -> int:
        """Put what passes on top; returns how many rows that were."""
        self.rows.considered += len(fresh)
        coming = self.rows.passing(fresh, self._filter)
        if not coming:
            return 0
        going = self.rows.overflow(len(coming))
        if going:
            self.beginRemoveRows(QModelIndex(), len(self.rows) - going, len(self.rows) - 1)
            self.rows.drop_oldest(going)
            self.endRemoveRows()
        self.beginInsertRows(QModelIndex(), 0, len(coming) - 1)
        self.rows.add(coming)
        self.endInsertRows()
        return len(coming)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature; never changed
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature; never changed
        return 0 if parent.isValid() else len(TITLES)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | int | None:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            if index.column() == Column.AGE:
                return age_text(row, self.now)
            return cell(row, index.column(), self.wording) + mark_of(row, index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            # What a venue sent must never be taken for markup, so Qt is not left to guess.
            return "<qt>" + "<br>".join(escape(line) for line in sentences(row, self.wording)) + "</qt>"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(row, self.wording)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | int | None:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(TITLES[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = section in (Column.USD, Column.PRICE, Column.AGE)
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return (side | Qt.AlignmentFlag.AlignVCenter).value
        return None
