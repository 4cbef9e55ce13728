"""Keys at rest: the keyring, working, absent, locked, hung; the file, and who may read it."""

import subprocess
import sys
import threading

import pytest
from keyring.backend import KeyringBackend

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import Kept, KeyPlace, ServiceId
from liqdesk.store.keys import ENTRY, KeyShelf, NoKeyring, patiently

SERVICE, OTHER = ServiceId("coinalyze"), ServiceId("coinglass")
KEY, SECOND = Secret("the-key-itself"), Secret("the-second-key")


class MemoryKeyring(KeyringBackend):
    """A backend as the library knows them; `locked` makes every word fail with the key in its text."""

    priority = 5

    def __init__(self):
        super().__init__()
        self.held = {}
        self.locked = False

    def _open(self, text):
        if self.locked:
            raise LockedError(f"cannot unlock {text}")

    def get_password(self, service, username):
        self._open(username)
        return self.held.get((service, username))

    def set_password(self, service, username, password):
        self._open(password)
        self.held[service, username] = password

    def delete_password(self, service, username):
        self._open(username)
        del self.held[service, username]


class LockedError(Exception):
    """A backend's own kind of failure."""


def none_here():
    raise NoKeyring("there is none")


@pytest.fixture
def ring():
    return MemoryKeyring()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "profile" / "keys.json"


def test_in_the_keyring_the_file_has_no_key(run, ring, file):
    shelf = KeyShelf(file, lambda: ring)
    run(shelf.keep(SERVICE, KEY, KeyPlace.KEYRING))
    assert ring.held == {(ENTRY, SERVICE): "the-key-itself"}
    assert "the-key-itself" not in file.read_text()
    assert run(shelf.load()) == {SERVICE: Kept(KeyPlace.KEYRING, KEY)}
    assert run(shelf.places()).no_keyring == ""
    run(shelf.forget(SERVICE))
    assert ring.held == {}
    assert not file.exists()
    assert run(shelf.load()) == {}


def test_in_the_file_only_its_owner_reads_it(run, ring, file):
    shelf = KeyShelf(file, lambda: ring)
    run(shelf.keep(SERVICE, KEY, KeyPlace.FILE))
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert ring.held == {}
    assert run(shelf.load()) == {SERVICE: Kept(KeyPlace.FILE, KEY)}
    assert sorted(path.name for path in file.parent.iterdir()) == ["keys.json"]


def test_a_left_over_of_an_interrupted_write_is_no_way_in(run, file):
    file.parent.mkdir()
    left = file.with_name("keys.json.new")
    left.write_text("left over")
    left.chmod(0o644)
    run(KeyShelf(file, None).keep(SERVICE, KEY, KeyPlace.FILE))
    assert file.stat().st_mode & 0o777 == 0o600


def test_two_services_are_kept_apart(run, ring, file):
    shelf = KeyShelf(file, lambda: ring)
    run(shelf.keep(SERVICE, KEY, KeyPlace.FILE))
    run(shelf.keep(OTHER, SECOND, KeyPlace.KEYRING))
    run(shelf.forget(SERVICE))
    assert run(shelf.load()) == {OTHER: Kept(KeyPlace.KEYRING, SECOND)}


def test_a_key_that_moves_to_the_file_leaves_the_keyring(run, ring, file):
    shelf = KeyShelf(file, lambda: ring)
    run(shelf.keep(SERVICE, KEY, KeyPlace.KEYRING))
    run(shelf.keep(SERVICE, SECOND, KeyPlace.FILE))
    assert ring.held == {}
    assert run(shelf.load()) == {SERVICE: Kept(KeyPlace.FILE, SECOND)}


def test_without_a_keyring_the_user_may_choose_the_file(run, file):
    shelf = KeyShelf(file, none_here)
    places = run(shelf.places())
    assert places.no_keyring == "No keyring of this system works here (there is none)."
    assert (places.by_choice, places.file) == (True, str(file))
    with pytest.raises(ExpectedFailure, match="did not take the key \\(there is none\\)"):
        run(shelf.keep(SERVICE, KEY, KeyPlace.KEYRING))
    assert not file.exists()


