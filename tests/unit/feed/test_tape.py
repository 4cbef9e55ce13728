"""Tapes are written and read, whole and damaged."""

import gzip
import io
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
import zstandard

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import DurationMs, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.feed.packed import FREE, TooMuch
from liqdesk.feed.tape import LONGEST, Closed, Frame, Instruments, Opened, TapeLine, TapeReader, TapeWriter

HEAD = '{"liqdesk_tape": 1, "created_at": 1768339560000}\n'
OKX = VenueId("okx")


class StillClock:
    def now(self) -> UnixMs:
        return UnixMs(1_768_339_560_000)

    def monotonic(self) -> DurationMs:
        return DurationMs(0)


def write(path: Path, frames: int = 3) -> TapeWriter:
    writer = TapeWriter(path, StillClock())
    writer.instruments(OKX, b'{"data":[]}')
    writer.opened(OKX, 0, UnixMs(1), "wss://x", "public")
    for number in range(frames):
        writer.frame(OKX, 0, UnixMs(2 + number), f'{{"n":{number},"s":"\\u00e9 \u2028"}}')
    writer.frame(OKX, 0, UnixMs(50), b"\x1f\x8b\x00")
    writer.closed(OKX, 0, UnixMs(60), 1006, "gone")
    return writer


def read(path: Path) -> tuple[list[TapeLine], TapeReader]:
    reader = TapeReader(path)
    return list(reader), reader


