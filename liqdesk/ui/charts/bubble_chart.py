"""Liquidations as bubbles on the price of a coin: time across, the order's price upwards, money as area."""

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from liqdesk.analytics.orders import OrdersView, Picked, between, pick, place_of, total_of
from liqdesk.analytics.price_map import price_range
from liqdesk.analytics.told import Told
from liqdesk.domain.language import tr
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import SECOND, DurationMs, UnixMs, floor_to
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.bubble_layout import Bubbles, Scale, bubbles_of, met
from liqdesk.ui.charts.bubble_legend import BubbleLegend
from liqdesk.ui.charts.bubble_reading import (
    bubble_of,
    bubble_table,
    no_bubbles,
    not_drawn,
    stretch_words,
    summary_of_bubbles,
    told_between,
)
from liqdesk.ui.charts.bubbles import Atlas, BubblesItem, RingItem
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.export import Table
from liqdesk.ui.charts.price_frame import UNPRICED, PriceFrame, line_range, steadied_prices, widest
from liqdesk.ui.charts.reading import gap_sentence, missing_share
from liqdesk.ui.charts.text_line import Piece, side_piece
from liqdesk.ui.charts.time_chart import TimeChart
from liqdesk.ui.theme import Theme, colour

MOST = 10_000
STEP = DurationMs(10 * SECOND)
"""The stretch in sight moves on by so much while the present is followed."""

_FAR = 0.001
"""So small a share of the money, on either side, does not decide which prices are shown."""
_FULL_FROM, _LOWEST_ZOOM = 280.0, 0.6
"""As high must the chart be for bubbles of full size; lower ones have smaller bubbles, down to this part."""
_OWN_LAYER = 400
"""So many bubbles may have come before all are stamped anew into the picture that is kept."""


