"""The head of a table of words: its titles are cut where their room ends, and nowhere before."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QTableView

from liqdesk.ui.theme import Role, Theme


class Heads(QHeaderView):
    """Titles with `pad` logical pixels at either side, as the cells below have.

    Qt cuts by a margin of the style's on top of the padding, so that a title that fits loses its end.
    """

    def __init__(self, theme: Theme, pad: int, table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._theme = theme
        self._pad = pad
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setFont(theme.font(Role.CAPTION))

    def told(self, section: int) -> str:
        """The title of a section as far as there is room for it."""
        title = str(self.model().headerData(section, self.orientation()))
        room = self.sectionSize(section) - 2 * self._theme.px(self._pad)
        metrics = QFontMetrics(self._theme.font(Role.CAPTION))
        return metrics.elidedText(title, Qt.TextElideMode.ElideRight, room + 1)  # widths of words are fractions

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        super().initStyleOptionForIndex(option, section)
        option.text = self.told(section)
