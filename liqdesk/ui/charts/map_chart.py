"""The price map: what was liquidated at which price and when, shorts above longs in every level; orders, no models."""

import math
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPen

from liqdesk.analytics.orders import OrdersView, between
from liqdesk.analytics.price_map import PriceMap, map_of, price_range, side_total
from liqdesk.analytics.told import Told, tell
from liqdesk.domain.language import tr
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import MINUTE, SECOND, UnixMs, floor_to
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.bubble_reading import stretch_words, told_between
from liqdesk.ui.charts.cursor import Cursor
from liqdesk.ui.charts.export import Table
from liqdesk.ui.charts.items import Band, CaptionItem
from liqdesk.ui.charts.map_items import MapItem, ProfileItem
from liqdesk.ui.charts.map_layout import Edges, map_rows, price_words, raster_of, span_words, step_words
from liqdesk.ui.charts.map_legend import MapLegend
from liqdesk.ui.charts.price_frame import UNPRICED, PriceFrame, line_range, steadied_prices, widest
from liqdesk.ui.charts.reading import coverage_between, covered_since
from liqdesk.ui.charts.text_line import Piece, side_piece
from liqdesk.ui.charts.time_chart import TimeChart
from liqdesk.ui.format import fmt_count, fmt_since, fmt_usd, zone_name
from liqdesk.ui.theme import Role, Theme, colour

_FAR = 0.001
"""So small a share of the money, on either side, does not decide which prices are shown."""
_PROFILE = 104.0


