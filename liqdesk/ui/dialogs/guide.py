"""The user guide: pages of Markdown beside a list of them, with a line to search all of them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QBrush,
    QDesktopServices,
    QFont,
    QKeySequence,
    QPalette,
    QShortcut,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from liqdesk.domain.language import tr
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.theme import Role, Theme, colour

CONTENTS = "contents"
LINE_PERCENT = 122
LINK = re.compile(r"^\s*[-*\d.]+\s*\[(?P<title>[^\]]+)\]\((?P<name>[a-z-]+)\.md\)", re.MULTILINE)
MARKED = re.compile(r"[`*_>#|]|\[([^\]]+)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class GuidePage:
    """One page: its file's name without `.md`, what the contents call it, its Markdown."""

    name: str
    title: str
    text: str


def pages_of(read: Callable[[str], str | None]) -> Sequence[GuidePage]:
    """The pages in the order in which the contents link to them; `read` gives a page's Markdown by its name."""
    contents = read(CONTENTS) or ""
    named = ((found["name"], found["title"]) for found in LINK.finditer(contents))
    return [GuidePage(name, title, text) for name, title in named if (text := read(name)) is not None]


def holds(page: GuidePage, words: str) -> bool:
    """Whether all the words are on the page, in any order and case."""
    plain = f"{page.title} {MARKED.sub(lambda found: found[1] or ' ', page.text)}".lower()
    return all(word in plain for word in words.lower().split())


def typeset(document: QTextDocument, theme: Theme) -> None:
    """Give a page room to breathe: distances above headings and below paragraphs, tables of faint lines."""
    px, line = theme.px, QBrush(colour(theme.tokens.surface.line))
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        form, level = block.blockFormat(), block.blockFormat().headingLevel()
        inside = cursor.currentTable() is not None
        if level:
            form.setTopMargin(px(20) if level > 1 else 0)
            form.setBottomMargin(px(6) if level > 1 else px(10))
        elif not inside:
            after_list = block.previous().textList() is not None
            form.setTopMargin(0 if block.textList() else px(8 if after_list else 4))
            form.setBottomMargin(px(4) if block.textList() else px(8))
        form.setLineHeight(LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(form)
        _lighten(block)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            table = frame.format().toTableFormat()
            table.setBorderBrush(line)
            table.setCellPadding(px(6))
            table.setTopMargin(px(6))
            table.setBottomMargin(px(12))
            table.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
            frame.setFormat(table)


def _lighten(block: QTextBlock) -> None:
    """Have strong words in the strongest weight that comes along: a bolder one would be drawn twice over itself."""
    weight, strong, pieces = QTextCharFormat(), list[tuple[int, int]](), block.begin()
    weight.setFontWeight(QFont.Weight.DemiBold)
    while not pieces.atEnd():
        piece = pieces.fragment()
        if piece.charFormat().fontWeight() > QFont.Weight.DemiBold:
            strong.append((piece.position(), piece.length()))
        pieces += 1
    cursor = QTextCursor(block)
    for position, length in strong:
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(weight)


class GuideDialog(QDialog):
    """Stays open beside the window. `/` or Ctrl+F searches, Enter finds the next place, Esc closes."""

    def __init__(self, read: Callable[[str], str | None], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pages = pages_of(read)
        self.setWindowTitle(tr("User guide"))
        self.setModal(False)
        px = theme.px
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(tr("Search the guide"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(tr("Search the guide"))
        self.search.textChanged.connect(self._sift)
        self.search.returnPressed.connect(self._next)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Pages of the guide"))
        self.list.currentRowChanged.connect(self._show_row)
        self.none = text_line(tr("No page has all of these words."), theme, Role.SMALL, self)
        self.none.hide()
        self.page = QTextBrowser(self)
        self.page.setAccessibleName(tr("The page"))
        self.page.setOpenLinks(False)
        self.page.anchorClicked.connect(self._follow)
        side = QVBoxLayout()
        side.setSpacing(px(8))
        for widget in (self.search, self.list, self.none):
            side.addWidget(widget)
            widget.setFixedWidth(px(230))
        both = QHBoxLayout(self)
        both.setContentsMargins(px(16), px(16), px(16), px(16))
        both.setSpacing(px(14))
        both.addLayout(side)
        both.addWidget(self.page, 1)
        for keys in ("Ctrl+F", "/"):
            QShortcut(QKeySequence(keys), self, self._go_search)
        self._dress()
        theme.changed.connect(self._dress)
        for one in self._pages:
            item = QListWidgetItem(one.title)
            item.setSizeHint(QSize(0, px(28)))
            self.list.addItem(item)
        self.resize(px(960), px(680))
        if self._pages:
            self.list.setCurrentRow(0)
        self.list.setFocus()

    @property
    def shown(self) -> str:
        """The name of the page on display."""
        row = self.list.currentRow()
        return self._pages[row].name if row >= 0 else ""

    def show_page(self, name: str) -> None:
        """Turn to a page, by its name."""
        row = next((row for row, one in enumerate(self._pages) if one.name == name), None)
        if row is not None:
            self.list.setCurrentRow(row)

    def _show_row(self, row: int) -> None:
        if row < 0:
            return
        document = self.page.document()
        document.setDefaultFont(self._theme.font(Role.BODY))
        document.setDocumentMargin(self._theme.px(18))
        # Of Markdown alone: what looks like HTML in it is text.
        features = QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML
        document.setMarkdown(self._pages[row].text, features)
        typeset(document, self._theme)
        self.page.moveCursor(self.page.textCursor().MoveOperation.Start)
        if self.search.text():
            self._next()

    def _follow(self, link: QUrl) -> None:
        if link.isRelative():
            self.show_page(link.path().removesuffix(".md"))
        elif link.scheme() == "https":
            QDesktopServices.openUrl(link)

    def _sift(self, words: str) -> None:
        rows = [row for row, one in enumerate(self._pages) if holds(one, words)]
        for row in range(self.list.count()):
            self.list.item(row).setHidden(row not in rows)
        self.none.setVisible(not rows)
        if rows and self.list.currentRow() not in rows:
            self.list.setCurrentRow(rows[0])
        elif rows:
            self.page.moveCursor(self.page.textCursor().MoveOperation.Start)
            self._next()

    def _next(self) -> None:
        words = self.search.text().strip()
        sought = words if words.lower() in self.page.toPlainText().lower() else words.split()[0] if words else ""
        if sought and not self.page.find(sought):
            self.page.moveCursor(self.page.textCursor().MoveOperation.Start)
            self.page.find(sought)

    def _go_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _dress(self) -> None:
        surface = self._theme.tokens.surface
        palette = self.page.palette()
        palette.setColor(QPalette.ColorRole.Link, surface.text)
        self.page.setPalette(palette)
        if self.list.currentRow() >= 0:
            self._show_row(self.list.currentRow())
