"""Files are unpacked by what they hold, in bounded memory, and never without end."""

import gzip
import io
import zipfile

import pytest
import zstandard

from liqdesk.app.files.unpacking import DAMAGE, Unpacked
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.feed.packed import FREE, TooMuch

TEXT = b"".join(b"line %d of a table, and some more\n" % number for number in range(5_000))


def zipped(*parts, method=zipfile.ZIP_DEFLATED):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in parts:
            archive.writestr(name, data)
    return held.getvalue()


def members(path):
    with Unpacked(path) as source:
        return [(one.name, one.stream.read()) for one in source.members()]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (TEXT, "rows.bin"),
        (gzip.compress(TEXT), "rows.bin"),
        (gzip.compress(TEXT[:70_000]) + gzip.compress(TEXT[70_000:]), "rows.bin"),
        (zstandard.compress(TEXT), "rows.bin"),
        (zstandard.compress(TEXT[:70_000]) + zstandard.compress(TEXT[70_000:]), "rows.bin"),
        (zstandard.compress(gzip.compress(TEXT)), "rows.bin"),
        (zipped(("a/rows.csv", TEXT)), "rows.csv"),
        (zipped(("rows.csv.gz", gzip.compress(TEXT))), "rows.csv"),
        (zipped(("rows.csv", TEXT), method=zipfile.ZIP_STORED), "rows.csv"),
    ],
    # Of our own, because packed bytes hold the moment they were packed, and every process must call a test the same.
    ids=["plain", "gz", "two gz", "zst", "two zst", "gz in zst", "zip", "gz in zip", "stored zip"],
)
def test_whatever_it_is_called_it_is_unpacked(tmp_path, data, name):
    (tmp_path / "rows.bin").write_bytes(data)
    assert members(tmp_path / "rows.bin") == [(name, TEXT)]


def test_an_archive_holds_several_and_what_belongs_to_none(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(
        zipped(
            ("one.csv", b"1"),
            ("__MACOSX/._one.csv", b"x"),
            ("one.csv.CHECKSUM", b"x"),
            ("sub/", b""),
            ("two.csv", b"2"),
        )
    )
    assert members(path) == [("one.csv", b"1"), ("two.csv", b"2")]


@pytest.mark.parametrize(
    "data",
    [gzip.compress(TEXT)[:-40], zstandard.compress(TEXT)[:-40], zipped(("a", TEXT))[:-300]],
    ids=["gz", "zst", "zip"],
)
def test_what_breaks_off_says_so(tmp_path, data):
    (tmp_path / "rows.bin").write_bytes(data)
    with pytest.raises(DAMAGE):
        members(tmp_path / "rows.bin")


class Zeros(io.RawIOBase):
    def __init__(self, size):
        self._left = size

    def readable(self):
        return True

    def readinto(self, buffer):
        given = min(len(buffer), self._left)
        buffer[:given] = bytes(given)
        self._left -= given
        return given


def bomb(kind):
    size = 6 * FREE
    if kind == "zstd":
        held = io.BytesIO()
        zstandard.ZstdCompressor(level=3).copy_stream(Zeros(size), held)
        return held.getvalue()
    packed = gzip.compress(bytes(size), 9)
    return packed if kind == "gzip" else zipped(("zeros.csv", bytes(size)))


@pytest.mark.parametrize("kind", ["gzip", "zstd", "zip"])
def test_a_bomb_is_left_unpacked(tmp_path, kind):
    path = tmp_path / "rows.csv"
    path.write_bytes(bomb(kind))
    with pytest.raises(TooMuch, match="unpacks to more than 250 times its size"):
        swallowed(path)


def swallowed(path):
    with Unpacked(path) as source:
        for member in source.members():
            while member.stream.read(1 << 20):
                pass


def test_what_cannot_be_read_is_told(tmp_path):
    with pytest.raises(ExpectedFailure, match="No such file"):
        Unpacked(tmp_path / "none.csv")
    with pytest.raises(ExpectedFailure, match="Is a directory"):
        Unpacked(tmp_path)
    with pytest.raises(ExpectedFailure, match="is no ordinary file"):
        Unpacked(tmp_path.joinpath("/dev/null"))
    locked = bytearray(zipped(("a.csv", TEXT)))
    locked[6] |= 1
    locked[locked.rfind(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(bytes(locked))
    with pytest.raises(ExpectedFailure, match="locked with a password"):
        members(tmp_path / "locked.zip")


def test_it_knows_how_far_it_is(tmp_path):
    path = tmp_path / "rows.gz"
    path.write_bytes(gzip.compress(TEXT))
    with Unpacked(path) as source:
        shares = [source.share]
        for member in source.members():
            member.stream.read()
            shares.append(source.share)
    assert shares == [0.0, 1.0]
