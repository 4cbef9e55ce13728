"""What the SQL library raises, sorted into the world's faults, each with its sentence, and our own."""

import apsw

from liqdesk.domain.failure import ExpectedFailure


class StoreTrouble(ExpectedFailure):
    """The store cannot do what was asked just now; `str()` says why, and the next try may succeed."""


class StoreDamaged(StoreTrouble):
    """The file's content contradicts itself."""


DAMAGE = (apsw.CorruptError, apsw.NotADBError)
"""What says that a file is not, or no longer, a sound store."""

SENTENCES: tuple[tuple[type[apsw.Error], str], ...] = (
    (apsw.FullError, "the disk is full"),
    (apsw.ReadOnlyError, "the file is read-only"),
    (apsw.CantOpenError, "the file cannot be opened"),
    (apsw.BusyError, "another program is writing to the file"),
    (apsw.LockedError, "another program is writing to the file"),
    (apsw.ProtocolError, "another program is writing to the file"),
    (apsw.PermissionsError, "the system denies access to the file"),
    (apsw.IOError, "the disk reports an error"),
    (apsw.NoMemError, "there is not enough memory"),
    (apsw.CorruptError, "the file is damaged"),
    (apsw.NotADBError, "the file is not a store of liqdesk"),
    (apsw.InterruptError, "it took too long"),
)


def trouble_of(fault: Exception) -> StoreTrouble | None:
    """The world's fault as a sentence; None where the fault is ours."""
    if isinstance(fault, StoreTrouble):
        return fault
    if isinstance(fault, OSError):
        return StoreTrouble(fault.strerror or str(fault))
    for kind, sentence in SENTENCES:
        if isinstance(fault, kind):
            return (StoreDamaged if isinstance(fault, DAMAGE) else StoreTrouble)(sentence)
    return None
