"""The detector's memory: whole again from the disk, or refused with a sentence and begun anew."""

from binascii import crc32

import pytest

from liqdesk.analytics.detector import Detector
from liqdesk.analytics.events import DETECTOR_VERSION
from liqdesk.analytics.memory import HEAD, restored, saved
from liqdesk.domain.time import HOUR, UnixMs
from tests.fakes.detecting import SaidWatch
from tests.fakes.rows import T0, instrument, row


def busy() -> Detector:
    detector = Detector(SaidWatch())
    for second in range(200):
        of = instrument("LINK", "bybit" if second % 2 else "okx")
        detector.take((row(at=T0 + second * 1_000, micro=20_000_000_000, of=of),))
    detector.step(UnixMs(T0 + 150_000))
    return detector


def test_it_is_the_same_again():
    detector = busy()
    assert detector.open_events()
    data = saved(detector.memory)
    memory, sentence = restored(data)
    assert sentence == ""
    assert saved(memory) == data
    assert Detector(SaidWatch(), memory=memory).open_events() == detector.open_events()


def test_a_new_one_is_kept_too():
    memory, sentence = restored(saved(Detector(SaidWatch()).memory))
    assert sentence == ""
    assert memory.seconds.sealed == -1


def with_sum(body: bytes, version: bytes = DETECTOR_VERSION.encode()) -> bytes:
    return b"%s %s %08x\n%s" % (HEAD, version, crc32(body), body)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda data: b"", "not one"),
        (lambda data: b"something else entirely", "not one"),
        (lambda data: data[:-1], "damaged"),
        (lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:], "damaged"),
        (lambda data: with_sum(data.partition(b"\n")[2], b"0"), "another version"),
        (lambda data: with_sum(b"\x93\x01\x02\x03"), "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(spoil, says):
    memory, sentence = restored(spoil(saved(busy().memory)))
    assert says in sentence
    assert sentence.endswith("starts to learn anew.")
    assert memory.seconds.sealed == -1


def test_the_baselines_survive():
    detector = Detector(SaidWatch())
    detector.take((row(at=T0, micro=5_000_000_000, of=instrument("LINK")),))
    detector.step(UnixMs(T0 + 10 * HOUR))
    memory, _ = restored(saved(detector.memory))
    for hour in range(168):
        assert memory.baselines.usual(("LINK", 1), hour) == detector.memory.baselines.usual(("LINK", 1), hour)
