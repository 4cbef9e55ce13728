"""What the dialogs of files ask of the program, given by the wiring; everything of it happens outside this process."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.feed_state import Span
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import UnixMs

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Step:
    """How far it is: a share of the whole, 0 to 1, and how many lines were written or read."""

    share: float
    lines: int


Told = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Account:
    """What a file holds, or held; `failed` is why it could not be read, else empty.

    `told` are the sums as they are written, by `long`, `short` and `total`: floors, since no file says what it left out.
    """

    file: str
    failed: str = ""
    forms: tuple[str, ...] = ()
    rows: int = 0
    new: int = 0
    first: UnixMs | None = None
    last: UnixMs | None = None
    venues: Mapping[str, int] | None = None
    bases: Mapping[str, int] | None = None
    sides: Mapping[PositionSide, int] | None = None
    told: Mapping[str, str] | None = None
    unvalued: int = 0
    uncounted: int = 0
    wrong: tuple[tuple[str, str], ...] = ()
    wrong_count: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A file that was imported."""

    id: int
    file: str
    form: str
    at: UnixMs
    whole: bool
    rows: int
    added: int
    first: UnixMs | None
    last: UnixMs | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is to go out: of `what` kind, of the imported rows or the recordings, of which time (None: all), chosen how."""

    path: Path
    what: str
    imported: bool = False
    span: Span | None = None
    venues: tuple[str, ...] = ()
    coins: tuple[str, ...] = ()
    side: PositionSide | None = None
    minimum_usd: int = 0


class FileDesk(Protocol):
    """Cancelling what is awaited stops the work and leaves what is whole. Raises ExpectedFailure with a sentence."""

    async def preview(self, files: Sequence[Path], told: Told) -> Sequence[Account]:
        """What each file would add."""
        ...

    async def take(self, files: Sequence[Path], told: Told) -> Sequence[Account]:
        """Import the files; what became of each."""
        ...

    async def give(self, outgoing: Outgoing, told: Told) -> int:
        """Export; how many lines."""
        ...

    async def imports(self) -> Sequence[Held]:
        """What was imported, the newest first."""
        ...

    async def remove(self, ident: int) -> None:
        """Take the rows of one import out again."""
        ...


class Run(Protocol):
    """Starts work for a widget; its result goes to `done` unless the widget went first."""

    def __call__(
        self, owner: "QObject", work: Coroutine[Any, Any, Result], done: Callable[[Result], None] | None = None
    ) -> "asyncio.Task[Result]": ...


@dataclass(frozen=True, slots=True)
class FileDoors:
    """The desk of files and how its work is started."""

    desk: FileDesk
    run: Run


async def outcome(work: Awaitable[Result]) -> Result | ExpectedFailure:
    """The result, or the failure that is the world's fault as one: a dialog shows it itself."""
    try:
        return await work
    except ExpectedFailure as refused:
        return refused
