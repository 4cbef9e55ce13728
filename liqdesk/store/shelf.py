"""The outbox as whoever sends sees it: asked and told on the event loop, kept by the SQL thread."""

from collections.abc import Sequence

from liqdesk.domain.time import UnixMs
from liqdesk.engine.ports import Parcel
from liqdesk.store.writer import Writer


class StoredShelf:
    """Implements `ParcelShelf` over the file of a writer. Raises ExpectedFailure where the disk does not answer."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def waiting(self) -> Sequence[Parcel]:
        """All that neither arrived nor were given up, the oldest first."""
        return await self._writer.past(lambda past: past.parcels())

    async def delivered(self, ident: str, at: UnixMs, remote: str) -> None:
        """This one arrived."""
        await self._writer.change(lambda file: file.change_parcels(lambda shelf: shelf.delivered(ident, at, remote)))

    async def put_off(self, ident: str, due: UnixMs, tried: int, why: str) -> None:
        """This one is to be tried again."""
        await self._writer.change(lambda file: file.change_parcels(lambda shelf: shelf.put_off(ident, due, tried, why)))

    async def given_up(self, ident: str, at: UnixMs, why: str) -> None:
        """This one will not be tried again."""
        await self._writer.change(lambda file: file.change_parcels(lambda shelf: shelf.given_up(ident, at, why)))
