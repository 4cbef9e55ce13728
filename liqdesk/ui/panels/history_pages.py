"""What stands beside the chart of the past: calendar, coins, venues, hours of the day, the largest orders and their sizes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QToolButton, QWidget

from liqdesk.analytics.past.clock import Ahead
from liqdesk.analytics.past.views import DayProfile, PastDays, PastOrders, PastParts, PastQuery, PastSizes
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import chosen_usd
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.engine.archive import Past
from liqdesk.engine.desk import Mode
from liqdesk.settings.model import Zone
from liqdesk.ui.charts.calendar import DAY_HEADER, Calendar, rows_of_days
from liqdesk.ui.charts.category_bars import CategoryBars
from liqdesk.ui.charts.export import Export, Table
from liqdesk.ui.charts.fields import Field
from liqdesk.ui.charts.past_words import (
    HOUR_HEADER,
    REST_OF_HOURS,
    SIZE_HEADER,
    hours_of,
    rest_of_sizes,
    rows_of_hours,
    rows_of_sizes,
    sizes_of,
)
from liqdesk.ui.format import AT_LEAST, fmt_date
from liqdesk.ui.panels.card import Card
from liqdesk.ui.panels.history_asking import Asking
from liqdesk.ui.tables.past import (
    ORDER_HEADER,
    PART_HEADER,
    OrdersModel,
    PartsModel,
    VenueNames,
    order_row,
    part_row,
    rows_of_orders,
    rows_of_parts,
)
from liqdesk.ui.tables.past_view import OrdersView, PartsView
from liqdesk.ui.theme import Role, Theme

LISTED = 50
YEARS_FROM = 300 * DAY
"""Over a stretch this long a day means nothing without its year."""
_MONEY = f"{AT_LEAST} $888.88M"
_HOUR_FIELDS = (
    Field("", "88:00–88:00 CEST"),
    Field(marked("▲ shorts"), _MONEY, PositionSide.SHORT),
    Field(marked("▼ longs"), _MONEY, PositionSide.LONG),
    Field(marked("orders"), "888,888", goes=1),
)
_SIZE_FIELDS = (
    Field("", "$888k – $888k"),
    Field(marked("▲ shorts"), "888,888", PositionSide.SHORT),
    Field(marked("▼ longs"), "888,888", PositionSide.LONG),
    Field(marked("both"), _MONEY, goes=1),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What all pages are asked about: a stretch, the days around it, whose clock, and the venues: id, name, shorter name."""

    query: PastQuery
    days: PastQuery
    zone: Zone
    ahead: Ahead
    names: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Doors:
    """Where what is chosen leads: a day's stretch, an order's moment, a coin, a venue.

    `tell` gets a sentence, `mode` says what the archive is of.
    """

    stretch: Callable[[object], object]
    moment: Callable[[UnixMs], object]
    coin: Callable[[str], object]
    venue: Callable[[str], object]
    tell: Callable[[str], object]
    now: Callable[[], UnixMs]
    mode: Callable[[], Mode]


