"""Unpacking with a bound."""

import gzip
import zlib

import pytest

from liqdesk.venues.wire.inflate import LARGEST, inflated


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_packed_frame_comes_back(pack):
    assert inflated(pack(b'{"op":"ping"}')) == b'{"op":"ping"}'
    assert inflated(pack(b"")) == b""


@pytest.mark.parametrize(
    "junk",
    [b"", b"hello", b"\x1f\x8b", gzip.compress(b"x" * 99, mtime=0)[:-12]],
    ids=["nothing", "text", "two bytes", "cut short"],
)
def test_what_is_not_packed_or_cut_short(junk):
    with pytest.raises(ValueError, match=r"not gzip|cut short"):
        inflated(junk)


def test_a_small_frame_cannot_become_a_large_one():
    bomb = gzip.compress(b"\0" * (4 * LARGEST))
    assert len(bomb) < 100_000
    with pytest.raises(ValueError, match="more than"):
        inflated(bomb)
