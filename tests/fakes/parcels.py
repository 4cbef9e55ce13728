"""Parcels for tests."""

from dataclasses import replace

from liqdesk.domain.time import UnixMs
from liqdesk.engine.ports import Parcel
from tests.fakes.rows import T0


def parcel(ident: str = "a-1-chat", **changes: object) -> Parcel:
    """The first word of an alert on its way to a chat."""
    made = Parcel(ident, "a-1", "chat", UnixMs(T0), UnixMs(T0), b"words")
    return replace(made, **changes)  # type: ignore[arg-type]  # the names are Parcel's
