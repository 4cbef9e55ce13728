"""The sheet of keys: its groups stay in their order and whole, in columns of about one height."""

import pytest

from liqdesk.ui.dialogs.keys import balanced


def groups(*heights: int) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(f"group {number}", [("key", "does")] * height) for number, height in enumerate(heights)]


@pytest.mark.parametrize(
    ("heights", "columns", "placed"),
    [
        ((7, 10, 19, 10, 3, 1), 3, [[0, 1], [2], [3, 4, 5]]),
        ((7, 10, 19, 10, 3, 1), 1, [[0, 1, 2, 3, 4, 5]]),
        ((4,), 3, [[0]]),
        ((30, 1, 1), 2, [[0], [1, 2]]),
    ],
)
def test_columns_are_as_low_as_they_can_be(heights, columns, placed):
    made = groups(*heights)
    assert balanced(made, columns) == [[made[number] for number in column] for column in placed]
