"""Any stretch of the past, answered from the sums that fit it; what comes in thousands of lines comes as few long ones.

The interpreter's lock is given up and fought for once a line that SQLite gives: forty thousand minutes as lines would take
seconds beside a busy window, as one line of JSON they take milliseconds.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import apsw
import msgspec

from liqdesk.analytics.choice import Choice
from liqdesk.analytics.fills import without
from liqdesk.analytics.past.views import Extent, LaneTime, MarketSum, TimeSums, units_of
from liqdesk.analytics.views import SideTotal
from liqdesk.domain.feed_state import LaneId, Span
from liqdesk.domain.liquidation import Liquidation, PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import DAY, HOUR, MINUTE, DurationMs, UnixMs
from liqdesk.domain.venue import Refill, VenueId
from liqdesk.store.codes import COUNTS, LONG, POSITIONS, REFILLS
from liqdesk.store.rows import COLUMNS, RowStore
from liqdesk.store.sums import ALL_HOURS, ALL_MINUTES, ALL_SIZES, BIN, DAYS, HOURS, MINUTES, SIZES, Sum

LARGE = MicroUsd(10_000_000_000)
"""Orders from here on are found by their size; smaller ones by looking at each."""

LOOKED_THROUGH = DurationMs(35 * DAY)
"""A stretch as long as this at most is looked through for small orders."""

PRICE_REACH = DurationMs(5 * MINUTE)
"""A price this old stands for a moment; an older one does not."""

_OF_MARKETS: Mapping[DurationMs, Sum] = {MINUTE: MINUTES, HOUR: HOURS, DAY: DAYS}
_OF_ALL: Mapping[DurationMs, tuple[Sum, int]] = {MINUTE: (ALL_MINUTES, 1), HOUR: (ALL_HOURS, 1), DAY: (ALL_HOURS, 24)}

_MARKETS = "SELECT json_group_array(json_array(id, venue, base)) FROM markets"
_POINTS = """
SELECT json_group_array(json_array(at, price)) FROM (
    SELECT near.at AS at, near.price AS price FROM json_each(:moments) AS moment JOIN prices AS near ON
        (near.at, near.market) = (SELECT at, market FROM prices WHERE at <= moment.value AND at > moment.value - :reach
            AND market IN (SELECT value FROM json_each(:markets)) ORDER BY at DESC LIMIT 1))