class HistoryPages:
    """Makes the pages, asks for those that are seen, and shows the answers; an answer that is late says so on its page."""

    def __init__(self, theme: Theme, doors: Doors, parent: QWidget) -> None:
        self._doors = doors
        self._zone = Zone.UTC
        self._parts: PastParts | None = None
        self._days: PastDays | None = None
        self._profile: DayProfile | None = None
        self._orders: PastOrders | None = None
        self._sizes: PastSizes | None = None
        self.calendar = Calendar(theme)
        self.calendar.chosen.connect(doors.stretch)
        self._coin_rows, self._venue_rows = PartsModel(marked("Coin"), parent), PartsModel(marked("Venue"), parent)
        self._order_rows = OrdersModel(parent)
        self.coins = PartsView(self._coin_rows, theme, tr("By coin"), doors.coin)
        self.venues = PartsView(self._venue_rows, theme, tr("By venue"), doors.venue)
        self.hours = CategoryBars(theme, tr("Hours of the day"), _HOUR_FIELDS)
        self.orders = OrdersView(self._order_rows, theme, doors.moment)
        self.sizes = CategoryBars(theme, tr("Sizes of orders"), _SIZE_FIELDS)
        self._money = QToolButton(parent)
        self._money.setText(tr("by money"))
        self._money.setToolTip(tr("What the orders of each size come to, in place of how many they are"))
        self._money.setCheckable(True)
        self._money.setAutoRaise(True)
        self._money.setFixedHeight(theme.px(20))
        self._money.setFont(theme.font(Role.CAPTION))
        self._money.toggled.connect(lambda _on: self._show_sizes())
        self.cards = {
            "days": Card(theme, marked("Calendar"), self.calendar, (), parent),
            "coins": Card(theme, marked("Coins"), self.coins, (), parent),
            "venues": Card(theme, marked("Venues"), self.venues, (), parent),
            "orders": Card(theme, marked("Largest orders"), self.orders, (), parent),
            "hours": Card(theme, marked("Hours of the day"), self.hours, (), parent),
            "sizes": Card(theme, marked("Sizes"), self.sizes, (self._money,), parent),
        }
        self.titles = tuple(
            zip(
                (
                    marked("Calendar"),
                    marked("Coins"),
                    marked("Venues"),
                    marked("Largest"),
                    marked("Hours"),
                    marked("Sizes"),
                ),
                self.cards.values(),
                strict=True,
            )
        )
        exported: tuple[tuple[str, QWidget, Callable[[], Table]], ...] = (
            ("history-days", self.calendar, self._table_of_days),
            ("history-coins", self.coins, self._table_of_parts),
            ("history-venues", self.venues, self._table_of_parts),
            ("history-largest", self.orders, self._table_of_orders),
            ("history-hours", self.hours, self._table_of_hours),
            ("history-sizes", self.sizes, self._table_of_sizes),
        )
        for name, body, table in exported:
            Export(body, partial(str, name), doors.now, doors.mode, table, doors.tell)

    def ask(self, asking: Asking, past: Past, about: Question, seen: Sequence[QWidget]) -> None:
        """Ask for the pages that are seen."""
        self._zone = about.zone
        query, zone, ahead = about.query, about.zone, about.ahead
        wanted = {name for name, card in self.cards.items() if card in seen}
        if "days" in wanted:
            asking.ask("days", (about.days, zone), lambda: past.days(about.days, ahead), self._take_days)
        if wanted & {"coins", "venues"}:
            asking.ask("parts", query, lambda: past.parts(query), self._take_parts)
        if "orders" in wanted:
            names = {venue: (name, short) for venue, name, short in about.names}
            asking.ask(
                "orders",
                (query, zone),
                lambda: past.largest(query, LISTED),
                lambda found: self._take_orders(found, names),
            )
        if "hours" in wanted:
            asking.ask("hours", (query, zone), lambda: past.profile(query, ahead), self._take_hours)
        if "sizes" in wanted:
            asking.ask("sizes", query, lambda: past.sizes(query), self._take_sizes)

    def wait(self, name: str, on: bool) -> None:
        """An answer lets wait, or no longer."""
        for card in self._cards_of(name):
            if on:
                card.say(tr("reading…"))
            elif card.note == tr("reading…"):
                card.say("")

    def clear(self) -> None:
        """Show nothing: what was asked has no answer."""
        for name in ("days", "parts", "orders", "hours", "sizes"):
            for card in self._cards_of(name):
                card.say("")

    def _cards_of(self, name: str) -> tuple[Card, ...]:
        if name == "parts":
            return self.cards["coins"], self.cards["venues"]
        return (self.cards[name],) if name in self.cards else ()

    def _take_days(self, days: PastDays) -> None:
        self._days = days
        self.calendar.show_days(days)
        self.calendar.setAccessibleDescription(self.calendar.summary())

    def _take_parts(self, parts: PastParts) -> None:
        self._parts = parts
        whole = parts.total.both
        for view, model, named in (
            (self.coins, self._coin_rows, parts.coins),
            (self.venues, self._venue_rows, parts.venues),
        ):
            rows = tuple(part_row(part, whole) for part in named)
            model.show_rows(rows)
            view.setAccessibleDescription("; ".join(one.spoken for one in rows[:3]))
        for card in self._cards_of("parts"):
            card.say("")

    def _take_orders(self, found: PastOrders, names: VenueNames) -> None:
        self._orders = found
        self.orders.nothing = tr("No order of known size in this stretch.")
        years = found.query.span.end - found.query.span.start > YEARS_FROM
        self._order_rows.show_rows(tuple(order_row(one, names, self._zone, years) for one in found.orders))
        told = "" if found.least is None else tr("of {least} and more").format(least=chosen_usd(found.least // 10**6))
        if found.since is not None:
            kept = tr("kept since {day}").format(day=fmt_date(found.since, self._zone))
            told = f"{told}; {kept}" if told else kept
            self.orders.nothing = tr("Single orders are kept since {day}; of older ones only sums.").format(
                day=fmt_date(found.since, self._zone)
            )
        self.cards["orders"].say(told)
        self.orders.viewport().update()

    def _take_hours(self, profile: DayProfile) -> None:
        self._profile = profile
        self.hours.show_categories(hours_of(profile, self._zone), "")
        told = tr(REST_OF_HOURS)
        self.cards["hours"].say(told)
        self.hours.setAccessibleDescription(told)

    def _take_sizes(self, sizes: PastSizes) -> None:
        self._sizes = sizes
        self._show_sizes()

    def _show_sizes(self) -> None:
        if self._sizes is not None:
            self.sizes.show_categories(sizes_of(self._sizes, self._money.isChecked()), "")
            told = rest_of_sizes(self._sizes, self._zone)
            self.cards["sizes"].say(told)
            self.sizes.setAccessibleDescription(told)

    def _table_of_days(self) -> Table:
        return Table(DAY_HEADER, () if self._days is None else rows_of_days(self._days))

    def _table_of_parts(self) -> Table:
        return Table(PART_HEADER, () if self._parts is None else rows_of_parts(self._parts))

    def _table_of_orders(self) -> Table:
        return Table(ORDER_HEADER, () if self._orders is None else rows_of_orders(self._orders))

    def _table_of_hours(self) -> Table:
        return Table(HOUR_HEADER, () if self._profile is None else rows_of_hours(self._profile))

    def _table_of_sizes(self) -> Table:
        return Table(SIZE_HEADER, () if self._sizes is None else rows_of_sizes(self._sizes))
