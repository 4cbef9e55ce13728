"""The language texts are shown in: every text a person reads passes here, in the forms that Qt Linguist's extractor knows.

The texts in the source are English, and English is spoken as long as nobody chose another language: nothing here needs Qt,
which only brings the translations (`liqdesk/ui/languages.py`). What is kept, sent or logged stays English: `in_english`.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass

Translator = Callable[[str, str, int | None], str]
"""Takes a text, a comment that tells equal texts apart, and a count or None; gives the text in its language.

Where there is a count, `%n` stands for it and is left standing: whoever asked fills it in.
"""

ENGLISH = "en"
_CHOICES = re.compile(r"\((?:([^()|]*)\|)?([^()|]*)\)")
_RECORDED: ContextVar[bool] = ContextVar("recorded", default=False)


@dataclass(frozen=True, slots=True)
class Figures:
    """The signs of numbers: what stands before decimals, and between thousands."""

    decimal: str = "."
    group: str = ","


class Language:
    """What is spoken by the whole program; there is one, as there is one user."""

    __slots__ = ("_known", "_signs", "_translate", "code", "plain")

    def __init__(self) -> None:
        self.plain = True
        """Whether texts and numbers are shown as they stand in the source."""
        self.code = ENGLISH
        """What is spoken: `de`, `pt_BR`."""
        self._translate: Translator = english
        self._known: dict[tuple[str, str], str] = {}
        self._signs: dict[int, str] = {}

    def speak(self, translate: Translator, figures: Figures | None = None, code: str = ENGLISH) -> None:
        """Have every text from now on put into words by `translate`, and numbers written with the signs of `figures`.

        `code` names the language to whoever has whole pages in several.
        """
        signs = figures or Figures()
        self.plain = translate is english and signs == Figures()
        self.code = code
        self._translate = translate
        self._known = {}
        self._signs = {ord("."): signs.decimal, ord(","): signs.group}

    @property
    def as_written(self) -> bool:
        """Whether texts are English here and now, so that what depends on it can be kept."""
        return self.plain or _RECORDED.get()

    def say(self, text: str, comment: str, count: int | None) -> str:
        """The text in the language spoken; of nothing it is nothing."""
        if self.as_written:
            return text if count is None else english(text, comment, count).replace("%n", f"{count:,}")
        if count is not None:
            return self._translate(text, comment, count).replace("%n", self.figure(f"{count:,}"))
        said = self._known.get((text, comment))
        if said is None and not text:
            return ""  # Qt keeps what the file says of itself under it
        if said is None:
            said = self._known[text, comment] = self._translate(text, comment, None)
        return said

    def figure(self, written: str) -> str:
        """A number that is written as in the source, `$1,240.55`, with the signs of the language."""
        return written if self.as_written else written.translate(self._signs)


def english(text: str, comment: str, count: int | None) -> str:
    """The text as written; with a count, `(s)` and `(one|many)` become the form that goes with it."""
    if count is None:
        return text
    return _CHOICES.sub(lambda found: (found[1] or "") if count == 1 else found[2], text)


spoken = Language()


def tr(text: str, comment: str = "", count: int | None = None) -> str:
    """A text in the language spoken: `tr("since {time}").format(time=...)`, `tr("%n order(s)", "", n)`.

    The text is a literal, whole and without f-string, so that it can be found and translated. With a count, the source says
    both forms, `%n row(s)` or `%n entr(y|ies) (is|are) new`, and no other brackets.
    """
    return spoken.say(text, comment, count)


def marked(text: str) -> str:
    """A text that is kept in English, as a constant or in a file, and goes through `tr` where it is shown."""
    return text


def figure(written: str) -> str:
    """A number as it is shown: `figure(f"{share:.1f}")`."""
    return spoken.figure(written)


def in_percent(number: str) -> str:
    """A number of percents as it is shown, everywhere: `in_percent("12")` is `12%`, `in_percent("-0.5")` is `−0.5%`."""
    return tr("{number}%").format(number=figure(number).replace("-", "−", 1))


@contextlib.contextmanager
def in_english() -> Iterator[None]:
    """For words that are kept, sent or logged: inside, texts and numbers stay as they are in the source."""
    before = _RECORDED.set(True)
    try:
        yield
    finally:
        _RECORDED.reset(before)
