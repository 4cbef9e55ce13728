"""The looks: one set of colours, sizes and type for widgets and charts alike, in dark and in light."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication

from liqdesk.domain.liquidation import PositionSide
from liqdesk.settings.model import BarColours, LookSettings
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.rescale import rescale


@dataclass(frozen=True, slots=True)
class Surface:
    """Colours that do not depend on the sides, as `#rrggbb`.

    `window` lies behind everything, `panel` under content, `raised` under controls and headers; `line` separates.
    `text`, `dim` and `faint` are readable (4.5:1) on all three; `fault` is the one red, `mark` tells DEMO and REPLAY.
    """

    window: str
    panel: str
    raised: str
    hover: str
    line: str
    text: str
    dim: str
    faint: str
    accent: str
    selection: str
    fault: str
    fault_back: str
    mark: str
    mark_back: str
    good: str
    gap: str
    price: str


@dataclass(frozen=True, slots=True)
class SideColours:
    """One side: `text` for words and glyphs (4.5:1), `fill` for bars, as `#rrggbb`."""

    text: str
    fill: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """All colours in force."""

    dark: bool
    surface: Surface
    long: SideColours
    short: SideColours

    def side(self, position: PositionSide) -> SideColours:
        """The colours of longs or of shorts."""
        return self.long if position is PositionSide.LONG else self.short


DARK = Surface(
    window="#0b0e13",
    panel="#11151c",
    raised="#181d26",
    hover="#202733",
    line="#242b37",
    text="#e8ecf2",
    dim="#a3aebd",
    faint="#7f8b9b",
    accent="#6ea8fe",
    selection="#1f3556",
    fault="#ff6b66",
    fault_back="#3a1719",
    mark="#d9b8ff",
    mark_back="#2e2147",
    good="#8fb8a2",
    gap="#566176",
    price="#c9d1dc",
)
LIGHT = Surface(
    window="#eef1f5",
    panel="#ffffff",
    raised="#f5f7fa",
    hover="#e6ebf1",
    line="#d5dce5",
    text="#121821",
    dim="#46515f",
    faint="#5f6b79",
    accent="#1d5ccc",
    selection="#d3e3fb",
    fault="#c02626",
    fault_back="#fde8e7",
    mark="#6b2fb5",
    mark_back="#efe4fb",
    good="#2f6b4f",
    gap="#8f9bab",
    price="#3a4552",
)

_ORANGE_DARK = SideColours("#f5a24b", "#ee9032")
_BLUE_DARK = SideColours("#62b2f7", "#3d97ea")
_GREEN_DARK = SideColours("#4fc48e", "#35ad78")
_ROSE_DARK = SideColours("#f57f9b", "#e25a7c")
_ORANGE_LIGHT = SideColours("#9d4900", "#e07f1a")
_BLUE_LIGHT = SideColours("#0b5cad", "#2a7fd1")
_GREEN_LIGHT = SideColours("#0b6b43", "#259a6a")
_ROSE_LIGHT = SideColours("#b01c4b", "#d9466f")

PRESETS = MappingProxyType(
    {
        (BarColours.BLUE_ORANGE, True): (_ORANGE_DARK, _BLUE_DARK),
        (BarColours.BY_POSITION, True): (_GREEN_DARK, _ROSE_DARK),
        (BarColours.BY_PRESSURE, True): (_ROSE_DARK, _GREEN_DARK),
        (BarColours.BLUE_ORANGE, False): (_ORANGE_LIGHT, _BLUE_LIGHT),
        (BarColours.BY_POSITION, False): (_GREEN_LIGHT, _ROSE_LIGHT),
        (BarColours.BY_PRESSURE, False): (_ROSE_LIGHT, _GREEN_LIGHT),
    }
)
"""(long, short) for each preset, in dark (True) and in light."""


class Role(StrEnum):
    """What a piece of text is for; the size and weight follow from it."""

    HERO = "hero"
    FIGURE = "figure"
    STRONG = "strong"
    BODY = "body"
    SMALL = "small"
    CAPTION = "caption"


_TYPE = MappingProxyType(
    {
        Role.HERO: (32.0, QFont.Weight.DemiBold),
        Role.FIGURE: (18.0, QFont.Weight.DemiBold),
        Role.STRONG: (13.0, QFont.Weight.DemiBold),
        Role.BODY: (13.0, QFont.Weight.Normal),
        Role.SMALL: (12.0, QFont.Weight.Normal),
        Role.CAPTION: (11.0, QFont.Weight.Medium),
    }
)
_FACES = ("Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf")
_USUAL_PIXELS = 12.5
_DRAWINGS = ("chevron", "check-dark", "check-light")


def tokens_for(dark: bool, colours: BarColours) -> Tokens:
    """The colours of one scheme and one preset."""
    long, short = PRESETS[colours, dark]
    return Tokens(dark, DARK if dark else LIGHT, long, short)


@lru_cache(maxsize=256)
def colour(value: str, alpha: float = 1.0) -> QColor:
    """A `#rrggbb` token as a colour, `alpha` from 0 to 1; made once, and not to be changed by who gets it."""
    made = QColor(value)
    if alpha != 1.0:
        made.setAlphaF(alpha)
    return made


class Theme(QObject):
    """Dresses the application, follows the system's light and dark, and answers for colours and fonts.

    `changed` tells that `tokens` or the size of texts is another; Qt's own widgets are repainted without it.
    """

    changed = Signal()

    def __init__(self, app: QApplication, resources: Callable[[str], Path], look: LookSettings) -> None:
        super().__init__(app)
        self._app = app
        self._look = look
        usual = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        self._usual_scale = min(1.5, max(1.0, QFontInfo(usual).pixelSize() / _USUAL_PIXELS))
        self._scale = self._usual_scale * look.font_scale / 100
        self._fonts: dict[Role, QFont] = {}
        self._family = self._load_faces(resources)
        self._drawings = {name: resources(f"icons/{name}.svg").as_posix() for name in _DRAWINGS}
        self._tokens = tokens_for(self._wants_dark(), look.colours)
        if not app.styleSheet():  # below a sheet, which is ours, it is in force
            app.setStyle("Fusion")
        app.setFont(self.font(Role.BODY))
        self._dress()
        app.styleHints().colorSchemeChanged.connect(self._refresh)

    @property
    def tokens(self) -> Tokens:
        """The colours in force."""
        return self._tokens

    @property
    def colours(self) -> BarColours:
        """The preset of side colours in force."""
        return self._look.colours

    def wear(self, look: LookSettings) -> None:
        """Put another choice of looks in force."""
        self._look = look
        self._refresh()

    def font(self, role: Role) -> QFont:
        """The font of a role, for the caller to keep; its figures all have one width."""
        if role not in self._fonts:
            self._fonts[role] = self._made(role)
        return QFont(self._fonts[role])

    def _made(self, role: Role) -> QFont:
        size, weight = _TYPE[role]
        made = QFont(self._family) if self._family else QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        made.setPixelSize(self.px(size))
        made.setWeight(weight)
        made.setFeature(QFont.Tag("tnum"), 1)
        made.setFeature(QFont.Tag("calt"), 0)
        # Coloured edges would read as sides, and differ between what is painted at once and what is kept as a picture.
        made.setStyleStrategy(QFont.StyleStrategy.NoSubpixelAntialias)
        return made

    def px(self, pixels: float) -> int:
        """A length of the design in device-independent pixels, scaled with the user's text size."""
        return round(pixels * self._scale)

    def _wants_dark(self) -> bool:
        if self._look.theme is ThemeChoice.SYSTEM:
            return self._app.styleHints().colorScheme() is not Qt.ColorScheme.Light
        return self._look.theme is ThemeChoice.DARK

    def _refresh(self, _scheme: Qt.ColorScheme | None = None) -> None:
        wanted = tokens_for(self._wants_dark(), self._look.colours)
        before, self._scale = self._scale, self._usual_scale * self._look.font_scale / 100
        if wanted == self._tokens and before == self._scale:
            return
        self._tokens = wanted
        if before != self._scale:
            for top in self._app.topLevelWidgets():
                rescale(top, before, before)
            self._fonts.clear()
            self._app.setFont(self.font(Role.BODY))
        self._dress()
        self.changed.emit()
        if before != self._scale:
            for top in self._app.topLevelWidgets():
                rescale(top, before, self._scale)

    def _dress(self) -> None:
        self._app.setPalette(palette_of(self._tokens))
        sheet = style_sheet(self._tokens, self.px, self._drawings)
        if sheet != self._app.styleSheet():  # each time every widget there is would be dressed anew
            self._app.setStyleSheet(sheet)

    def _load_faces(self, resources: Callable[[str], Path]) -> str:
        """The family of the bundled faces; empty where they cannot be loaded, then the system's font serves."""
        family = ""
        for face in _FACES:
            number = QFontDatabase.addApplicationFont(str(resources(f"fonts/{face}")))
            if number >= 0 and not family:
                family = QFontDatabase.applicationFontFamilies(number)[0]
        return family


