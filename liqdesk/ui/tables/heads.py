"""The head of a painted table: slim, quiet, in the panel's own colour."""

from PySide6.QtWidgets import QHeaderView

from liqdesk.ui.theme import Theme

HEAD = 22
PAD = 8


def dress_head(head: QHeaderView, theme: Theme) -> None:
    """Wear the theme's present colours."""
    surface = theme.tokens.surface
    head.setStyleSheet(
        f"QHeaderView {{ background: {surface.panel}; border: none; }}"
        f"QHeaderView::section {{ background: {surface.panel}; color: {surface.faint}; border: none;"
        f" border-bottom: 1px solid {surface.line}; padding: 0 {theme.px(PAD)}px;"
        f" font-size: {theme.px(11)}px; font-weight: 500; }}"
    )
