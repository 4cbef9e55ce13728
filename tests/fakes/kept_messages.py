"""What the venues of a desk without an engine sent."""

from functools import cached_property

from liqdesk.domain.liquidation import Liquidation, LiquidationKey
from liqdesk.engine.ports import RawMessage


class KeptMessages:
    """Answers for raw messages from what a test puts into `messages`, by the key of the row that came with each."""

    @cached_property
    def messages(self) -> dict[LiquidationKey, RawMessage]:
        """What is kept: nothing, at first."""
        return {}

    async def raw(self, row: Liquidation) -> RawMessage | None:
        return self.messages.get(row.key)
