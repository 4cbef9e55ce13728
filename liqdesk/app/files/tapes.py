"""The liquidations on a tape, by the venues' own adapters."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol

from liqdesk.domain.feed_state import CoveredSpan, FilledSpan, LaneId, LaneStatus
from liqdesk.domain.liquidation import Liquidation, LiquidationReport
from liqdesk.domain.market import ContextReport, PriceTick
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.intake import Intake
from liqdesk.feed.player import ReplayClock, TapePlayer
from liqdesk.feed.tape import TapeReader
from liqdesk.venues.registry import VENUES

TAPE = b'"liqdesk_tape"'


class KnownContracts(Protocol):
    """What `Known` knows."""

    @property
    def completeness(self) -> Mapping[VenueId, Completeness]: ...

    def catalogue(self) -> Catalogue: ...

    def bundled(self, venue: VenueId) -> str | None: ...


class _Listener:
    """A `FeedListener` that keeps the rows until they are asked for."""

    def __init__(self, intake: Intake, reader: TapeReader) -> None:
        self._intake = intake
        self._reader = reader
        self._rows: list[tuple[int, Liquidation | str]] = []

    def take(self) -> list[tuple[int, Liquidation | str]]:
        """The rows since the last time."""
        taken, self._rows = self._rows, []
        return taken

    def reported(
        self,
        reports: Sequence[LiquidationReport],
        received_at: UnixMs,
        history_before: UnixMs,
        frame: str | bytes | None = None,
    ) -> None:
        """Rows of a frame."""
        line = self._reader.lines
        self._rows += [(line, row) for row in self._intake.take(reports, received_at, history_before)]
        self._rows += [(line, f"{one.symbol[:40]}: {one.reason}") for one in self._intake.rejections]
        self._intake.rejections.clear()

    def priced(self, tick: PriceTick) -> None:
        """No row."""

    def surrounded(self, reports: Sequence[ContextReport], received_at: UnixMs) -> None:
        """No row."""

    def lane_changed(self, status: LaneStatus) -> None:
        """No row."""

    def lane_gone(self, lane: LaneId) -> None:
        """No row."""

    def covered(self, span: CoveredSpan) -> None:
        """No row."""

    def recovered(
        self,
        reports: Sequence[LiquidationReport],
        received_at: UnixMs,
        alike: Sequence[float],
        page: bytes | None = None,
    ) -> None:
        """No tape holds pages of a history."""

    def filled(self, span: FilledSpan) -> None:
        """No row."""


def tape_rows(
    path: Path, stream: IO[bytes], known: KnownContracts, notes: list[str]
) -> Iterator[tuple[int, Liquidation | str]]:
    """The rows of a tape by the number of the line, each once; lines that are none as they are found, the rest into `notes`.

    Raises ExpectedFailure where it is no tape. Called where no event loop runs.
    """
    reader = TapeReader(path, stream)
    catalogue = known.catalogue()
    listener = _Listener(Intake(catalogue, known.completeness), reader)
    player = TapePlayer(VENUES, catalogue, listener, ReplayClock(), known.bundled)
    told = 0
    with asyncio.Runner() as runner:
        playing = runner.get_loop().create_task(player.play(reader, None))
        while not playing.done():
            runner.run(asyncio.sleep(0))
            yield from listener.take()
            yield from reader.bad[told:]
            told = len(reader.bad)
        playing.result()
    if reader.bad_count > len(reader.bad):
        notes.append(f"{reader.bad_count - len(reader.bad):,} more lines of the tape are none")
    if reader.skipped:
        notes.append(f"{reader.skipped:,} lines of the tape are of a kind this version does not know")
    if reader.cut:
        notes.append(f"the tape breaks off or is damaged after line {reader.lines:,}; what stands before is read")
