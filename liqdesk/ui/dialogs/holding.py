"""What a table is for those who ask where one of its rows comes from."""

from typing import Protocol, runtime_checkable

from liqdesk.domain.liquidation import Liquidation


@runtime_checkable
class HoldsRow(Protocol):
    """A table of liquidations of which one is chosen; None where there is none.

    `recorded`: its rows are of the archive, also while the window shows a replay.
    """

    recorded: bool

    def chosen_row(self) -> Liquidation | None: ...