def test_a_profile_of_its_own_never_opens_the_keyring(run, file):
    shelf = KeyShelf(file, None)
    places = run(shelf.places())
    assert (places.by_choice, "own folder" in places.no_keyring) == (False, True)
    with pytest.raises(ExpectedFailure, match="own folder"):
        run(shelf.keep(SERVICE, KEY, KeyPlace.KEYRING))


def test_a_profile_that_was_copied_elsewhere_does_not_open_it_either(run, ring, file):
    run(KeyShelf(file, lambda: ring).keep(SERVICE, KEY, KeyPlace.KEYRING))
    copied = KeyShelf(file, None)
    (kept,) = run(copied.load()).values()
    assert (kept.key, "own folder" in kept.trouble) == (None, True)
    with pytest.raises(ExpectedFailure, match="own folder"):
        run(copied.forget(SERVICE))


def test_a_locked_keyring_is_a_sentence_without_the_key(run, ring, file):
    shelf = KeyShelf(file, lambda: ring)
    run(shelf.keep(SERVICE, KEY, KeyPlace.KEYRING))
    ring.locked = True
    (kept,) = run(shelf.load()).values()
    assert (kept.key, kept.trouble) == (None, "The keyring does not give out the key (LockedError).")
    with pytest.raises(ExpectedFailure) as failure:
        run(shelf.keep(SERVICE, SECOND, KeyPlace.KEYRING))
    assert str(failure.value) == "The keyring did not take the key (LockedError)."
    with pytest.raises(ExpectedFailure, match="remove it there yourself"):
        run(shelf.forget(SERVICE))
    assert file.exists()


def test_a_key_somebody_removed_from_the_keyring_is_missed(run, ring, file):
    shelf = KeyShelf(file, lambda: ring)
    run(shelf.keep(SERVICE, KEY, KeyPlace.KEYRING))
    ring.held.clear()
    (kept,) = run(shelf.load()).values()
    assert (kept.key, kept.trouble) == (None, "The keyring no longer has the key.")


def test_a_hung_keyring_is_not_waited_for(run):
    never = threading.Event()
    with pytest.raises(NoKeyring, match="it does not answer"):
        run(patiently(never.wait, 0.02))
    never.set()


def test_an_answer_after_the_end_reaches_nobody(run):
    late, gone = threading.Event(), threading.Event()

    def work():
        late.wait()
        gone.set()

    with pytest.raises(NoKeyring):
        run(patiently(work, 0.01))
    late.set()
    assert gone.wait(5)


def test_a_file_that_is_not_understood_is_left_and_its_words_are_not_repeated(run, file):
    file.parent.mkdir()
    file.write_text('{"keys": {"coinalyze": {"place": "file", "key": 5}, "x": "the-key-itself"}}')
    with pytest.raises(ExpectedFailure) as failure:
        run(KeyShelf(file, None).load())
    assert "is not understood" in str(failure.value)
    assert "the-key-itself" not in str(failure.value)
    assert failure.value.__suppress_context__


def test_a_folder_in_the_place_of_the_file_is_a_sentence(run, file):
    file.mkdir(parents=True)
    with pytest.raises(ExpectedFailure, match="cannot be read"):
        run(KeyShelf(file, None).load())


def test_a_place_that_cannot_be_written_is_a_sentence(run, tmp_path):
    (tmp_path / "profile").write_text("a file")
    with pytest.raises(ExpectedFailure, match=r"cannot be (read|written)"):
        run(KeyShelf(tmp_path / "profile" / "keys.json", None).keep(SERVICE, KEY, KeyPlace.FILE))


def test_forgetting_what_was_never_kept_is_nothing(run, file):
    run(KeyShelf(file, none_here).forget(SERVICE))
    assert not file.exists()


ASK = """
import sys
from liqdesk.store.keys import NoKeyring, system_keyring
assert "keyring" not in sys.modules
try:
    system_keyring()
except NoKeyring as none:
    print(none)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system always has one")
def test_without_a_session_bus_there_is_no_keyring():
    # In a process of its own: the library counts every backend class it has ever seen, also that of this file.
    asked = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True, timeout=60)
    assert asked.stdout == "there is none\n"
