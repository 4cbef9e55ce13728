"""The language texts are shown in."""

import pytest

from liqdesk.domain.language import Language, english, marked, tr


@pytest.mark.parametrize(
    ("text", "count", "said"),
    [
        ("%n order(s)", 1, "1 order"),
        ("%n order(s)", 2, "2 orders"),
        ("%n order(s)", 0, "0 orders"),
        ("%n order(s)", 12_345, "12,345 orders"),
        ("%n entr(y|ies) (is|are) new", 1, "1 entry is new"),
        ("%n entr(y|ies) (is|are) new", 7, "7 entries are new"),
    ],
)
def test_english_says_the_form_that_goes_with_the_count(text, count, said):
    assert tr(text, "", count) == said


def test_a_text_without_a_count_is_left_alone():
    assert tr("Export (CSV)") == marked("Export (CSV)") == "Export (CSV)"


def test_another_language_says_the_text_and_the_count_is_filled_in():
    language = Language()
    language.speak(lambda text, comment, count: f"<{comment}:{text}>")
    assert language.say("%n order(s)", "large ones", 3) == "<large ones:3 order(s)>"
    language.speak(english)
    assert language.say("%n order(s)", "large ones", 1) == "1 order"
