"""Plays a service's script by hand: answers by path, and what it asked and told."""

from collections.abc import Callable
from dataclasses import dataclass, field

from liqdesk.domain.third_party import ServiceFailure, TheirTotal
from liqdesk.thirdparty.script import Ask, Script

Answer = Callable[[str], bytes | ServiceFailure]


@dataclass
class Played:
    """What a script asked, told and said at its end."""

    asked: list[Ask] = field(default_factory=list)
    totals: list[TheirTotal] = field(default_factory=list)
    said: str = ""


def play(script: Script, answer: Answer) -> Played:
    """Run it to its end with these answers. Raises what the script raises."""
    played = Played()
    try:
        item = next(script)
        while True:
            if isinstance(item, tuple):
                played.totals.extend(item)
                item = script.send(b"")
                continue
            played.asked.append(item)
            answered = answer(item.path)
            item = script.send(answered) if isinstance(answered, bytes) else script.throw(answered)
    except StopIteration as ended:
        played.said = ended.value
    return played
