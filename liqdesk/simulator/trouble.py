"""What a fault does to one connection's frames, and the bad frames themselves."""

import gzip
import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from liqdesk.simulator.dialects.base import Frame, Say
from liqdesk.simulator.faults import Fault

NUMBER = re.compile(r'(?<=[:\[,])("?)-?\d+(?:\.\d+)?("?)(?=[,}\]])')
DEPTH = 20_000
BOMB_MB = 64
SWITCHES = {
    "stall": "stalled",
    "deaf": "deaf",
    "half-open": "half_open",
    "no-pong": "no_pong",
    "mute": "mute",
    "mute-canary": "mute_canary",
    "duplicate": "duplicate",
}
"""Words that are on or off, and the field of `Trouble` they switch on."""


@dataclass(slots=True)
class Trouble:
    """What is wrong with one connection, or with every new one of a venue."""

    stalled: bool = False
    deaf: bool = False
    half_open: bool = False
    slow: int = 0
    no_pong: bool = False
    mute: bool = False
    mute_canary: bool = False
    mute_topics: tuple[str, ...] = ()
    duplicate: bool = False
    reorder: int = 0
    renamed: tuple[str, ...] = ()
    held: deque[Say] = field(default_factory=deque)

    def copy(self) -> "Trouble":
        """The same for a new connection."""
        return replace(self, held=deque())

    def strike(self, fault: Fault) -> None:
        """Take on what `fault` says; words that are no lasting state of a connection change nothing."""
        if fault.word in SWITCHES:
            setattr(self, SWITCHES[fault.word], True)
        elif fault.word in ("slow", "reorder"):
            setattr(self, fault.word, int(fault.argument))
        elif fault.word == "mute-topic":
            self.mute_topics += (fault.argument,)
        elif fault.word == "rename":
            self.renamed += (fault.argument,)

    def lift(self, fault: Fault) -> None:
        """Take back what `fault` said."""
        if fault.word in SWITCHES:
            setattr(self, SWITCHES[fault.word], False)
        elif fault.word in ("slow", "reorder"):
            setattr(self, fault.word, 0)
        elif fault.word == "mute-topic":
            self.mute_topics = tuple(text for text in self.mute_topics if text != fault.argument)
        elif fault.word == "rename":
            self.renamed = tuple(name for name in self.renamed if name != fault.argument)

    def pass_on(self, say: Say) -> Sequence[Say]:
        """What becomes of one frame: itself, nothing, or others."""
        if self._withheld(say):
            return ()
        if say.kind != "push":
            return (say,)
        for name in self.renamed:
            renamed = rewritten(say.frame, partial(_rename, name))
            if renamed != say.frame:
                say = replace(say, frame=renamed, events=())
        if self.duplicate:
            return say, replace(say, events=())
        if self.reorder:
            self.held.append(say)
            return self.release() if len(self.held) >= self.reorder else ()
        return (say,)

    def release(self) -> Sequence[Say]:
        """What was held back, the latest first."""
        held = tuple(reversed(self.held))
        self.held.clear()
        return held

    def _withheld(self, say: Say) -> bool:
        return (
            self.stalled
            or self.half_open
            or (self.mute and say.kind in ("push", "history"))
            or (self.mute_canary and say.kind == "price")
            or (self.no_pong and say.kind == "heartbeat")
            or any(text in say.topic for text in self.mute_topics if say.kind in ("push", "history", "price"))
        )


def _rename(name: str, text: str) -> str:
    return text.replace(f'"{name}":', f'"{name}_v2":')


def rewritten(frame: Frame, change: Callable[[str], str]) -> Frame:
    """The frame with its text changed; a gzipped one is packed again, one that did not change is the same."""
    if isinstance(frame, str):
        return change(frame)
    text = gzip.decompress(frame).decode()
    changed = change(text)
    return frame if changed == text else gzip.compress(changed.encode(), 1, mtime=0)


def bad_frame(word: str, argument: str, sample: Frame) -> Frame:
    """A frame that no venue should send, made from a good one; it carries no event."""
    binary = isinstance(sample, bytes)
    if word == "garbage":
        return b"\x1f\x8b\x00garbage\xff\xfe" if binary else '\x00{"garbage"::}}\ufffd['
    if word == "truncated":
        return sample[: len(sample) // 2]
    if word == "wrong-type":
        return rewritten(sample, lambda text: NUMBER.sub('{"was":[null,true]}', text))
    if word == "nan":
        return rewritten(sample, lambda text: NUMBER.sub(r"\1NaN\2", text))
    if word == "deep":
        return _packed('{"data":' + "[" * DEPTH + "]" * DEPTH + "}", binary)
    size = int(argument or BOMB_MB) * 1024 * 1024
    if word == "oversize":
        return _packed('{"padding":"' + "x" * size + '"}', binary)
    return _packed("0" * size, binary)


def _packed(text: str, binary: bool) -> Frame:
    return gzip.compress(text.encode(), 1, mtime=0) if binary else text