def palette_of(tokens: Tokens) -> QPalette:
    """The palette that Fusion draws with."""
    surface = tokens.surface
    palette = QPalette(colour(surface.raised), colour(surface.window))
    role = QPalette.ColorRole
    for which, value in (
        (role.Window, surface.window),
        (role.WindowText, surface.text),
        (role.Base, surface.panel),
        (role.AlternateBase, surface.raised),
        (role.Text, surface.text),
        (role.Button, surface.raised),
        (role.ButtonText, surface.text),
        (role.BrightText, surface.fault),
        (role.ToolTipBase, surface.raised),
        (role.ToolTipText, surface.text),
        (role.PlaceholderText, surface.faint),
        (role.Highlight, surface.selection),
        (role.HighlightedText, surface.text),
        (role.Accent, surface.accent),
        (role.Link, surface.accent),
        (role.LinkVisited, surface.accent),
        (role.Mid, surface.line),
        (role.Midlight, surface.line),
        (role.Dark, surface.line),
        (role.Light, surface.hover),
        (role.Shadow, surface.window),
    ):
        palette.setColor(which, colour(value))
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, colour(surface.faint))
    return palette


def style_sheet(tokens: Tokens, px: Callable[[float], int], drawings: Mapping[str, str]) -> str:
    """The little that the palette cannot say: menus, controls and their focus, thin scroll bars.

    `drawings` are paths of the drawings that controls wear, by name.
    """
    surface = tokens.surface
    check = drawings["check-dark" if tokens.dark else "check-light"]
    return f"""
QMainWindow::separator {{ background: {surface.window}; width: {px(5)}px; height: {px(5)}px; }}
QMainWindow::separator:hover {{ background: {surface.accent}; }}
QMainWindow > QTabBar {{ background: {surface.window}; font-size: {px(11)}px; font-weight: 500; }}
QMainWindow > QTabBar::tab {{ background: {surface.window}; color: {surface.faint}; border: none;
 padding: {px(4)}px {px(10)}px; }}
QMainWindow > QTabBar::tab:selected {{ background: {surface.panel}; color: {surface.text}; }}
QMainWindow > QTabBar::tab:hover {{ color: {surface.text}; }}
QMainWindow > QTabBar::scroller {{ width: {px(34)}px; }}
QMainWindow > QTabBar QToolButton {{ background: {surface.window}; border: none; border-radius: 0; padding: 0; }}
QMainWindow > QTabBar QToolButton:hover {{ background: {surface.hover}; }}
QMenuBar {{ background: {surface.window}; color: {surface.dim}; border: none; padding: {px(1)}px {px(4)}px; }}
QMenuBar::item {{ padding: {px(3)}px {px(8)}px; border-radius: {px(4)}px; background: transparent; }}
QMenuBar::item:selected {{ background: {surface.hover}; color: {surface.text}; }}
QMenu {{ background: {surface.raised}; border: 1px solid {surface.line}; padding: {px(4)}px; }}
QMenu::item {{ padding: {px(5)}px {px(24)}px {px(5)}px {px(22)}px; border-radius: {px(4)}px; }}
QMenu::item:selected {{ background: {surface.selection}; color: {surface.text}; }}
QMenu::item:disabled {{ color: {surface.faint}; }}
QMenu::separator {{ height: 1px; background: {surface.line}; margin: {px(4)}px {px(6)}px; }}
QToolTip {{ background: {surface.raised}; color: {surface.text}; border: 1px solid {surface.line};
    padding: {px(6)}px; }}
QPushButton, QToolButton, QComboBox, QSpinBox, QDateTimeEdit, QLineEdit {{ background: {surface.raised}; color: {surface.text};
    border: 1px solid {surface.line}; border-radius: {px(4)}px; padding: {px(3)}px {px(8)}px; }}
QPushButton:hover, QToolButton:hover, QComboBox:hover {{ background: {surface.hover}; }}
QPushButton:focus, QToolButton:focus, QComboBox:focus, QSpinBox:focus, QDateTimeEdit:focus, QLineEdit:focus {{
    border: 1px solid {surface.accent}; }}
QLineEdit[fault="true"], QComboBox[fault="true"] {{ border: 1px solid {surface.fault}; }}
QSpinBox, QDateTimeEdit {{ padding: {px(1)}px {px(8)}px; }}
QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: none; }}
QSpinBox QLineEdit, QDateTimeEdit QLineEdit {{ border: none; background: transparent; padding: 0; }}
QToolButton:checked {{ background: {surface.selection}; border-color: {surface.accent}; }}
QDateTimeEdit:disabled {{ color: {surface.faint}; }}
QComboBox::drop-down, QDateTimeEdit::drop-down {{ border: none; width: {px(20)}px; }}
QComboBox::down-arrow, QDateTimeEdit::down-arrow {{ image: url({drawings["chevron"]}); width: {px(12)}px; height: {px(12)}px; }}
QComboBox QAbstractItemView {{ background: {surface.raised}; border: 1px solid {surface.line}; }}
QCheckBox {{ spacing: {px(8)}px; padding: {px(2)}px; border: 1px solid transparent; border-radius: {px(4)}px; }}
QCheckBox:focus {{ border-color: {surface.accent}; }}
QCheckBox::indicator {{ width: {px(14)}px; height: {px(14)}px; border: 1px solid {surface.faint};
    border-radius: {px(3)}px; background: {surface.panel}; }}
QCheckBox::indicator:checked {{ background: {surface.accent}; border-color: {surface.accent}; image: url({check}); }}
QRadioButton {{ spacing: {px(8)}px; padding: {px(2)}px; border: 1px solid transparent; border-radius: {px(4)}px; }}
QRadioButton:focus {{ border-color: {surface.accent}; }}
QRadioButton::indicator {{ width: {px(12)}px; height: {px(12)}px; border: 1px solid {surface.faint};
    border-radius: {px(7)}px; background: {surface.panel}; }}
QRadioButton::indicator:checked {{ width: {px(6)}px; height: {px(6)}px; border: {px(4)}px solid {surface.accent}; }}
QPushButton[segment="true"]:checked {{ background: {surface.selection}; border-color: {surface.accent}; }}
QPushButton[segment="true"]:checked:focus {{ border-width: {px(2)}px; padding: {px(2)}px {px(7)}px; }}
QFrame[notice="fault"] {{ background: {surface.fault_back}; border-radius: {px(4)}px; }}
QPlainTextEdit {{ background: {surface.panel}; border: 1px solid {surface.line}; border-radius: {px(4)}px; }}
QPlainTextEdit:focus {{ border-color: {surface.accent}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {surface.faint}; }}
QPushButton:flat {{ background: transparent; border-color: transparent; color: {surface.accent}; }}
QPushButton:flat:hover {{ background: {surface.hover}; }}
QPushButton:flat:focus {{ border-color: {surface.accent}; }}
QPushButton:flat:disabled {{ color: {surface.faint}; }}
QListView {{ background: {surface.panel}; border: 1px solid {surface.line}; border-radius: {px(4)}px; outline: none; }}
QListView:focus {{ border-color: {surface.accent}; }}
QListWidget::item {{ padding: {px(3)}px {px(8)}px; }}
QListWidget::item:selected {{ background: {surface.selection}; color: {surface.text}; }}
QSlider {{ min-height: {px(22)}px; }}
QSlider::groove:horizontal {{ background: {surface.line}; height: {px(4)}px; border-radius: {px(2)}px; }}
QSlider::sub-page:horizontal {{ background: {surface.accent}; height: {px(4)}px; border-radius: {px(2)}px; }}
QSlider::handle:horizontal {{ background: {surface.text}; border: {px(2)}px solid {surface.panel};
    width: {px(12)}px; margin: {-px(6)}px 0; border-radius: {px(8)}px; }}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ border-color: {surface.accent}; }}
QScrollBar:vertical {{ background: transparent; width: {px(9)}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(9)}px; margin: 0; }}
QScrollBar::handle {{ background: {surface.line}; border-radius: {px(3)}px; min-height: {px(28)}px;
    min-width: {px(28)}px; margin: {px(1)}px; }}
QScrollBar::handle:hover {{ background: {surface.faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
