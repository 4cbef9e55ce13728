"""One colour for how a sum is split: the longs' own, over a calm middle, to the shorts' own; with ink that reads on it."""

from PySide6.QtGui import QColor

from liqdesk.ui.theme import Tokens

_DARK_MIDDLE, _LIGHT_MIDDLE = "#2f3743", "#cbd2db"
_DARK_DEPTH, _LIGHT_DEPTH = 0.56, 0.72
"""How far the ends go towards the sides' full colours: large areas of those would outshine all else, and one ink must read
on every fill."""
_DARK_INK, _LIGHT_INK = "#ffffff", "#0b0e13"


def side_colour(tokens: Tokens, short_share: float) -> QColor:
    """The fill for a share of shorts from 0 (all longs) over a half (neither) to 1 (all shorts)."""
    end = tokens.short.fill if short_share >= 0.5 else tokens.long.fill
    depth = _DARK_DEPTH if tokens.dark else _LIGHT_DEPTH
    weight = min(1.0, abs(short_share - 0.5) * 2) * depth
    return _between(QColor(_DARK_MIDDLE if tokens.dark else _LIGHT_MIDDLE), QColor(end), weight)


def side_ink(tokens: Tokens) -> QColor:
    """What is written on every one of those fills, readably."""
    return QColor(_DARK_INK if tokens.dark else _LIGHT_INK)


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(of: QColor) -> float:
    red, green, blue = (_linear(part) for part in (of.redF(), of.greenF(), of.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)


def _between(start: QColor, end: QColor, weight: float) -> QColor:
    return QColor(
        round(start.red() + (end.red() - start.red()) * weight),
        round(start.green() + (end.green() - start.green()) * weight),
        round(start.blue() + (end.blue() - start.blue()) * weight),
    )
