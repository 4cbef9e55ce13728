"""The tape's kept picture: whatever happened, it looks as one that is painted anew, and only what changed is painted."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.settings.model import LookSettings, Zone
from liqdesk.settings.model import Theme as ThemeChoice
from liqdesk.ui.tables.tape import TapeView
from liqdesk.ui.tables.tape_paint import Slot, TapePainter
from liqdesk.ui.tables.tape_picture import Face, TapePicture
from liqdesk.ui.tables.tape_rows import TapeFilter
from liqdesk.ui.tables.tape_text import Column, Wording
from liqdesk.ui.theme import Theme
from tests.fakes.desk import END
from tests.fakes.rows import instrument, row

WIDE, SEEN = 200, 6
GROUND = QColor("#101418")
COINS = "BTC", "ETH", "1000PEPE", "币安人生"
SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows

ORDERS = st.builds(
    lambda name, usd, side, early: row(
        END - early, None if usd is None else usd * 1_000_000, side, instrument(name, "bybit")
    ),
    st.sampled_from(COINS),
    st.sampled_from((None, 500, 20_000, 300_000, 4_000_000)),
    st.sampled_from(PositionSide),
    st.integers(0, 90 * SECOND),
)
ACTS = st.one_of(
    st.tuples(st.just("rows"), st.lists(ORDERS, max_size=9)),
    st.tuples(st.just("wait"), st.integers(0, 40)),
    st.tuples(st.just("scroll"), st.integers(0, 60)),
    st.tuples(st.just("select"), st.integers(0, 60)),
    st.tuples(st.just("resize"), st.tuples(st.integers(380, 560), st.integers(120, 300))),
    st.tuples(st.just("wear"), st.sampled_from(ThemeChoice)),
    st.tuples(st.just("anew"), st.just(0)),
)


def looks(view: TapeView) -> QImage:
    """What stands in the table, with everything over it."""
    QApplication.processEvents()
    return view.grab().toImage()


class Player:
    """Does to a tape what happens to one."""

    def __init__(self, view: TapeView, theme: Theme) -> None:
        self._view, self._theme = view, theme
        self._now, self._all = END, list[Liquidation]()

    def play(self, act: str, told: object) -> None:
        getattr(self, f"_{act}")(told)

    def _rows(self, fresh: list[Liquidation]) -> None:
        self._all += fresh
        self._view.put(fresh, self._now)

    def _wait(self, seconds: int) -> None:
        self._now = UnixMs(self._now + seconds * SECOND)
        self._view.put((), self._now)

    def _scroll(self, to: int) -> None:
        self._view.verticalScrollBar().setValue(to)

    def _select(self, number: int) -> None:
        index = self._view.tape.index(number, 0)
        if index.isValid():
            self._view.selectionModel().setCurrentIndex(index, SELECT)

    def _resize(self, size: tuple[int, int]) -> None:
        self._view.resize(*size)

    def _wear(self, choice: ThemeChoice) -> None:
        self._theme.wear(LookSettings(theme=choice))

    def _anew(self, _told: int) -> None:
        self._view.start_anew(TapeFilter(), self._all[::2], self._now)


@pytest.fixture
def view(qtbot, theme) -> Callable[[], TapeView]:
    def make() -> TapeView:
        made = TapeView(theme)
        qtbot.addWidget(made)
        made.resize(480, 240)
        made.show()
        made.setFocus()
        return made

    return make


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(acts=st.lists(ACTS, min_size=3, max_size=14), first=st.lists(ORDERS, min_size=20, max_size=40))
def test_a_kept_picture_looks_as_one_painted_anew(view, theme, acts, first) -> None:
    shown = view()
    player = Player(shown, theme)
    player.play("rows", first)
    for act, told in acts:
        player.play(act, told)
        kept = looks(shown)
        shown.reword(shown.tape.wording)
        assert looks(shown) == kept, (act, told)
    shown.close()


class Counted(TapePainter):
    """A painter that counts the rows it paints."""

    painted = 0

    def paint_row(self, painter: QPainter, row: Liquidation, y: int, selected: bool) -> None:
        self.painted += 1
        super().paint_row(painter, row, y, selected)


@pytest.fixture
def counted(theme) -> Counted:
    made = Counted(theme)
    made.lay_out((Slot(Column.COIN, 4.0, 90.0), Slot(Column.AGE, 100.0, 190.0)))
    made.begin(Wording(Zone.UTC, {}), END, WIDE)
    return made


def faces(rows: list[Liquidation], age: str = "1s", chosen: int = -1) -> list[Face]:
    return [Face(one, number == chosen, (age, 0)) for number, one in enumerate(rows)]


@pytest.fixture
def rows() -> list[Liquidation]:
    return [row(END - number * 100, of=instrument(f"C{number}", "bybit")) for number in range(20)]


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_only_what_came_is_painted(counted, rows, ratio) -> None:
    picture = TapePicture(counted)

    def painted(those: list[Face]) -> int:
        before = counted.painted
        picture.of(those, WIDE, ratio, GROUND)
        return counted.painted - before

    assert painted(faces(rows[5 : 5 + SEEN])) == SEEN
    assert painted(faces(rows[5 : 5 + SEEN])) == 0
    assert painted(faces(rows[3 : 3 + SEEN])) == 2, "two rows came on top"
    assert painted(faces(rows[4 : 4 + SEEN])) <= 1, "scrolled by one"
    assert painted(faces(rows[4 : 4 + SEEN], chosen=2)) == 1
    assert painted(faces(rows[4 : 4 + SEEN], chosen=3)) == 2
    assert painted(faces(rows[4 : 4 + SEEN], age="2s")) == SEEN
    assert painted(faces(rows[12 : 12 + SEEN], age="2s")) == SEEN, "none of those stood there"
    counted.forget()
    assert painted(faces(rows[12 : 12 + SEEN], age="2s")) == SEEN


def test_letters_never_stand_between_two_pixels(counted, rows) -> None:
    ratio = 1 + 1 / (7 * counted.row_height)
    moved, anew = TapePicture(counted), TapePicture(counted)
    moved.of(faces(rows[3 : 3 + SEEN]), WIDE, ratio, GROUND)
    shifted = moved.of(faces(rows[2 : 2 + SEEN]), WIDE, ratio, GROUND).toImage()
    fresh = anew.of(faces(rows[2 : 2 + SEEN]), WIDE, ratio, GROUND).toImage()
    seen = fresh.rect().adjusted(0, 0, 0, -round(counted.row_height * ratio) - 1)
    assert shifted.copy(seen) == fresh.copy(seen)
