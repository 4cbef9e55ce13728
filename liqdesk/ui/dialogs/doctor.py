"""The doctor as a page: what works on this machine and what does not, looked at anew whenever that is wanted."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from liqdesk.domain.language import marked, tr
from liqdesk.ui.dialogs.care import Care, Chapter, Check
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.theme import Role, Theme, colour

LOOKING = marked("Looking… Nothing is waited for longer than fifteen seconds.")
NAMED = 6
GLYPHS = {True: "✓", False: "!", None: "–"}
WORDS = {True: marked("works"), False: marked("does not work"), None: marked("left alone")}


def told(chapters: Sequence[Chapter]) -> str:
    """The findings as text, for others to read."""
    lines: list[str] = []
    for chapter in chapters:
        lines += [
            chapter.title,
            *(f"  {tr(WORDS[one.ok]):<14}{one.name:<16}{one.detail}" for one in chapter.checks),
            "",
        ]
    return "\n".join(lines)


def _few(names: Sequence[str]) -> str:
    more = tr(" and {count} more").format(count=len(names) - NAMED) if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


class DoctorDialog(QDialog):
    """Shows the findings by chapters; F5 looks again, Esc closes. `found`: what is shown is complete."""

    found = Signal()

    def __init__(self, care: Care, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._care = care
        self._theme = theme
        self._chapters: Sequence[Chapter] = ()
        self.setWindowTitle(tr("Doctor"))
        self._state = text_line(tr(LOOKING), theme, Role.BODY, self)
        self._state.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("What was found"))
        self.again = button(tr("Look again"), tr("Look at everything again"), self.look, self)
        self.again.setShortcut("F5")
        self.copy = button(tr("Copy"), tr("Copy what was found as text"), self._copy, self)
        self.close_button = button(tr("Close"), tr("Close"), self.accept, self)
        px = theme.px
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        for widget in (self.again, self.copy):
            foot.addWidget(widget)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(24), px(18), px(24), px(16))
        column.setSpacing(px(10))
        column.addWidget(self._state)
        column.addWidget(self._scroll, 1)
        column.addLayout(foot)
        self.resize(px(760), px(540))
        self.look()

    @property
    def chapters(self) -> Sequence[Chapter]:
        """What was found; empty while it is still being looked for."""
        return self._chapters

    def look(self) -> None:
        """Look at everything, now."""
        if self._care.examine is None:
            self._state.setText(tr("Nothing can be looked at here."))
            return
        self._state.setText(tr(LOOKING))
        self.again.setEnabled(False)
        self.copy.setEnabled(bool(self._chapters))
        self._care.examine(self, self.show_findings)

    def show_findings(self, chapters: Sequence[Chapter]) -> None:
        """Put these in place of what is shown."""
        self._chapters = chapters
        bad = [one.name for chapter in chapters for one in chapter.checks if one.ok is False]
        good = sum(one.ok is True for chapter in chapters for one in chapter.checks)
        self._state.setText(
            tr("{good} work, {count} do not: {bad}.").format(good=good, count=len(bad), bad=_few(bad))
            if bad
            else tr("All {good} work.").format(good=good)
        )
        place = self._scroll.verticalScrollBar().value()
        self._scroll.setWidget(self._page(chapters))
        self._scroll.verticalScrollBar().setValue(place)
        self.again.setEnabled(True)
        self.copy.setEnabled(True)
        self.found.emit()

    def _page(self, chapters: Sequence[Chapter]) -> QWidget:
        px = self._theme.px
        page = QWidget(self._scroll)
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, px(12), 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(5))
        grid.setColumnMinimumWidth(1, px(130))
        grid.setColumnStretch(2, 1)
        row = 0
        for chapter in chapters:
            head = text_line(chapter.title, self._theme, Role.STRONG, page)
            head.setContentsMargins(0, px(8) if row else 0, 0, px(2))
            grid.addWidget(head, row, 0, 1, 3)
            row += 1
            for one in chapter.checks:
                for column, widget in enumerate(self._cells(one, page)):
                    grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignTop)
                row += 1
        grid.setRowStretch(row, 1)
        return page

    def _cells(self, one: Check, page: QWidget) -> tuple[QLabel, QLabel, QLabel]:
        surface = self._theme.tokens.surface
        ink = {True: surface.good, False: surface.fault, None: surface.faint}[one.ok]
        glyph = text_line(GLYPHS[one.ok], self._theme, Role.STRONG, page)
        glyph.setAccessibleName(tr(WORDS[one.ok]))
        glyph.setToolTip(tr(WORDS[one.ok]))
        palette = glyph.palette()
        palette.setColor(QPalette.ColorRole.WindowText, colour(ink))
        glyph.setPalette(palette)
        name = text_line(one.name, self._theme, Role.BODY, page)
        detail = text_line(one.detail, self._theme, Role.BODY, page)
        detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if one.ok is None:
            for line in (name, detail):
                line.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        return glyph, name, detail

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(told(self._chapters))
        self._state.setText(tr("Copied."))
