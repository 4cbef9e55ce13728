"""What a table is for those who ask where one of its rows comes from."""

from typing import Protocol, runtime_checkable

from liqdesk.domain.liquidation import Liquidation


@runtime_checkable
class HoldsRow(Protocol):
    """A table of liquidations of which one is chosen; None where there is none."""

    def chosen_row(self) -> Liquidation | None: ...
