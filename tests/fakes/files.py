"""Files of liquidations for tests: read by what is known of the shipped contracts, written as their makers write them."""

from pathlib import Path

from liqdesk.app.files.reading import Reading
from liqdesk.app.files.taking import known_forms
from liqdesk.app.files.unpacking import Unpacked
from liqdesk.console.row_files import RowFile
from liqdesk.domain.liquidation import Liquidation

SNAPSHOT_HEAD = (
    "time,side,order_type,time_in_force,original_quantity,price,average_price,order_status,last_fill_quantity,"
    "accumulated_fill_quantity"
)
"""The first line of Binance's daily files."""

RECORDER_HEAD = (
    "symbol,side,order_type,time_in_force,original_quantity,price,average_price,order_status,order_last_filled_quantity,"
    "order_filled_accumulated_quantity,order_trade_time"
)
"""The first line of a widely copied recorder of Binance's stream."""


def found_in(path: Path) -> tuple[list[tuple[int, Liquidation | str]], Reading]:
    """Everything in a file, and what was noticed of it."""
    with Unpacked(path) as source:
        reading = Reading(source, known_forms())
        return list(reading.rows()), reading


def rows_of(path: Path) -> list[Liquidation]:
    """The rows of a file in which every line is one."""
    found, _ = found_in(path)
    wrong = [(number, why) for number, why in found if isinstance(why, str)]
    assert not wrong, wrong
    return [row for _, row in found if isinstance(row, Liquidation)]


def written(path: Path, *rows: Liquidation) -> Path:
    """A file of ours with these rows."""
    with RowFile(path) as out:
        for one in rows:
            out.take(one)
    return path
