"""Words and numbers of other people's tables."""

import pytest

from liqdesk.venues.files.form import amount, headed, moment


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("1739502302929", 1_739_502_302_929),
        ("1739502302929123", 1_739_502_302_929),
        ("1739502302", 1_739_502_302_000),
        ("1739502302.929", 1_739_502_302_929),
        ("1739502302929.0", 1_739_502_302_929),
    ],
)
def test_a_time_in_any_unit(text, ms):
    assert moment({"at": text}, "at") == ms


@pytest.mark.parametrize("text", ["", "1.7395E+12", "12", "-1", "nan", "9" * 30, "²"])
def test_what_is_no_time(text):
    with pytest.raises(ValueError, match="at is "):
        moment({"at": text}, "at")


def test_the_first_cell_that_says_something_counts():
    assert amount({"a": "", "b": "3"}, "a", "b") == 3.0
    with pytest.raises(ValueError, match="a is missing"):
        amount({"a": ""}, "a", "b")


def test_columns_need_one_name_of_every_group():
    assert headed([" Side ", "QTY"], ["side"], ["qty", "size"]) is not None
    assert headed(["side"], ["side"], ["qty", "size"]) is None