class BubbleChart(TimeChart):
    """Draws an `OrdersView`. Pointing at a bubble reads it out; left and right go from one to the next."""

    def __init__(self, theme: Theme, cursor: Cursor) -> None:
        super().__init__(theme, tr("Liquidations on the price"), STEP, cursor)
        self._view: OrdersView | None = None
        self._minimum = MicroUsd(0)
        self._largest = 0
        self._frame: PriceFrame | None = None
        self._prices: tuple[float, float] | None = None
        self._scale = Scale(1.0)
        self._atlas: Atlas | None = None
        self._picked: Picked | None = None
        self._picked_for: tuple[object, ...] = ()
        self._drawn_for: tuple[object, ...] = ()
        self._bubbles: Bubbles | None = None
        self._sealed_for: tuple[object, ...] = ()
        self._sealed_until = 0
        self._chosen: Any = None
        self._told: Told | None = None
        self._line: Any = self.plot.line()
        self._line_of: tuple[object, ...] = ()
        self.sealed = BubblesItem(self.plot.area, 5, cached=True)
        self.fresh = BubblesItem(self.plot.area, 6, cached=False)
        self._ring = RingItem(self.plot.area, 8)
        self._ring.hide()
        self.legend = BubbleLegend(theme, self)
        self.column.addWidget(self.legend)
        self.dress()

    @property
    def frame(self) -> PriceFrame | None:
        """Where things are drawn; None before there was anything to draw."""
        return self._frame

    @property
    def drawn(self) -> Bubbles | None:
        """The bubbles in sight, in the order they are painted."""
        return self._bubbles

    @property
    def picked(self) -> Picked | None:
        """The orders in sight: those drawn, and the rest."""
        return self._picked

    def show_view(self, view: OrdersView, minimum: MicroUsd, zone: Zone) -> None:
        """Draw these orders from `minimum` on, with labels on that clock."""
        if self._view is not None and self._view.base != view.base:
            self._prices, self._chosen, self._sealed_for = None, None, ()
        self._view, self._minimum = view, minimum
        self._largest = int(view.found.orders["micro"].max(initial=0))
        self.move_on(view.start, UnixMs(floor_to(view.at, STEP) + STEP), zone)

    def draw(self, start: float, end: float) -> None:
        view = self._view
        if view is None:
            return
        seen = between(view.found.orders, start, end)
        asked = (view.found.revision, view.base, view.among, start, end, self._minimum)
        if asked != self._picked_for:
            self._picked_for = asked
            self._picked = pick(seen, self._minimum, MOST)
            self._bubbles = None
        self._told = told_between(view, total_of(seen), start, end)
        picked = self._picked
        if picked is None:
            return
        width, height = self.room
        low = min(1.0, max(_LOWEST_ZOOM, round(height / _FULL_FROM * 10) / 10))
        self._scale = Scale.of(self._largest, low * self.theme.px(100) / 100)
        self._prices = self._fit(view, picked, start, end)
        frame = PriceFrame(width, height, self.devicePixelRatioF(), start, end, *self._prices)
        known = view.price[-1:]
        self.lay_out(frame, view, float(known[0]) if len(known) and np.isfinite(known[0]) else None)
        drawn_for = (frame, self._scale)
        if self._bubbles is None or drawn_for != self._drawn_for or self._atlas is None:
            self._stamp(picked, frame)
        self._frame, self._drawn_for = frame, drawn_for
        self._draw_line(view)
        self.say(no_bubbles(view, picked, len(seen), self.zone))
        self.legend.show_scale(self._scale, not_drawn(view, picked, start, end), self._beyond(frame))
        self._read()

    def point(self, at: float | None, y: float) -> None:
        self._spot = None if at is None else QPointF(at, y)
        self._chosen = None
        bubbles, frame, picked = self._bubbles, self._frame, self._picked
        if at is not None and bubbles is not None and frame is not None and picked is not None:
            found = met(bubbles, self._scale, frame.x(at), y)
            self._chosen = None if found is None else picked.orders[bubbles.place[found]]
        self._read()

    def step_by_key(self, key: Qt.Key) -> bool:
        picked, step = self._picked, {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(key)
        if key == Qt.Key.Key_Escape and self._chosen is not None:
            self._chosen = None
            self.pointed_by_key(None)
            self._read()
            return True
        if step is None or picked is None or not len(picked.orders):
            return False
        last = len(picked.orders) - 1
        here = None if self._chosen is None else place_of(picked.orders, self._chosen)
        self._chosen = picked.orders[last if here is None else min(max(here + step, 0), last)]
        self.pointed_by_key(float(self._chosen["at"]))
        self._read()
        return True

    def table(self) -> Table:
        """The bubbles drawn."""
        if self._view is None or self._picked is None:
            return Table((), ())
        return Table(*bubble_table(self._view, self._picked))

    def summary(self) -> str:
        """The chart in words."""
        if self._view is None or self._window is None:
            return ""
        return summary_of_bubbles(self._view, *self._window.shown, self.zone)

    def dress(self) -> None:
        super().dress()
        pen = QPen(colour(self.theme.tokens.surface.price))
        pen.setCosmetic(True)
        self._line.setPen(pen)
        self._ring.dress(colour(self.theme.tokens.surface.text))
        self._atlas, self._sealed_for = None, ()
        self.redraw()

    def _fit(self, view: OrdersView, picked: Picked, start: float, end: float) -> tuple[float, float]:
        """The prices shown: the line's and nearly all the money's."""
        found = widest(line_range(view.price_at, view.price, start, end), price_range(picked.orders, _FAR))
        if found is None:
            return self._prices or UNPRICED
        return steadied_prices(self._prices, *found)

    def _draw_line(self, view: OrdersView) -> None:
        newest = (view.base, len(view.price), view.price_at[-1:].tolist(), view.price[-1:].tolist())
        if newest != self._line_of:
            self._line_of = newest
            self._line.setData(view.price_at / SECOND, view.price)

    def _stamp(self, picked: Picked, frame: PriceFrame) -> None:
        """Stamp what came since the last time; everything only where everything stands elsewhere, or much came."""
        atlas = self._atlas
        if atlas is None or (atlas.ratio, atlas.zoom) != (frame.ratio, self._scale.zoom):
            atlas = self._atlas = Atlas(self.theme, self._scale.zoom, frame.ratio)
            self._sealed_for = ()
        self._bubbles = bubbles_of(picked.orders, frame, self._scale)
        bounds = QRectF(0, 0, frame.width, frame.height)
        old = int(np.searchsorted(picked.orders["at"], self._sealed_until, side="right"))
        settled = (frame, self._scale, picked.floor, old)
        if settled != self._sealed_for or len(picked.orders) - old > _OWN_LAYER:
            self._sealed_until = int(picked.orders["at"][-1]) if len(picked.orders) else 0
            self._sealed_for = (frame, self._scale, picked.floor, len(picked.orders))
            self.sealed.show_bubbles(atlas, self._bubbles, bounds)
            old = len(picked.orders)
        self.fresh.show_bubbles(atlas, bubbles_of(picked.orders[old:], frame, self._scale), bounds)

    def _beyond(self, frame: PriceFrame) -> int:
        """How many bubbles lie above or below the prices shown."""
        bubbles = self._bubbles
        return 0 if bubbles is None else int(((bubbles.y < 0) | (bubbles.y > frame.height)).sum())

    def _read(self) -> None:
        """Bring the read-out and the ring up to date: the bubble pointed at, else the stretch in sight."""
        view, frame = self._view, self._frame
        if view is None or frame is None:
            return
        if self._chosen is None:
            self._ring.surround(None, 0.0)
            self.mark_pointed(frame, None if self._spot is None else frame.price(self._spot.y()))
            self._read_stretch(view, frame)
            return
        one = bubble_of(view, self._chosen)
        tokens = self.theme.tokens
        first, *rest = one.words(self.zone)
        pieces = (
            Piece(first, tokens.side(one.position).text, True),
            *(Piece(word, tokens.surface.dim) for word in rest),
        )
        self.read_out.write(pieces)
        self.mark_pointed(frame, one.price)
        centre = QPointF(frame.x(one.at), frame.y(one.price))
        self._ring.surround(centre, self._scale.radius(self._scale.tier(one.notional / 1e6)))

    def _read_stretch(self, view: OrdersView, frame: PriceFrame) -> None:
        surface, tokens = self.theme.tokens.surface, self.theme.tokens
        if self._spot is not None:
            at = UnixMs(round(self._spot.x()))
            missing, gap = missing_share(view, at, at + 1)
            if gap is not None and missing > 0:
                self.read_out.write((Piece(gap_sentence(gap, self.zone), surface.text, sentence=True),))
                return
        told = self._told
        if told is None:
            return
        self.read_out.write(
            (
                Piece(stretch_words(frame.start, frame.end, self.zone), surface.faint, goes=2),
                side_piece(tr("▲ shorts {money}"), "▲", told.signed(told.short), tokens.short.text),
                side_piece(tr("▼ longs {money}"), "▼", told.signed(told.long), tokens.long.text),
                Piece(tr("total {total}").format(total=told.signed(told.total)), surface.text, True, goes=3),
            ),
            Piece(
                told.state or tr("covered {covered}").format(covered=told.covered),
                surface.faint,
                brief=told.state or told.covered,
            ),
        )
