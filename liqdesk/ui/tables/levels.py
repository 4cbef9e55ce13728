"""How loud an alert or an event is, as a glyph and as a plate: the louder, the fuller and the brighter."""

from types import MappingProxyType

from liqdesk.analytics.events import Level
from liqdesk.domain.language import tr
from liqdesk.ui.theme import Surface

_GLYPHS = MappingProxyType({Level.WATCH: "○", Level.ALERT: "◐", Level.CRITICAL: "●"})


def level_text(level: Level) -> str:
    """Glyph and word: `◐ alert`."""
    return f"{_GLYPHS[level]} {tr(level.value)}"


def level_plate(level: Level, surface: Surface) -> tuple[str, str]:
    """The colours of the plate that the word stands on, and of the word."""
    return {
        Level.WATCH: (surface.hover, surface.dim),
        Level.ALERT: (surface.selection, surface.text),
        Level.CRITICAL: (surface.text, surface.panel),
    }[level]
