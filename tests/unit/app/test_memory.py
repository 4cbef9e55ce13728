"""Memory is given back where glibc serves, after floods alone; and pages of libraries once the window stands."""

import asyncio
import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.app.memory import (
    CALM_ROWS,
    FLOOD_ROWS,
    LOOK_EVERY_S,
    OF_A_LIBRARY,
    Floods,
    give_back_after_floods,
    let_go_of_libraries,
    served_by_glibc,
)
from tests.fakes.time import run_in_manual_time

HOLES = """
import ctypes, os
from liqdesk.app.memory import give_back
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
pieces = [ctypes.c_void_p(libc.malloc(100_000)) for _ in range(600)]
for piece in pieces:
    ctypes.memset(piece, 1, 100_000)
for piece in pieces[:-1]:
    libc.free(piece)  # the last one stays, so that the heap's end cannot move
full = resident()
print(give_back(), full - resident() > 40)
"""


@pytest.mark.skipif(not served_by_glibc(), reason="another C library keeps the memory here")
def test_what_lies_free_between_pieces_that_stay_is_given_back():
    done = subprocess.run([sys.executable, "-c", HOLES], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True", "True"]


LARGE_AMONG_SMALL = """
import ctypes, os, sys
from liqdesk.app.memory import keep_little
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") >> 20
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
def piece(size):
    made = ctypes.c_void_p(libc.malloc(size))
    ctypes.memset(made, 1, size)
    return made
if sys.argv[1] == "keep":
    assert keep_little()
libc.free(piece(4_000_000))  # from here on glibc would not map pieces of that size
large = []
for _ in range(60):
    large.append(piece(1_000_000))
    piece(10_000)  # so large that none of these lies in an old hole, instead of between
full = resident()
for one in large:
    libc.free(one)
print(full - resident() > 40)
"""


@pytest.mark.skipif(not served_by_glibc(), reason="another C library keeps the memory here")
@pytest.mark.parametrize(("word", "gone"), [("keep", "True"), ("leave", "False")])
def test_a_large_piece_among_small_ones_that_stay_goes_when_it_is_freed(word, gone):
    done = subprocess.run([sys.executable, "-c", LARGE_AMONG_SMALL, word], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [gone]


def test_told_once_of_each_flood():
    floods, seen = Floods(), 0
    for fresh, over in (
        (0, False), (FLOOD_ROWS, False), (CALM_ROWS + 1, False), (CALM_ROWS, True), (0, False),
        (FLOOD_ROWS - 1, False), (0, False), (1, True), (0, False),
    ):  # fmt: skip
        seen += fresh
        assert floods.over(seen) is over, (fresh, seen)


@given(st.lists(st.integers(0, 2 * FLOOD_ROWS), max_size=40))
def test_never_in_a_flood_and_never_for_little(steps):
    floods, seen, times = Floods(), 0, 0
    for fresh in steps:
        seen += fresh
        if floods.over(seen):
            assert fresh <= CALM_ROWS
            times += 1
    assert times <= seen // FLOOD_ROWS


def test_what_a_flood_left_is_given_back_at_the_first_calm_look():
    async def play() -> float:
        given = asyncio.Event()

        async def give() -> None:
            given.set()

        looking = asyncio.create_task(give_back_after_floods(lambda: FLOOD_ROWS, give))
        await given.wait()
        looking.cancel()
        return asyncio.get_running_loop().time()

    assert run_in_manual_time(play()) >= 2 * LOOK_EVERY_S


MAPPED = """\
7f10-7f20 r-xp 00000000 08:01 11 /opt/lib/libone.so.6
Size:                 64 kB
Anonymous:             0 kB
VmFlags: rd ex mr mw me
7f20-7f30 r--p 00010000 08:01 11 /opt/lib/libone.so.6
Size:                 64 kB
Anonymous:             8 kB
VmFlags: rd mr mw me
7f30-7f40 r--p 00020000 08:01 12 /opt/a folder/two.abi3.so
Size:                 64 kB
Anonymous:             0 kB
VmFlags: rd mr mw me
7f40-7f50 rw-p 00020000 08:01 12 /opt/a folder/two.abi3.so
Anonymous:             0 kB
7f50-7f60 r--p 00000000 08:01 13 /opt/fonts/three.otf
Anonymous:             0 kB
7f60-7f70 r--s 00000000 08:01 14 /opt/lib/shared.so
Anonymous:             0 kB
7f70-7f80 r-xp 00000000 00:00 0 [vdso]
Anonymous:             0 kB
7f80-7f90 r-xp 00000000 08:01 15 /opt/some.so.folder/four
Anonymous:             0 kB
"""


def test_only_what_a_library_has_as_it_is_in_its_file_is_let_go():
    assert OF_A_LIBRARY.findall(MAPPED) == [("7f10", "7f20"), ("7f30", "7f40")]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems are left alone")
def test_libraries_go_on_working_without_the_pages_they_had():
    def mapped():
        return int(Path("/proc/self/status").read_text().partition("RssFile:")[2].split()[0])

    loaded, reference = mapped(), hashlib.sha256(b"liqdesk").hexdigest()
    assert let_go_of_libraries() > 10
    assert mapped() < loaded / 2
    assert hashlib.sha256(b"liqdesk").hexdigest() == reference
    assert np.linalg.inv(np.eye(3)).sum() == 3
    assert mapped() > 0
