"""Where a row comes from: who told it, how its side is known, how it became dollars, and the message itself."""

from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from liqdesk.analytics.views import VenueView
from liqdesk.domain.language import tr
from liqdesk.domain.liquidation import Liquidation
from liqdesk.engine.desk import Mode
from liqdesk.engine.ports import RawMessage
from liqdesk.ui.dialogs.fields import text_line
from liqdesk.ui.dialogs.provenance_words import (
    DEMO_KEEPS_NONE,
    NOT_KEPT,
    key_note,
    money_rows,
    raw_text,
    side_rows,
    source_rows,
)
from liqdesk.ui.dialogs.settings.pressing import button
from liqdesk.ui.format import fmt_usd, side_glyph, side_word
from liqdesk.ui.tables.facts import FactsTable
from liqdesk.ui.tasks import UiTasks
from liqdesk.ui.theme import Role, Theme

AskRaw = Callable[[Liquidation], Coroutine[Any, Any, RawMessage | None]]


class ProvenanceDialog(QDialog):
    """Shows one row at once, and its message when that has been read. Esc closes."""

    def __init__(
        self,
        row: Liquidation,
        mode: Mode,
        venue: VenueView | None,
        ask: AskRaw,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._message: RawMessage | None = None
        self._looked = False
        self._not_kept = DEMO_KEEPS_NONE if mode is Mode.DEMO else NOT_KEPT
        self.setWindowTitle(tr("Where this row comes from"))
        self.heading = text_line(_heading(row), theme, Role.STRONG, self)
        self._mark = QLabel("" if mode is Mode.LIVE else mode.value.upper(), self)
        self._mark.setFont(theme.font(Role.CAPTION))
        self._mark.setVisible(mode is not Mode.LIVE)
        self.tables = {name: FactsTable(theme, self) for name in ("source", "side", "money")}
        self.raw = QPlainTextEdit(self)
        self.raw.setReadOnly(True)
        self.raw.setTabChangesFocus(True)
        self.raw.setFont(theme.font(Role.SMALL))
        self.raw.setAccessibleName(tr("The message"))
        self.note = text_line("", theme, Role.SMALL, self)
        self.pretty = QCheckBox(tr("&Set out in lines"), self)
        self.pretty.setChecked(True)
        self.pretty.toggled.connect(lambda _on: self._show_message())
        self._build()
        self.tables["source"].show_facts(tr("Source"), source_rows(row, mode, venue), key_note(row))
        said, why = side_rows(row, venue)
        self.tables["side"].show_facts(tr("Side"), said, why)
        self.tables["money"].show_facts(tr("To dollars"), money_rows(row), "")
        self._show_message()
        self._tasks = UiTasks(self.note.setText)
        self._tasks.run(self, ask(row), self.show_raw)

    def show_raw(self, message: RawMessage | None) -> None:
        """The message, or that it is not kept."""
        self._message = message
        self._looked = True
        self._show_message()

    def copy_all(self) -> None:
        """Put everything that is said on the clipboard, as text."""
        parts = [f"{self._mark.text()} {self.heading.text()}".strip()]
        for table in self.tables.values():
            parts += ["", table.accessibleName(), *("\t".join(line) for line in table.rows)]
        QGuiApplication.clipboard().setText("\n".join([*parts, "", self.note.text(), self.raw.toPlainText()]))

    def _show_message(self) -> None:
        message = self._message
        self.pretty.setEnabled(message is not None)
        if message is None:
            self.raw.setPlainText("")
            self.note.setText(tr(self._not_kept) if self._looked else tr("Reading the message…"))
            return
        text, note = raw_text(message.body, self.pretty.isChecked())
        self.raw.setPlainText(text)
        self.note.setText(tr("As it was received, {note}.").format(note=note))

    def _build(self) -> None:
        px, surface = self._theme.px, self._theme.tokens.surface
        self._mark.setStyleSheet(
            f"QLabel {{ background: {surface.mark_back}; color: {surface.mark}; padding: {px(2)}px {px(6)}px; }}"
        )
        head = QHBoxLayout()
        head.addWidget(self._mark)
        head.addWidget(self.heading, 1)
        columns = QHBoxLayout()
        columns.setSpacing(px(36))
        for names in (("source",), ("money", "side")):
            column = QVBoxLayout()
            column.setSpacing(px(12))
            for name in names:
                column.addWidget(self.tables[name])
            column.addStretch(1)
            columns.addLayout(column, 1)
        told = QHBoxLayout()
        told.addWidget(self.note, 1)
        told.addWidget(self.pretty, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        self.copy = button(tr("&Copy all"), tr("Copy everything that is said here"), self.copy_all, self)
        self.close_button = button(tr("C&lose"), tr("Close"), self.accept, self)
        foot.addWidget(self.copy)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(px(22), px(16), px(22), px(14))
        whole.setSpacing(px(12))
        whole.addLayout(head)
        whole.addLayout(columns)
        whole.addLayout(told)
        whole.addWidget(self.raw, 1)
        whole.addLayout(foot)
        self.resize(QSize(px(960), px(640)))
        self.close_button.setFocus()


def _heading(row: Liquidation) -> str:
    return tr("{glyph} {coin} {side} liquidated, {usd}").format(
        glyph=side_glyph(row.position), coin=row.instrument.base, side=side_word(row.position),
        usd=fmt_usd(row.notional),
    )  # fmt: skip
