"""A desk of files that answers when it is told to, and remembers what it was asked."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import UnixMs
from liqdesk.ui.dialogs.files.doors import Account, Held, Outgoing, Step, Told
from tests.fakes.rows import T0

Result = TypeVar("Result")


def account(file: str = "theirs.csv.gz", new: int = 12_000, **changes: object) -> Account:
    """A day of somebody's file."""
    whole = Account(
        file,
        forms=("Tardis liquidations",),
        rows=12_345,
        new=new,
        first=T0,
        last=UnixMs(T0 + 86_000_000),
        venues={"bitmex": 12_000, "deribit": 345},
        bases={"BTC": 9_000, "ETH": 3_000, "SOL": 345},
        sides={PositionSide.LONG: 7_345, PositionSide.SHORT: 5_000},
        told={"long": "$3.20M", "short": "$1.10M", "total": "≥ $4.30M"},
        wrong=(("line 17", "side is 'x', not SELL or BUY"),),
        wrong_count=1,
    )
    fields = {name: getattr(whole, name) for name in Account.__dataclass_fields__}
    return Account(**{**fields, **changes})


class FakeFileDesk:
    """Implements `FileDesk`; `answer` lets the question that waits go on, `cancelled` counts those given up."""

    def __init__(self) -> None:
        self.accounts: Sequence[Account] = (account(),)
        self.held: list[Held] = [
            Held(2, "theirs.csv.gz", "Tardis liquidations", UnixMs(T0 + 90_000_000), True, 12_345, 12_000, T0, T0),
            Held(1, "old.zip", "", UnixMs(T0 + 80_000_000), False, 300, 300, T0, T0),
        ]
        self.asked: list[tuple[str, object]] = []
        self.failure: ExpectedFailure | None = None
        self.cancelled = 0
        self._told: Told = lambda step: None
        self._waiting: list[asyncio.Event] = []

    @property
    def waiting(self) -> bool:
        """Whether somebody waits for an answer."""
        return bool(self._waiting)

    def step(self, share: float, lines: int) -> None:
        """Tell how far it is."""
        self._told(Step(share, lines))

    def answer(self) -> None:
        """Let the oldest question go on."""
        self._waiting.pop(0).set()

    async def _asked(self, what: str, of: object, told: Told, result: Callable[[], Result]) -> Result:
        self.asked.append((what, of))
        self._told = told
        event = asyncio.Event()
        self._waiting.append(event)
        try:
            await event.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.failure is not None:
            raise self.failure
        return result()

    async def preview(self, files: Sequence[Path], told: Told) -> Sequence[Account]:
        """What was set."""
        return await self._asked("preview", tuple(files), told, lambda: self.accounts)

    async def take(self, files: Sequence[Path], told: Told) -> Sequence[Account]:
        """What was set."""
        return await self._asked("take", tuple(files), told, lambda: self.accounts)

    async def give(self, outgoing: Outgoing, told: Told) -> int:
        """A thousand lines."""
        return await self._asked("give", outgoing, told, lambda: 1_000)

    async def imports(self) -> Sequence[Held]:
        """What was set."""
        return await self._asked("imports", None, lambda step: None, lambda: tuple(self.held))

    async def remove(self, ident: int) -> None:
        """It is gone."""
        self.held = [one for one in self.held if one.id != ident]
        self.asked.append(("remove", ident))
