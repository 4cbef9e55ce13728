"""Sentences made ready for a voice: amounts in words, signs left out; no Qt."""

import re

LONGEST = 240  # characters; what is longer is no summary

_UNITS = {"k": "thousand", "m": "million", "b": "billion", "t": "trillion"}
_AMOUNT = re.compile(r"\$\s?(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>[kKMBT](?![A-Za-z]))?")
_HOURS = re.compile(r"\b(?P<number>\d+)\s?(?P<unit>[hHmsd])(?![A-Za-z])")
_SPANS = {"h": "hour", "H": "hour", "m": "minute", "s": "second", "d": "day"}
_WORDS = (
    ("(>=)", ""), (">=", " at least "), ("≥", " at least "), ("≤", " at most "), ("×", " times "), ("%", " percent"),
    ("−", " minus "), ("▼", ""), ("▲", ""), ("&", " and "), ("·", ","), ("–", ","), ("—", ","),
)  # fmt: skip


def speakable(text: str) -> str:
    """Plain text as a voice should read it: `≥ $402.1M in 1h` becomes `at least 402 million dollars in 1 hour`."""
    text = _AMOUNT.sub(_amount, text)
    text = _HOURS.sub(_span, text)
    for sign, word in _WORDS:
        text = text.replace(sign, word)
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    text = re.sub(r"\s+([,.;:])", r"\1", re.sub(r"\s+", " ", text)).strip()
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0]


def _amount(found: re.Match[str]) -> str:
    number = float(found["number"].replace(",", ""))
    unit = _UNITS.get((found["unit"] or "").lower(), "")
    # Nobody listens to cents: three figures are what an ear keeps.
    spoken = f"{number:.0f}" if number >= 100 or not unit else f"{number:.3g}"
    return f"{spoken} {unit} dollars" if unit else f"{spoken} dollars"


def _span(found: re.Match[str]) -> str:
    number = int(found["number"])
    return f"{number} {_SPANS[found['unit']]}{'' if number == 1 else 's'}"