"""

Side = PositionSide | None


class StoredArchive:
    """The archive on one connection, used by one thread; what is asked in one transaction fits together."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._rows = RowStore(connection)
        self._known: list[tuple[int, str, str]] | None = None

    def sums(self, unit: DurationMs, each: int, span: Span, among: Choice | None) -> TimeSums:
        """Sums of `each` units (minutes, hours or days) together; the span is whole ones of these."""
        chosen = self._chosen(among)
        table, per = _OF_ALL[unit] if chosen is None else (_OF_MARKETS[unit], 1)
        together = each * per
        key = f"{table.unit if together == 1 else f'{table.unit} / {together}'} * 2 + (position <> {LONG})"
        where, values = _where(table, span, chosen, _side(among))
        lines = f"SELECT {key} AS key, micro, rows AS count, unvalued AS unknown FROM {table.table} WHERE {where}"
        if together > 1 or table.market:  # else there is one line of each key
            lines = (
                f"SELECT {key} AS key, sum(micro) AS micro, sum(rows) AS count, sum(unvalued) AS unknown"
                f" FROM {table.table} WHERE {where} GROUP BY 1"
            )
        found = self._line(
            "SELECT json_group_array(key), json_group_array(micro), json_group_array(count), json_group_array(unknown)"
            f" FROM ({lines})",
            values,
        )
        return TimeSums(*(_ints(column) for column in found))

    def total(self, span: Span, among: Choice | None) -> SideTotal:
        """The exact total of whole minutes, from the fewest sums."""
        sides, rows, unvalued = [0, 0], 0, 0
        for unit, first, until in units_of(span):
            sums = self.sums(unit, 1, Span(UnixMs(first * unit), UnixMs(until * unit)), among)
            for key, micro in zip(sums.key, sums.micro, strict=True):
                sides[key & 1] += micro
            rows, unvalued = rows + sum(sums.rows), unvalued + sum(sums.unvalued)
        return SideTotal(MicroUsd(sides[0]), MicroUsd(sides[1]), rows, unvalued)

    def markets(self, span: Span, among: Choice | None) -> Sequence[MarketSum]:
        """The exact total of whole minutes of each coin on each venue, from the fewest sums."""
        chosen, side = self._chosen(among), _side(among)
        parts: list[str] = []
        values: dict[str, Any] = {}
        for number, (unit, first, until) in enumerate(units_of(span)):
            table = _OF_MARKETS[unit]
            piece = Span(UnixMs(first * unit), UnixMs(until * unit))
            where, found = _where(table, piece, chosen, side, str(number))
            parts.append(f"SELECT market, position, micro, rows, unvalued FROM {table.table} WHERE {where}")
            values |= found
        (text,) = self._line(
            "SELECT json_group_array(json_array(venue, base, long, short, count, unknown)) FROM ("
            f"SELECT market, sum(iif(position = {LONG}, micro, 0)) AS long, sum(iif(position = {LONG}, 0, micro)) AS short,"
            f" sum(rows) AS count, sum(unvalued) AS unknown FROM ({' UNION ALL '.join(parts)}) GROUP BY market"
            ") JOIN markets ON markets.id = market",
            values,
        )
        return [
            MarketSum(VenueId(venue), base, SideTotal(MicroUsd(long), MicroUsd(short), rows, unvalued))
            for venue, base, long, short, rows, unvalued in msgspec.json.decode(text)
        ]

    def sizes(self, first: int, until: int, among: Choice | None) -> Sequence[tuple[int, int, int, int, int]]:
        """Of whole UTC days (first <= day < until): bin, micro-USD and rows of longs, then of shorts."""
        chosen = self._chosen(among)
        table = ALL_SIZES if chosen is None else SIZES
        where, values = _where(table, Span(UnixMs(first * DAY), UnixMs(until * DAY)), chosen, _side(among))
        return self._bins(f"SELECT position, bin, micro, rows FROM {table.table} WHERE {where}", values)

    def sizes_of_rows(self, span: Span, among: Choice | None) -> Sequence[tuple[int, int, int, int, int]]:
        """The same from the single orders of a stretch, as far as they are kept."""
        where, values = self._where_rows(span, among)
        return self._bins(
            f"SELECT position, {BIN} AS bin, micro, 1 AS rows FROM liquidations"
            f" JOIN instruments ON instruments.id = instrument WHERE micro IS NOT NULL AND {where}",
            values,
        )

    def largest(self, span: Span, among: Choice | None, limit: int) -> tuple[Sequence[Liquidation], MicroUsd | None]:
        """The largest valued orders of a stretch, the largest first; and from which size on they were looked for, None: all."""
        where, values = self._where_rows(span, among)
        values["limit"] = limit
        found = self._orders("INDEXED BY liquidations_large", f"micro >= {LARGE}", where, values)
        if len(found) == limit:
            return found, None
        if span.end - span.start > LOOKED_THROUGH:
            return found, LARGE
        values["limit"] = limit - len(found)
        return [*found, *self._orders("", f"micro < {LARGE}", where, values)], None

    def lanes(self, span: Span) -> Sequence[LaneTime]:
        """What covered any part of a stretch, or was filled wholly; times in which rows were lost are cut out."""
        values = {"start": span.start, "end": span.end, "whole": REFILLS.index(Refill.WHOLE)}
        found = self._line(
            "SELECT json_group_array(lane), json_group_array(venue), json_group_array(start), json_group_array(until) FROM ("
            "SELECT lane, venue, start, until FROM spans WHERE until > :start AND start < :end UNION ALL"
            " SELECT lane, venue, start, until FROM fills WHERE until > :start AND start < :end AND refill = :whole)",
            values,
        )
        losses = [
            Span(UnixMs(start), UnixMs(until))
            for start, until in self._pairs(
                "SELECT json_group_array(json_array(start, until)) FROM (SELECT start, until FROM losses"
                " WHERE until > :start AND start < :end ORDER BY start)",
                values,
            )
        ]
        lanes = [
            LaneTime(LaneId(lane), VenueId(venue), start, until)
            for lane, venue, start, until in zip(*(msgspec.json.decode(column) for column in found), strict=True)
        ]
        if not losses:
            return lanes
        return [
            LaneTime(one.lane, one.venue, piece.start, piece.end)
            for one in lanes
            for piece in without(Span(UnixMs(one.start), UnixMs(one.end)), losses)
        ]

    def in_use(self) -> Mapping[VenueId, Span]:
        """The first and the last covered moment of each venue."""
        (text,) = self._line(
            "SELECT json_group_array(json_array(venue, start, until)) FROM"
            " (SELECT venue, min(start) AS start, max(until) AS until FROM spans GROUP BY venue)"
        )
        return {VenueId(venue): Span(UnixMs(start), UnixMs(end)) for venue, start, end in msgspec.json.decode(text)}

    def extent(self) -> Extent:
        """How far the recordings reach."""
        watched = self._line("SELECT min(start), max(until) FROM spans")
        rows = self._line("SELECT (SELECT min(minute) FROM all_minutes), (SELECT max(minute) FROM all_minutes)")
        (orders,) = self._line("SELECT min(at) FROM liquidations")
        return Extent(
            None if watched[0] is None else Span(UnixMs(watched[0]), UnixMs(watched[1])),
            None if rows[0] is None else Span(UnixMs(rows[0] * MINUTE), UnixMs((rows[1] + 1) * MINUTE)),
            None if orders is None else UnixMs(orders),
        )

    def prices(self, base: str, moments: Sequence[int]) -> Sequence[tuple[int, float]]:
        """The newest price of a coin at each of these moments in Unix ms, where there was one lately: when it was, and it.

        Moments with the same newest price give it once.
        """
        own = [number for number, _, coin in self._markets() if coin == base]
        values = {"moments": _json(moments), "reach": PRICE_REACH, "markets": _json(own)}
        return list(dict.fromkeys((at, price) for at, price in self._pairs(_POINTS, values))) if own else []

    def _orders(self, index: str, worth: str, where: str, values: Mapping[str, Any]) -> list[Liquidation]:
        keys = (
            f"SELECT liquidations.at, digest FROM liquidations {index} JOIN instruments ON instruments.id = instrument"
            f" WHERE {worth} AND {where} ORDER BY micro DESC, liquidations.at, digest LIMIT :limit"
        )
        found = self._connection.execute(
            f"SELECT {COLUMNS} FROM liquidations WHERE (at, digest) IN ({keys}) ORDER BY micro DESC, at, digest", values
        )
        return self._rows.entries(found.fetchall())

    def _where_rows(self, span: Span, among: Choice | None) -> tuple[str, dict[str, Any]]:
        """What single orders beside their instruments must fulfil."""
        chosen, side = self._chosen(among), _side(among)
        where = f"liquidations.at >= :start AND liquidations.at < :end AND {COUNTS}"
        values: dict[str, Any] = {"start": span.start, "end": span.end}
        if chosen is not None:
            where += " AND market IN (SELECT value FROM json_each(:markets))"
            values["markets"] = _json(chosen)
        if side is not None:
            where += " AND position = :position"
            values["position"] = POSITIONS.index(side)
        return where, values

    def _bins(self, lines: str, values: Mapping[str, Any]) -> Sequence[tuple[int, int, int, int, int]]:
        (text,) = self._line(
            "SELECT json_group_array(json_array(bin, long, long_rows, short, short_rows)) FROM (SELECT bin,"
            f" sum(iif(position = {LONG}, micro, 0)) AS long, sum(iif(position = {LONG}, rows, 0)) AS long_rows,"
            f" sum(iif(position = {LONG}, 0, micro)) AS short, sum(iif(position = {LONG}, 0, rows)) AS short_rows"
            f" FROM ({lines}) GROUP BY bin)",
            values,
        )
        return msgspec.json.decode(text, type=list[tuple[int, int, int, int, int]])

    def _markets(self) -> Sequence[tuple[int, str, str]]:
        if self._known is None:
            self._known = msgspec.json.decode(self._line(_MARKETS)[0], type=list[tuple[int, str, str]])
        return self._known

    def _chosen(self, among: Choice | None) -> Sequence[int] | None:
        """The markets of a choice; None where those are all."""
        if among is None or (among.bases is None and among.venues is None):
            return None
        return [number for number, venue, base in self._markets() if among.holds(base, venue)]

    def _line(self, query: str, values: Mapping[str, Any] | None = None) -> tuple[Any, ...]:
        (line,) = self._connection.execute(query, values or {}).fetchall()
        return tuple(line)

    def _pairs(self, query: str, values: Mapping[str, Any]) -> Sequence[tuple[Any, Any]]:
        return msgspec.json.decode(self._line(query, values)[0], type=list[tuple[Any, Any]])


def _where(
    table: Sum, span: Span, chosen: Sequence[int] | None, side: Side, number: str = ""
) -> tuple[str, dict[str, Any]]:
    """What lines of a table must fulfil; `number` tells apart the values of several tables in one statement."""
    where = f"{table.unit} >= :first{number} AND {table.unit} < :until{number}"
    values: dict[str, Any] = {
        f"first{number}": span.start // table.span,
        f"until{number}": -(-span.end // table.span),
    }
    if chosen is not None:
        where += " AND market IN (SELECT value FROM json_each(:markets))"
        values["markets"] = _json(chosen)
    if side is not None:
        where += " AND position = :position"
        values["position"] = POSITIONS.index(side)
    return where, values


def _side(among: Choice | None) -> Side:
    return None if among is None else among.side


def _json(numbers: Sequence[int]) -> str:
    return msgspec.json.encode(numbers).decode()


def _ints(column: str) -> list[int]:
    return msgspec.json.decode(column, type=list[int])
