"""What trouble makes of frames: silence, repetition, disorder, new names; and the bad frames."""

import gzip
import json

import pytest

from liqdesk.simulator.dialects.base import Say
from liqdesk.simulator.faults import BAD_FRAMES, read_fault
from liqdesk.simulator.trouble import Trouble, bad_frame, rewritten
from tests.fakes.forced import START, forced

EVENTS = (forced(1, START),)
PUSH = Say('{"p":"1.5","v":2,"ts":1793000000000}', "push", "allLiquidation.BTCUSDT", EVENTS)
HISTORY = Say("{}", "history", "liquidation-orders.SWAP", EVENTS)
PRICE = Say("{}", "price", "tickers.BTCUSDT")
PONG = Say("pong", "heartbeat")
REPLY = Say("{}", "reply")
ALL = (PUSH, HISTORY, PRICE, PONG, REPLY)


def struck(*words: str) -> Trouble:
    trouble = Trouble()
    for word in words:
        trouble.strike(read_fault(f"bybit:{word}", ["bybit"]))
    return trouble


@pytest.mark.parametrize(
    ("word", "passed"),
    [
        ("stall", ()),
        ("half-open", ()),
        ("no-pong", (PUSH, HISTORY, PRICE, REPLY)),
        ("mute", (PRICE, PONG, REPLY)),
        ("mute-canary", (PUSH, HISTORY, PONG, REPLY)),
        ("mute-topic=BTCUSDT", (HISTORY, PONG, REPLY)),
        ("replay=5", ALL),
        ("slow=100", ALL),
        ("deaf", ALL),
    ],
)
def test_what_is_withheld(word: str, passed: tuple[Say, ...]) -> None:
    trouble = struck(word)
    assert tuple(each for say in ALL for each in trouble.pass_on(say)) == passed


def test_a_duplicate_carries_no_second_event() -> None:
    first, second = struck("duplicate").pass_on(PUSH)
    assert (first, second.frame, second.events) == (PUSH, PUSH.frame, ())
    assert struck("duplicate").pass_on(PRICE) == (PRICE,)


def test_reordered_pushes_come_in_reverse() -> None:
    trouble = struck("reorder=3")
    pushes = [Say(str(number), "push") for number in range(4)]
    assert [trouble.pass_on(push) for push in pushes[:2]] == [(), ()]
    assert [say.frame for say in trouble.pass_on(pushes[2])] == ["2", "1", "0"]
    trouble.pass_on(pushes[3])
    assert [say.frame for say in trouble.release()] == ["3"]
    assert trouble.release() == ()


def test_a_renamed_field_loses_the_event() -> None:
    (say,) = struck("rename=p").pass_on(PUSH)
    assert json.loads(say.frame) == {"p_v2": "1.5", "v": 2, "ts": 1793000000000}
    assert say.events == ()
    assert struck("rename=missing").pass_on(PUSH) == (PUSH,)


def test_a_new_connection_has_the_trouble_but_not_what_was_held() -> None:
    trouble = struck("reorder=3", "slow=7")
    trouble.pass_on(PUSH)
    copy = trouble.copy()
    assert (copy.reorder, copy.slow, len(copy.held)) == (3, 7, 0)


def test_a_packed_frame_is_changed_inside() -> None:
    frame = gzip.compress(b'{"a":1}')
    changed = rewritten(frame, lambda text: text.replace("a", "b"))
    assert isinstance(changed, bytes)
    assert gzip.decompress(changed) == b'{"b":1}'
    assert rewritten(frame, lambda text: text) is frame


@pytest.mark.parametrize("word", sorted(BAD_FRAMES))
@pytest.mark.parametrize("packed", [False, True])
def test_a_bad_frame_is_none_of_the_good_ones(word: str, packed: bool) -> None:
    sample: str | bytes = str(PUSH.frame)
    if packed:
        sample = gzip.compress(str(sample).encode(), mtime=0)
    bad = bad_frame(word, "1" if word in ("bomb", "oversize") else "", sample)
    assert type(bad) is type(sample)
    assert bad != sample


def test_what_the_bad_frames_hold() -> None:
    sample = str(PUSH.frame)
    assert bad_frame("nan", "", sample) == '{"p":"NaN","v":NaN,"ts":NaN}'
    assert json.loads(bad_frame("wrong-type", "", sample)) == {name: {"was": [None, True]} for name in ("p", "v", "ts")}
    assert len(bad_frame("oversize", "2", sample)) > 2 * 1024 * 1024
    bomb = bad_frame("bomb", "8", gzip.compress(b"{}"))
    assert isinstance(bomb, bytes)
    assert len(bomb) < 100_000
    assert len(gzip.decompress(bomb)) == 8 * 1024 * 1024


def test_what_is_lifted_leaves_no_trace() -> None:
    words = ("stall", "deaf", "half-open", "no-pong", "mute", "mute-canary", "duplicate", "slow=7", "reorder=3")
    named = ("mute-topic=BTC", "rename=p", "replay=3")
    trouble = struck(*words, *named, "mute-topic=ETH")
    for word in (*words, *named):
        trouble.lift(read_fault(f"bybit:{word}", ["bybit"]))
    assert trouble == struck("mute-topic=ETH")
