"""One writer per profile: a lock that the system takes back when its holder dies, and a note of who holds it."""

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from liqdesk.domain.failure import ExpectedFailure

LONGEST_NOTE = 4096


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a profile: what it runs as, and its process number."""

    what: str
    pid: int


class ProfileLock:
    """Held from `acquire` to `release`, or to the end of the process.

    Beside the lock, in its path with `.holder` added, stands who took it: a courtesy, the lock alone decides.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._note = path.with_name(f"{path.name}.holder")
        self._lock = FileLock(path)

    def acquire(self, what: str = "") -> bool:
        """Take the lock as `what` ("window", "tail"); False where another process holds it.

        Raises ExpectedFailure where no file can be made.
        """
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        except OSError as fault:
            raise ExpectedFailure(f"the profile folder {self._path.parent} cannot be used: {fault.strerror}") from fault
        with contextlib.suppress(OSError):  # a full disk takes the courtesy, not the lock
            self._note.write_text(json.dumps({"what": what, "pid": os.getpid()}), encoding="utf-8")
        return True

    def holder(self) -> Holder | None:
        """Who took the lock last, by its own word; None where nobody left one."""
        try:
            with self._note.open("rb") as file:
                said = json.loads(file.read(LONGEST_NOTE))
            return Holder(str(said["what"]), int(said["pid"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def release(self) -> None:
        """Give the lock back."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                self._note.unlink()
            self._lock.release()