class PriceMapChart(TimeChart):
    """Draws an `OrdersView` as a map, with the sums by level beside it. Pointing at a cell or a level reads it out."""

    def __init__(self, theme: Theme, cursor: Cursor) -> None:
        super().__init__(theme, tr("Liquidations by price and time"), MINUTE, cursor, margin=theme.px(_PROFILE))
        self._view: OrdersView | None = None
        self._frame: PriceFrame | None = None
        self._prices: tuple[float, float] | None = None
        self._map: PriceMap | None = None
        self._map_for: tuple[object, ...] = ()
        self._at: float | None = None
        self._y: float | None = None
        self._line: Any = self.plot.line()
        self._line_of: tuple[object, ...] = ()
        self.cells = MapItem(self.plot.area, 4)
        self.profile = ProfileItem(self.plot.area, 7)
        self._column, self._level = Band(self.plot.area, 8), Band(self.plot.area, 8)
        self._caption = CaptionItem(self.plot.area, 9)
        self.legend = MapLegend(theme, self)
        self.column.addWidget(self.legend)
        self.dress()

    @property
    def frame(self) -> PriceFrame | None:
        """Where things are drawn; None before there was anything to draw."""
        return self._frame

    @property
    def map(self) -> PriceMap | None:
        """The sums on show."""
        return self._map

    def show_view(self, view: OrdersView, minimum: MicroUsd, zone: Zone) -> None:
        """Draw all these orders, of whatever size, with labels on that clock."""
        if self._view is not None and self._view.base != view.base:
            self._prices = None
        self._view = view
        self.move_on(view.start, UnixMs(floor_to(view.at, MINUTE) + MINUTE), zone)

    def draw(self, start: float, end: float) -> None:
        view = self._view
        if view is None:
            return
        width, height = self.room
        asked = (view.found.revision, view.base, view.among, start, end, width, height, len(view.price))
        frame = self._frame
        if asked != self._map_for or frame is None:
            self._map_for = asked
            self._prices = self._fit(view, start, end)
            frame = self._frame = PriceFrame(width, height, self.devicePixelRatioF(), start, end, *self._prices)
            self._cut(view, frame)
        known = view.price[-1:]
        self.lay_out(frame, view, float(known[0]) if len(known) and np.isfinite(known[0]) else None)
        self._draw_line(view)
        self.say(self._nothing(view))
        self._read()

    def point(self, at: float | None, y: float) -> None:
        self._at, self._y = at, None if at is None else y
        self._read()

    def point_beside(self, y: float) -> None:
        self._at, self._y = None, y
        self._read()

    def table(self) -> Table:
        """The cells that hold anything."""
        rows = [] if self._map is None else map_rows(self._map)
        return Table(("from_utc", "price_from", "price_to", "long_usd", "short_usd"), rows)

    def summary(self) -> str:
        made, view = self._map, self._view
        if made is None or view is None or self._frame is None:
            return ""
        start, end = self._stretch(view)
        told = told_between(view, made.total, start, end)
        said = tr("Liquidations of {base} by price, {start}: {short} shorts, {long} longs, covered {covered}.").format(
            base=view.base,
            start=stretch_words(start, end, self.zone),
            short=told.signed(told.short),
            long=told.signed(told.long),
            covered=told.covered,
        )
        long, short = made.profile()
        if not (long + short).any():
            return said
        level = int(np.argmax(long + short))
        most = told_between(view, side_total(int(long[level]), int(short[level])), start, end)
        return tr("{said} Most between {raster}: {total}.").format(
            said=said, raster=price_words(made.raster, level), total=most.signed(most.total)
        )

    def dress(self) -> None:
        super().dress()
        surface = self.theme.tokens.surface
        pen = QPen(colour(surface.price))
        pen.setCosmetic(True)
        self._line.setPen(pen)
        self._line.setZValue(6)
        self.cells.dress(self.theme)
        self.profile.dress(self.theme)
        self._column.dress(colour(surface.text, 0.07))
        self._level.dress(colour(surface.text, 0.07))
        self._caption.dress(self.theme.font(Role.CAPTION))
        self._map_for = ()
        self.redraw()

    def _fit(self, view: OrdersView, start: float, end: float) -> tuple[float, float]:
        seen = between(view.found.orders, start, end)
        found = widest(line_range(view.price_at, view.price, start, end), price_range(seen, _FAR))
        if found is None:
            return self._prices or UNPRICED
        return steadied_prices(self._prices, *found)

    def _cut(self, view: OrdersView, frame: PriceFrame) -> None:
        """Sum up and draw cells, profile and legend."""
        raster = raster_of(frame, self.theme.px(100) / 100)
        made = self._map = map_of(view.found.orders, raster)
        edges = Edges.of(frame, raster)
        peak, (long, short) = made.peak, made.profile()
        bounds = QRectF(0, 0, frame.width, frame.height)
        self.cells.show_cells(
            edges.cells(made.short, peak, upper=True), edges.cells(made.long, peak, upper=False), bounds, frame.ratio
        )
        left, wide = frame.snap(frame.width) + self.theme.px(4), self.theme.px(_PROFILE - 10)
        most = max(int(long.max(initial=0)), int(short.max(initial=0)))
        self.profile.show_bars(
            edges.bars(short, most, left, wide, True, frame.ratio),
            edges.bars(long, most, left, wide, False, frame.ratio),
            QRectF(frame.snap(frame.width), 0, self._margin, frame.height),
            frame.ratio,
        )
        surface = self.theme.tokens.surface
        place = QPointF(frame.snap(frame.width) + self.theme.px(8), self.theme.px(16))
        self._caption.show_texts(((place, tr("sum by price"), colour(surface.dim), colour(surface.panel, 0.8)),))
        cut = tr("logarithmic · levels of {step} · columns of {bucket}").format(
            step=step_words(raster.step), bucket=span_words(raster.bucket)
        )
        self.legend.show_scale(peak, cut, self._outside(view, made))

    def _outside(self, view: OrdersView, made: PriceMap) -> str:
        """What lies beyond the prices shown."""
        if not made.outside.count:
            return ""
        told = told_between(view, made.outside, *self._stretch(view))
        return tr("{count} beyond these prices: {total}").format(
            count=fmt_count(made.outside.count), total=told.signed(told.total)
        )

    def _stretch(self, view: OrdersView) -> tuple[float, float]:
        """From when to when the map is summed: whole columns, as far as time has come."""
        made = self._map
        if made is None:
            return view.start, view.at
        return max(made.raster.start, view.start), min(made.raster.end, view.at)

    def _draw_line(self, view: OrdersView) -> None:
        newest = (view.base, len(view.price), view.price_at[-1:].tolist(), view.price[-1:].tolist())
        if newest != self._line_of:
            self._line_of = newest
            self._line.setData(view.price_at / SECOND, view.price)

    def _nothing(self, view: OrdersView) -> str:
        """Why the map is empty; nothing where it is not."""
        if self._map is not None and self._map.total.both:
            return ""
        since = covered_since(view)
        if since is None:
            return tr("Nothing recorded: no venue was connected in the last 24 hours")
        if len(view.found.orders):
            return tr("No {base} liquidations seen in this stretch of time").format(base=view.base)
        if since <= view.start:
            return tr("No {base} liquidations seen in the last 24 hours").format(base=view.base)
        return tr("No {base} liquidations yet since {since} {zone}").format(
            base=view.base, since=fmt_since(since, view.at, self.zone), zone=zone_name(since, self.zone)
        )

    def _read(self) -> None:
        """Bring the read-out and the marks up to date: the cell or level pointed at, else the whole map."""
        view, frame, made = self._view, self._frame, self._map
        if view is None or frame is None or made is None:
            return
        level = None if self._y is None else made.raster.level(frame.price(self._y))
        column = None if self._at is None else math.floor((self._at - made.raster.start) / made.raster.bucket)
        self._mark(frame, made, level, column)
        start, end = self._stretch(view)
        total, words = made.total, ""
        if level is not None:
            words = price_words(made.raster, level)
            long, short = made.long[level], made.short[level]
            if column is not None and 0 <= column < made.raster.columns:
                start = made.raster.start + column * made.raster.bucket
                end = start + made.raster.bucket
                long, short = long[column : column + 1], short[column : column + 1]
            total = side_total(int(long.sum()), int(short.sum()))
        self._write(tell(total, coverage_between(view, start, end), fmt_usd), start, end, words)

    def _mark(self, frame: PriceFrame, made: PriceMap, level: int | None, column: int | None) -> None:
        edges = Edges.of(frame, made.raster)
        self.mark_pointed(frame, None if self._y is None else frame.price(self._y))
        wide = frame.width + self._margin
        self._level.place(
            None if level is None else QRectF(0, edges.tops[level], wide, edges.bottoms[level] - edges.tops[level])
        )
        inside = level is not None and column is not None and 0 <= column < made.raster.columns
        self._column.place(
            QRectF(edges.lefts[column], 0, edges.rights[column] - edges.lefts[column], frame.height)
            if inside and column is not None
            else None
        )

    def _write(self, told: Told, start: float, end: float, prices: str) -> None:
        surface, tokens = self.theme.tokens.surface, self.theme.tokens
        pieces = [Piece(stretch_words(start, end, self.zone), surface.faint, goes=2)]
        if prices:
            pieces.append(Piece(prices, surface.text))
        pieces += [
            side_piece(tr("▲ shorts {money}"), "▲", told.signed(told.short), tokens.short.text),
            side_piece(tr("▼ longs {money}"), "▼", told.signed(told.long), tokens.long.text),
            Piece(tr("total {total}").format(total=told.signed(told.total)), surface.text, True, goes=3),
        ]
        self.read_out.write(
            tuple(pieces),
            Piece(
                told.state or tr("covered {covered}").format(covered=told.covered),
                surface.faint,
                brief=told.state or told.covered,
            ),
        )
