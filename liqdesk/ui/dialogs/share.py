"""The share dialog: shows the card as others will see it, and gives it to the clipboard or a file."""

from datetime import UTC, datetime

from PySide6.QtCore import QSize, QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from liqdesk.analytics.card import CardView
from liqdesk.domain.language import tr
from liqdesk.engine.desk import Mode
from liqdesk.ui.charts.share_card import HEIGHT, WIDTH, CardPainter
from liqdesk.ui.theme import Role, Theme, tokens_for

_USUAL, _LEAST = 0.6, 0.3
"""Parts of its own size that the card is usually previewed at, and at least."""


class Preview(QWidget):
    """The card as large as there is room for, in its own proportions."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._image = QImage()
        self._shown = QPixmap()
        self.setAccessibleName(tr("Preview of the card"))
        self.setMinimumSize(QSize(WIDTH, HEIGHT) * _LEAST)

    def show_image(self, image: QImage) -> None:
        """Show this one."""
        self._image, self._shown = image, QPixmap()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(WIDTH * _USUAL), self._theme.px(HEIGHT * _USUAL))

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatioF()
        size = QSize(WIDTH, HEIGHT).scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if self._shown.size() != size * ratio:
            self._shown = QPixmap.fromImage(
                self._image.scaled(
                    size * ratio,
                    Qt.AspectRatioMode.IgnoreAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            )
            self._shown.setDevicePixelRatio(ratio)
        painter = QPainter(self)
        painter.drawPixmap((self.width() - size.width()) // 2, (self.height() - size.height()) // 2, self._shown)
        painter.end()


class ShareDialog(QDialog):
    """One card in dark or light; Esc closes."""

    def __init__(self, view: CardView, mode: Mode, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._mode = mode
        self._theme = theme
        self._image = QImage()
        self.setWindowTitle(tr("Share card"))
        self._preview = Preview(theme, self)
        self._said = QLabel(self)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setFont(theme.font(Role.SMALL))
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._dark = self._choice(tr("Dark"), theme.tokens.dark)
        self._light = self._choice(tr("Light"), not theme.tokens.dark)
        group = QButtonGroup(self)
        group.addButton(self._dark)
        group.addButton(self._light)
        group.buttonClicked.connect(lambda _button: self._paint())
        copy = QPushButton(tr("&Copy picture"), self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setDefault(True)
        copy.clicked.connect(lambda: self.copy())
        save = QPushButton(tr("&Save as PNG…"), self)
        save.clicked.connect(lambda: self._choose_file())
        row = QHBoxLayout()
        for widget in (self._dark, self._light):
            row.addWidget(widget)
        row.addWidget(self._said, 1)
        for button in (save, copy):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(18), theme.px(18), theme.px(18), theme.px(16))
        column.setSpacing(theme.px(12))
        column.addWidget(self._preview, 1)
        column.addLayout(row)
        self._paint()
        self.resize(self.sizeHint())
        copy.setFocus()

    @property
    def image(self) -> QImage:
        """The card as it would be copied now."""
        return self._image

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        QGuiApplication.clipboard().setImage(self._image)
        self._said.setText(tr("Copied"))

    def save_to(self, file: str) -> None:
        """Write the picture; a sentence says whether that worked."""
        name = file if file.lower().endswith(".png") else f"{file}.png"
        self._said.setText(
            tr("Saved {name}").format(name=name)
            if self._image.save(name)
            else tr("{name} cannot be written").format(name=name)
        )

    def _choice(self, title: str, checked: bool) -> QToolButton:
        button = QToolButton(self)
        button.setText(title)
        button.setCheckable(True)
        button.setChecked(checked)
        return button

    def _paint(self) -> None:
        tokens = tokens_for(self._dark.isChecked(), self._theme.colours)
        self._image = CardPainter(self._view, tokens, self._theme, self._mode).image()
        self._preview.show_image(self._image)

    def _choose_file(self) -> None:
        moment = datetime.fromtimestamp(self._view.span.end / 1000, UTC)
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        chooser = QFileDialog(self, tr("Save the card"), pictures)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilter(tr("PNG pictures (*.png)"))
        chooser.setDefaultSuffix("png")
        chooser.selectFile(f"liqdesk-{moment:%Y-%m-%d-%H%M}.png")
        chooser.fileSelected.connect(self.save_to)
        chooser.open()
