"""The language texts are shown in: every text a person reads passes here, in the forms that Qt Linguist's extractor knows.

The texts in the source are English, and English is spoken as long as nobody chose another language: nothing here needs Qt,
which only brings the translations (`liqdesk/ui/languages.py`).
"""

import re
from collections.abc import Callable

Translator = Callable[[str, str, int | None], str]
"""Takes a text, a comment that tells equal texts apart, and a count or None; gives the text in its language.

Where there is a count, `%n` stands for it and is left standing: whoever asked fills it in.
"""

_CHOICES = re.compile(r"\((?:([^()|]*)\|)?([^()|]*)\)")


class Language:
    """What is spoken by the whole program; there is one, as there is one user."""

    __slots__ = ("_translate",)

    def __init__(self) -> None:
        self._translate: Translator = english

    def speak(self, translate: Translator) -> None:
        """Have every text from now on put into words by `translate`."""
        self._translate = translate

    def say(self, text: str, comment: str, count: int | None) -> str:
        """The text in the language spoken."""
        said = self._translate(text, comment, count)
        return said if count is None else said.replace("%n", f"{count:,}")


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
