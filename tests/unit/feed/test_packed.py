"""Bytes are unpacked and cut into lines within bounds."""

import io

import pytest
import zstandard

from liqdesk.feed.packed import ZstdFrames, numbered

LONGEST = 64


def test_lines_have_numbers_and_long_ones_leave_nothing() -> None:
    data = b"a\n" + b"x" * (3 * LONGEST) + b"\nb\n\nc"
    assert list(numbered(io.BytesIO(data), LONGEST)) == [(1, b"a\n"), (2, None), (3, b"b\n"), (4, b"\n"), (5, b"c")]


def test_a_line_as_long_as_allowed_is_whole() -> None:
    line = b"x" * (LONGEST - 1) + b"\n"
    assert list(numbered(io.BytesIO(line * 2), LONGEST)) == [(1, line), (2, line)]


@pytest.mark.parametrize("held", [0, 1_000, 1 << 20])
def test_a_frame_is_given_once_its_checksum_fits_as_far_as_it_is_held(held: int) -> None:
    content = b"".join(b"%d;" % (number * 7919) for number in range(20_000))
    packed = zstandard.ZstdCompressor(write_checksum=True).compress(content)
    assert ZstdFrames(io.BytesIO(packed * 2), held).read() == content * 2
    wrong = packed[:-1] + bytes([packed[-1] ^ 1])
    frames, given = ZstdFrames(io.BytesIO(wrong), held), list[bytes]()
    with pytest.raises(zstandard.ZstdError):
        given.extend(iter(lambda: frames.read(1_000), b""))
    assert bool(given) == (held < len(content))