@pytest.mark.parametrize("name", ["t.tape", "t.tape.gz", "t.jsonl.zst"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write(path).close()
    lines, reader = read(path)
    assert lines[0] == Instruments("okx", '{"data":[]}')
    assert lines[1] == Opened("okx", 0, 1, "wss://x", "public")
    assert lines[-1] == Closed("okx", 0, 60, 1006, "gone")
    frames = [line for line in lines if isinstance(line, Frame)]
    assert [frame.content() for frame in frames] == [
        *(f'{{"n":{number},"s":"\\u00e9 \u2028"}}' for number in range(3)),
        b"\x1f\x8b\x00",
    ]
    assert (reader.bad_count, reader.skipped, reader.cut) == (0, 0, False)


@pytest.mark.parametrize("name", ["t.tape", "t.tape.gz", "t.jsonl.zst"])
def test_what_was_flushed_survives_a_kill(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    writer = write(path, 500)
    writer.flush()
    copy = tmp_path / f"killed-{name}"
    copy.write_bytes(path.read_bytes())
    writer.close()
    lines, reader = read(copy)
    assert len(lines) == 504
    assert reader.bad_count == 0


@pytest.mark.parametrize("name", ["t.tape.gz", "t.jsonl.zst"])
def test_a_file_that_breaks_off_keeps_what_stands_before(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write(path, 20_000).close()
    path.write_bytes(path.read_bytes()[:-2_000])
    lines, reader = read(path)
    assert len(lines) > 100
    assert reader.cut or reader.bad_count <= 1


def test_bad_lines_are_counted_by_number_and_unknown_kinds_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "t.tape"
    path.write_text(
        HEAD
        + '{"kind":"weather","at":1}\n'
        + "{broken\n"
        + '{"kind":"frame","venue":"okx","conn":0,"at":"noon","text":"x"}\n'
        + '{"kind":"frame","venue":"okx","conn":0,"at":3,"text":"good","colour":"red"}\n'
        + "[" * 5_000
        + "\n\n7\n"
    )
    lines, reader = read(path)
    assert lines == [Frame("okx", 0, 3, text="good")]
    assert [number for number, _ in reader.bad] == [3, 4, 6, 8]
    assert reader.skipped == 1


@pytest.mark.parametrize("text", ["", "hello\n", '{"liqdesk_tape": 2}\n', "[]\n"])
def test_what_is_no_tape_is_said_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "t.tape"
    path.write_text(text)
    with pytest.raises(ExpectedFailure) as failure:
        read(path)
    assert "t.tape" in str(failure.value)


def test_a_frame_without_content_is_no_frame() -> None:
    for frame in (Frame("okx", 0, 1), Frame("okx", 0, 1, base64="***")):
        with pytest.raises(ValueError, match=r"."):
            frame.content()


def test_missing_files_and_folders_are_expected_failures(tmp_path: Path) -> None:
    with pytest.raises(ExpectedFailure):
        read(tmp_path / "nothing.tape")
    with pytest.raises(ExpectedFailure):
        TapeWriter(tmp_path / "nowhere" / "t.tape", StillClock())


def test_a_tape_ends_at_its_limit_and_stays_readable(tmp_path: Path) -> None:
    path = tmp_path / "t.tape"
    writer = TapeWriter(path, StillClock(), limit=1_000)
    for number in range(100):
        writer.frame(OKX, 0, UnixMs(number + 1), "x" * 50)
    assert "limit" in writer.trouble
    writer.close()
    writer.close()
    assert path.stat().st_size <= 1_000
    lines, reader = read(path)
    assert len(lines) == writer.lines - 1
    assert reader.bad_count == 0


def test_a_tape_without_a_single_whole_byte_of_gzip_is_no_tape(tmp_path: Path) -> None:
    path = tmp_path / "t.tape.gz"
    path.write_bytes(gzip.compress(HEAD.encode())[:5])
    with pytest.raises(ExpectedFailure):
        read(path)


def test_a_damaged_frame_of_zstd_gives_nothing_and_what_stands_before_stays(tmp_path: Path) -> None:
    path = tmp_path / "t.tape.zst"
    writer = write(path)
    writer.flush()
    kept = path.stat().st_size
    for number in range(400):
        writer.frame(OKX, 0, UnixMs(100 + number), f'{{"price":"{number * 7919 % 1000}.5"}}')
    writer.close()
    whole = path.read_bytes()
    for place in range(kept + 12, len(whole) - 8, max(1, (len(whole) - kept) // 40)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        lines, reader = read(path)
        assert len(lines) == 7
        assert reader.cut


def test_a_tape_damaged_from_its_start_says_so(tmp_path: Path) -> None:
    path = tmp_path / "t.tape.zst"
    write(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:20] + bytes([whole[20] ^ 0xFF]) + whole[21:])
    with pytest.raises(ExpectedFailure, match="damaged from its start"):
        read(path)


class Repeated(io.RawIOBase):
    """The beginning of a tape, and then one byte without end, up to a size."""

    def __init__(self, begin: bytes, byte: bytes, size: int) -> None:
        self._begin, self._byte, self._left = begin, byte, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        given = self._begin[: len(buffer)] or self._byte * min(len(buffer), self._left)
        if self._begin:
            self._begin = self._begin[len(given) :]
        else:
            self._left -= len(given)
        buffer[: len(given)] = given
        return len(given)


def packed(content: Repeated, suffix: str) -> bytes:
    held = io.BytesIO()
    if suffix == ".zst":
        zstandard.ZstdCompressor(level=3, write_checksum=True).copy_stream(content, held)
    else:
        with gzip.GzipFile(fileobj=held, mode="wb") as target:
            while piece := content.read(1 << 20):
                target.write(piece)
    return held.getvalue()


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_a_tape_that_would_fill_the_memory_is_refused_in_a_sentence(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"bomb.tape{suffix}"
    path.write_bytes(packed(Repeated(HEAD.encode(), b"x", 6 * FREE), suffix))
    tracemalloc.start()
    try:
        with pytest.raises(TooMuch, match=r"bomb\.tape.* unpacks to more than 250 times its size"):
            read(path)
        assert tracemalloc.get_traced_memory()[1] < FREE + 3 * LONGEST
    finally:
        tracemalloc.stop()


def test_a_line_that_is_too_long_costs_itself(tmp_path: Path) -> None:
    path = tmp_path / "t.tape"
    frame = '{"kind":"frame","venue":"okx","conn":0,"at":3,"text":"good"}\n'
    path.write_text(f"{HEAD}{frame}{'x' * (LONGEST + 5)}\n{frame}")
    lines, reader = read(path)
    assert len(lines) == 2
    assert reader.bad == [(3, "the line is too long")]
    path.write_text("x" * (LONGEST + 5))
    with pytest.raises(ExpectedFailure, match="no liqdesk tape"):
        read(path)
