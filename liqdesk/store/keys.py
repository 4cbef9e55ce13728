"""Keys of third-party services at rest: in the system's keyring, or in a file that only its owner may read."""

import asyncio
import contextlib
import os
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import marked, tr
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import Kept, KeyPlace, KeyPlaces, ServiceId

Result = TypeVar("Result")

LIMIT_S = 20.0
"""A keyring may ask its user for a password; one that nobody answers must not be waited for."""

ENTRY = "liqdesk"
OWN_FOLDER = marked("This profile keeps everything in its own folder, so the system's keyring is not used.")
NO_KEYRING = marked("No keyring of this system works here ({why}).")


class Keyring(Protocol):
    """What a backend of the keyring library does; any of it may block, and raise what it likes."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class NoKeyring(ExpectedFailure):
    """The keyring does not work; the reason is a few words."""


def system_keyring() -> Keyring:
    """The best backend of this system, loaded when first needed. Raises NoKeyring where none keeps secrets well.

    The library rates its backends: below 1 are those that keep nothing, or keep it in the open.
    """
    import keyring  # an eighth of a second that only a key needs

    found = keyring.get_keyring()
    if found.priority < 1:
        raise NoKeyring(tr("there is none"))
    return found


class KeyShelf:
    """Keeps keys, and in `file` where each one is; a key in the file itself is readable by its owner alone (0600).

    `open_keyring` is None where the profile must not use the system's.
    """

    def __init__(self, file: Path, open_keyring: Callable[[], Keyring] | None) -> None:
        self._file = file
        self._open = open_keyring

    async def places(self) -> KeyPlaces:
        """Where a key can be kept: the keyring is looked for, not yet opened."""
        if self._open is None:
            return KeyPlaces(str(self._file), tr(OWN_FOLDER))
        try:
            await patiently(self._open)
        except NoKeyring as fault:
            return KeyPlaces(str(self._file), tr(NO_KEYRING).format(why=fault), by_choice=True)
        return KeyPlaces(str(self._file))

    async def load(self) -> Mapping[ServiceId, Kept]:
        """The keys that are kept. Raises ExpectedFailure where the file about them cannot be read."""
        return {service: await self._found(service, entry) for service, entry in self._read().items()}

    async def _found(self, service: ServiceId, entry: "_Entry") -> Kept:
        if entry.place is KeyPlace.FILE:
            return Kept(KeyPlace.FILE, Secret(entry.key))
        if self._open is None:
            return Kept(entry.place, None, tr(OWN_FOLDER))
        try:
            word = await patiently(partial(_get, self._open, service))
        except NoKeyring as fault:
            return Kept(entry.place, None, tr("The keyring does not give out the key ({fault}).").format(fault=fault))
        if word is None:
            return Kept(entry.place, None, tr("The keyring no longer has the key."))
        return Kept(entry.place, Secret(word))

    async def keep(self, service: ServiceId, key: Secret, place: KeyPlace) -> None:
        """Keep this key and no other of the service. Raises ExpectedFailure, and then the old one is still kept."""
        before = self._read()
        if place is KeyPlace.KEYRING:
            if self._open is None:
                raise ExpectedFailure(tr(OWN_FOLDER))
            try:
                await patiently(partial(_set, self._open, service, key))
            except NoKeyring as fault:
                raise ExpectedFailure(tr("The keyring did not take the key ({fault}).").format(fault=fault)) from None
        self._write({**before, service: _Entry(place, key.reveal() if place is KeyPlace.FILE else "")})
        if place is KeyPlace.FILE and _is_in_keyring(before.get(service)):
            await self._drop(service)

    async def forget(self, service: ServiceId) -> None:
        """Keep none of the service. Raises ExpectedFailure where the keyring does not let go of its key."""
        before = self._read()
        entry = before.pop(service, None)
        if _is_in_keyring(entry):
            await self._drop(service)
        if entry is not None:
            self._write(before)

    async def _drop(self, service: ServiceId) -> None:
        if self._open is None:
            raise ExpectedFailure(tr(OWN_FOLDER))
        try:
            await patiently(partial(_delete, self._open, service))
        except NoKeyring as fault:
            raise ExpectedFailure(
                tr("The keyring did not remove the key ({fault}); remove it there yourself.").format(fault=fault)
            ) from None

    def _read(self) -> dict[ServiceId, "_Entry"]:
        try:
            return dict(msgspec.json.decode(self._file.read_bytes(), type=_Keys).keys)
        except FileNotFoundError:
            return {}
        except OSError as fault:
            raise ExpectedFailure(
                tr("The file of keys {file} cannot be read: {strerror}.").format(
                    file=self._file, strerror=fault.strerror
                )
            ) from fault
        except (msgspec.MsgspecError, UnicodeDecodeError):
            # What stands in it goes into no message: it may be a key.
            raise ExpectedFailure(
                tr("The file of keys {file} is not understood; remove it to begin anew.").format(file=self._file)
            ) from None

    def _write(self, entries: Mapping[ServiceId, "_Entry"]) -> None:
        fresh = self._file.with_name(f"{self._file.name}.new")
        try:
            if not entries:
                self._file.unlink(missing_ok=True)
                return
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with contextlib.suppress(FileNotFoundError):
                fresh.unlink()
            # Made with its mode, not changed to it: at no moment may anybody else open it.
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(msgspec.json.encode(_Keys(dict(entries))))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._file)
        except OSError as fault:
            raise ExpectedFailure(
                tr("The file of keys {file} cannot be written: {strerror}.").format(
                    file=self._file, strerror=fault.strerror
                )
            ) from fault


class _Entry(msgspec.Struct, frozen=True):
    """Where a service's key is, and the key if it is here."""

    place: KeyPlace
    key: str = ""

    def __repr__(self) -> str:
        return f"_Entry({self.place})"


class _Keys(msgspec.Struct, frozen=True):
    keys: dict[ServiceId, _Entry]


def _is_in_keyring(entry: _Entry | None) -> bool:
    return entry is not None and entry.place is KeyPlace.KEYRING


def _get(open_keyring: Callable[[], Keyring], service: ServiceId) -> str | None:
    return open_keyring().get_password(ENTRY, service)


def _set(open_keyring: Callable[[], Keyring], service: ServiceId, key: Secret) -> None:
    open_keyring().set_password(ENTRY, service, key.reveal())


def _delete(open_keyring: Callable[[], Keyring], service: ServiceId) -> None:
    open_keyring().delete_password(ENTRY, service)


async def patiently(work: Callable[[], Result], limit_s: float = LIMIT_S) -> Result:
    """The result of blocking `work` on a thread that the program's end does not wait for. Raises NoKeyring in its stead.

    Of a failure only its kind is told: the text of some repeats what was to be stored.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def settle(result: Callable[[], None]) -> None:
        if not done.done():
            result()

    def on_thread() -> None:
        try:
            result = work()
        except NoKeyring as fault:
            tell = partial(done.set_exception, fault)
        except Exception as fault:  # noqa: BLE001  backends raise what they like, each its own kind
            tell = partial(done.set_exception, NoKeyring(type(fault).__name__))
        else:
            tell = partial(done.set_result, result)
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
            loop.call_soon_threadsafe(settle, tell)

    threading.Thread(target=on_thread, name="keyring", daemon=True).start()
    try:
        return await asyncio.wait_for(done, limit_s)
    except TimeoutError:
        raise NoKeyring(tr("it does not answer")) from None
