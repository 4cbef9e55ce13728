"""One writer per profile: a lock that the system takes back when its holder dies."""

from pathlib import Path

from filelock import FileLock, Timeout

from liqdesk.domain.failure import ExpectedFailure


class ProfileLock:
    """Held from `acquire` to `release`, or to the end of the process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = FileLock(path)

    def acquire(self) -> bool:
        """Take the lock; False where another process holds it. Raises ExpectedFailure where no file can be made."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        except OSError as fault:
            raise ExpectedFailure(f"the profile folder {self._path.parent} cannot be used: {fault.strerror}") from fault
        return True

    def release(self) -> None:
        """Give the lock back."""
        self._lock.release()
