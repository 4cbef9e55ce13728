"""What a rule is tried on: minutes of any choice of coins, and large orders as they were heard."""

from collections.abc import Collection

import apsw

from liqdesk.alerts.dry_run import RecordedOrder
from liqdesk.alerts.facts import BELATED
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.store.codes import COUNTS, POSITIONS

ORDERS = f"""
SELECT at, venue, base, position, micro FROM liquidations
    JOIN instruments ON instruments.id = instrument JOIN markets ON markets.id = market
WHERE at >= ? AND at < ? AND micro >= ? AND NOT history AND received_at - at <= ? AND {COUNTS} ORDER BY at, digest
"""


def sums_of(
    connection: apsw.Connection,
    coins: Collection[str] | None,
    but: Collection[str],
    venue: VenueId | None,
    first: int,
    until: int,
) -> list[tuple[int, PositionSide, int]]:
    """Micro-USD per minute since 1970 (first <= minute < until) and side, of some coins (None: all) but these, on a venue."""
    chosen, asked = "", [*(() if venue is None else (venue,))]
    if venue is not None:
        chosen += " AND venue = ?"
    for word, names in (("IN", coins), ("NOT IN", but)):
        if names is not None:
            chosen += f" AND base {word} ({', '.join('?' * len(names))})"
            asked += sorted(names)
    found = connection.execute(
        "SELECT minute, position, sum(micro) FROM minutes JOIN markets ON markets.id = market"
        f" WHERE minute >= ? AND minute < ?{chosen} GROUP BY minute, position",
        (first, until, *asked),
    )
    return [(minute, POSITIONS[position], micro) for minute, position, micro in found]


def large_orders(connection: apsw.Connection, since: UnixMs, until: UnixMs, least: MicroUsd) -> list[RecordedOrder]:
    """Orders of coins of at least so much in since <= t < until that were told as they happened, oldest first."""
    return [
        RecordedOrder(UnixMs(at), VenueId(venue), base, POSITIONS[position], MicroUsd(micro))
        for at, venue, base, position, micro in connection.execute(ORDERS, (since, until, least, BELATED))
    ]
