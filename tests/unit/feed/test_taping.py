"""A tape that is begun and ended while the feed runs."""

from pathlib import Path

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.feed.tape import Closed, Frame, Instruments, Opened, TapeLine, TapeReader
from liqdesk.feed.taping import LEAST_FREE, PAGES_KEPT, Taping
from tests.fakes.clock import StepClock

OKX, BYBIT = VenueId("okx"), VenueId("bybit")
LIMIT = 10**9


class Scene:
    """A recorder on a disk of which a test says how much room it has."""

    def __init__(self) -> None:
        self.clock = StepClock()
        self.room: int | None = LEAST_FREE * 10
        self.said: list[str] = []
        self.taping = Taping(self.clock, lambda _: self.room)
        self.taping.ended = self.said.append

    def frame(self, text: str) -> None:
        self.taping.frame(OKX, 1, self.clock.now(), text)


@pytest.fixture
def scene() -> Scene:
    return Scene()


def read(path: Path) -> list[TapeLine]:
    reader = TapeReader(path)
    lines = list(reader)
    assert not reader.bad
    assert not reader.cut
    return lines


@pytest.mark.parametrize("name", ["a.tape", "a.tape.gz", "a.tape.zst"])
def test_it_begins_with_what_a_reader_needs(scene: Scene, tmp_path: Path, name: str) -> None:
    taping = scene.taping
    taping.instruments(OKX, b'{"page": 1}')
    taping.opened(OKX, 1, UnixMs(5), "wss://okx", "public")
    taping.opened(BYBIT, 2, UnixMs(6), "wss://bybit", "linear")
    taping.closed(BYBIT, 2, UnixMs(7), 1006, "")
    scene.frame("before")
    taping.start(tmp_path / name, LIMIT)
    scene.frame("during")
    taping.closed(OKX, 1, scene.clock.now(), 1000, "bye")
    taping.stop()
    scene.frame("after")
    now = scene.clock.now()
    assert read(tmp_path / name) == [
        Instruments("okx", '{"page": 1}'),
        Opened("okx", 1, now, "wss://okx", "public"),
        Frame("okx", 1, now, text="during"),
        Closed("okx", 1, now, 1000, "bye"),
    ]
    assert taping.path is None
    assert scene.said == []


def test_the_newest_of_a_page_is_kept_and_not_too_many(scene: Scene, tmp_path: Path) -> None:
    for number in range(3):
        scene.taping.instruments(OKX, b"same beginning".ljust(300, b".") + str(number).encode())
    for number in range(PAGES_KEPT - 1):
        scene.taping.instruments(OKX, f"another {number}".encode())
    scene.taping.start(tmp_path / "a.tape", LIMIT)
    scene.taping.stop()
    pages = [line.page for line in read(tmp_path / "a.tape") if isinstance(line, Instruments)]
    assert len(pages) == PAGES_KEPT
    assert [page[-1] for page in pages if page.startswith("same")] == ["2"]


@pytest.mark.parametrize("name", ["a.tape", "a.tape.zst"])
def test_it_ends_by_itself_at_its_limit_and_stays_readable(scene: Scene, tmp_path: Path, name: str) -> None:
    scene.taping.start(tmp_path / name, 2_000)
    for _ in range(100):
        scene.frame("x" * 100)
    scene.taping.flush()
    assert scene.taping.path is None
    (sentence,) = scene.said
    assert "limit of 2,000 bytes" in sentence
    lines = read(tmp_path / name)
    assert 5 < len(lines) < 20
    scene.taping.flush()
    assert len(scene.said) == 1


def test_it_ends_before_the_disk_is_full(scene: Scene, tmp_path: Path) -> None:
    scene.taping.start(tmp_path / "a.tape", LIMIT)
    scene.frame("one")
    scene.room = LEAST_FREE - 1
    scene.taping.flush()
    assert scene.taping.path is not None  # it does not look every second
    scene.clock.step(5 * SECOND)
    scene.taping.flush()
    assert scene.taping.path is None
    assert "nearly full" in scene.said[0]
    assert len(read(tmp_path / "a.tape")) == 1


def test_a_disk_that_does_not_tell_its_room_ends_nothing(scene: Scene, tmp_path: Path) -> None:
    scene.room = None
    scene.taping.start(tmp_path / "a.tape", LIMIT)
    scene.clock.step(5 * SECOND)
    scene.taping.flush()
    assert scene.taping.path is not None
    scene.taping.stop()


def test_what_was_flushed_is_readable_after_a_crash(scene: Scene, tmp_path: Path) -> None:
    scene.taping.start(tmp_path / "a.tape.zst", LIMIT)
    scene.frame("kept")
    scene.taping.flush()
    scene.frame("lost")  # never flushed, never closed
    lines = list(TapeReader(tmp_path / "a.tape.zst"))
    assert [line.text for line in lines if isinstance(line, Frame)] == ["kept"]
    scene.taping.stop()


def test_a_file_that_cannot_be_made_is_refused_and_nothing_is_recorded(scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(ExpectedFailure):
        scene.taping.start(tmp_path / "nowhere" / "a.tape", LIMIT)
    assert scene.taping.path is None
    assert scene.taping.size == 0
