"""However narrow a line of words beside a chart is, one side never stands without the other, and no figure is cut."""

import pytest
from PySide6.QtWidgets import QWidget

from liqdesk.analytics.told import Told
from liqdesk.domain.liquidation import PositionSide
from liqdesk.ui.charts.bubble_layout import Scale
from liqdesk.ui.charts.bubble_legend import BubbleLegend
from liqdesk.ui.charts.fields import Field, FieldsLine
from liqdesk.ui.charts.map_legend import MapLegend
from liqdesk.ui.charts.text_line import Piece, TextLine, covered_piece, side_piece
from tests.fakes.painted import painted

WIDTHS = range(60, 760, 35)
TOLD = Told("$943.56M", "$31.16M", "$912.40M", True, 0.03, 0.97, "", "99% of time, 98% of usual volume")


def text_line(theme) -> TextLine:
    made, ink = TextLine(theme), theme.tokens.surface.text
    pieces = (
        Piece("13 Jan 19:31–21:31 UTC", ink, goes=2),
        side_piece("▲ shorts {money}", "▲", TOLD.signed(TOLD.short), theme.tokens.short.text),
        side_piece("▼ longs {money}", "▼", TOLD.signed(TOLD.long), theme.tokens.long.text),
        Piece(f"total {TOLD.signed(TOLD.total)}", ink, goes=3),
    )
    made.write(pieces, covered_piece(TOLD, ink))
    return made


def fields_line(theme) -> FieldsLine:
    money = "≥ $888.88M"
    fields = (
        Field("", "28 Nov 88:88", goes=1),
        Field("▲ shorts", money, PositionSide.SHORT),
        Field("▼ longs", money, PositionSide.LONG),
        Field("both", money, goes=2),
    )
    made = FieldsLine(theme, fields)
    made.show_values(("13 Jan", TOLD.signed(TOLD.short), TOLD.signed(TOLD.long), TOLD.signed(TOLD.total)), TOLD.covered)
    return made


def map_legend(theme) -> MapLegend:
    made = MapLegend(theme)
    made.show_scale(9_900_000 * 10**6, "logarithmic · levels of 200 · columns of 2 min", "≥ $47k outside")
    return made


def bubble_legend(theme) -> BubbleLegend:
    made = BubbleLegend(theme)
    made.show_scale(Scale(1e6), "≥ 119 below $1k not drawn: ≥ $47k", 1)
    return made


LINES = {
    "text line": (text_line, "▲", "▼"),
    "fields": (fields_line, "▲", "▼"),
    "legend of the map": (map_legend, "▲", "▼"),
    "legend of the bubbles": (bubble_legend, "shorts", "longs"),
}


@pytest.mark.parametrize("line", LINES)
def test_both_or_none(qtbot, theme, line) -> None:
    make, one, other = LINES[line]
    made: QWidget = make(theme)
    qtbot.addWidget(made)
    seen = set()
    for width in WIDTHS:
        made.resize(width, 26)
        made.show()
        words = painted(made)
        words += made.words if isinstance(made, BubbleLegend) else ()  # its samples are kept as a picture
        sides = tuple(any(text.startswith(glyph) for text in words) for glyph in (one, other))
        assert sides[0] is sides[1], (width, words)
        assert not [text for text in words if "$" in text and "…" in text], (width, words)
        seen.add(sides[0])
    assert True in seen, "where there is room both are shown"


def test_how_whole_is_told_in_whole_clauses(qtbot, theme) -> None:
    line = fields_line(theme)
    qtbot.addWidget(line)
    line.show()
    told = set()
    for width in range(200, 900, 10):
        line.resize(width, 26)
        told |= {text for text in painted(line) if "%" in text}
    assert told == {"99% of time, 98% of usual volume", "99% of time"}


def test_the_line_gives_way_in_an_order(qtbot, theme) -> None:
    line = text_line(theme)
    qtbot.addWidget(line)
    line.show()
    told = []
    for width in (900, 520, 430, 240, 120):
        line.resize(width, 24)
        told.append(painted(line))
    assert told[0] == [
        "covered 99% of time, 98% of usual volume", "13 Jan 19:31–21:31 UTC", "▲ shorts ≥ $912.40M", "▼ longs ≥ $31.16M",
        "total ≥ $943.56M",
    ]  # fmt: skip
    brief = ["▲ ≥ $912.40M", "▼ ≥ $31.16M"]
    assert told[1] == ["covered 99% of time, 98% of usual volume", *brief], "how whole it is outlasts stretch and total"
    assert told[2] == ["99% of time, 98% of usual volume", *brief]
    assert told[3] == brief, "both sides outlast all"
    assert told[4] == []
