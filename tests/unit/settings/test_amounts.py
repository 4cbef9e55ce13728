"""What people type is understood or explained; what is written back is what it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.settings.amounts import read_amount, read_duration, write_amount, write_duration


@pytest.mark.parametrize(
    ("typed", "usd"),
    [
        ("2.5m", 2_500_000), ("250k", 250_000), ("$1,000", 1_000), ("1.2B", 1_200_000_000), ("1 000 000", 1_000_000),
        ("1\u202f000\u202f000", 1_000_000), ("1'000", 1_000), ("1_000", 1_000), ("US$ 5 m", 5_000_000), ("0", 0),
        ("5 million", 5_000_000), ("3 bn", 3 * 10**9), ("1t", 10**12), (".5m", 500_000), ("1,234.5k", 1_234_500),
        (" 7 USD ", 7), ("10m$", 10_000_000), ("250 thousand dollars", 250_000), ("1 000k", 1_000_000), ("007", 7),
    ],
)  # fmt: skip
def test_an_amount_is_understood(typed, usd):
    assert read_amount(typed) == usd


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "an empty field is no amount"), ("lots", "'lots' is no amount; write dollars like 250k"),
        ("2,5m", "a comma only sets off thousands"), ("1,00,000", "a comma only sets off thousands"),
        ("-5m", "below zero"), ("\u22125", "below zero"), ("0.5", "whole dollars"), ("1.0000001m", "whole dollars"),
        ("1.000.000", "is no amount"), ("1 00", "is no amount"), ("5x", "is no amount"), ("5 m m", "is no amount"),
        ("\u0665", "is no amount"), ("1e6", "is no amount"), ("nan", "is no amount"), ("$", "is no amount"),
        ("9" * 200, "too long"), ("a\nb", r"'a\?b' is no amount"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_explained(typed, why):
    with pytest.raises(ExpectedFailure, match=why) as refused:
        read_amount(typed)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("usd", "written"),
    [
        (0, "0"), (999, "999"), (1_000, "1K"), (1_500, "1.5K"), (250_000, "250K"), (2_500_000, "2.5M"),
        (1_250_000, "1.25M"), (1_234_000, "1,234K"), (1_234_567, "1,234,567"), (10**9, "1B"), (10**12, "1,000B"),
    ],
)  # fmt: skip
def test_an_amount_is_written_short_and_exact(usd, written):
    assert write_amount(usd) == written


@given(st.integers(0, 10**12))
def test_a_written_amount_is_read_back(usd):
    assert read_amount(write_amount(usd)) == usd
    assert read_amount(f"${usd:,}") == usd


@given(st.integers(0, 10**7), st.sampled_from(("k", "M", "b")))
def test_letters_multiply(number, unit):
    assert read_amount(f"{number}{unit}") == number * {"k": 10**3, "M": 10**6, "b": 10**9}[unit]


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("90s", 90), ("5m", 300), ("1h30", 5_400), ("1h30m", 5_400), ("1h 30m 5s", 5_405), ("1h30m5", 5_405),
        ("1.5h", 5_400), ("2 hours", 7_200), ("1 day", 86_400), ("2d12", 216_000), ("10 min", 600), ("0s", 0),
        ("24H", 86_400), ("0.5m", 30), ("1h5s", 3_605),
    ],
)  # fmt: skip
def test_a_duration_is_understood(typed, seconds):
    assert read_duration(typed) == seconds


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "an empty field is no duration"), ("soon", "'soon' is no duration; write it like 90s, 5m or 1h30"),
        ("90", "90 of what\\? Write 90s, 90m or 90h"), ("5m1h", "is no duration"), ("5m 5m", "is no duration"),
        ("5s5", "is no duration"), ("-5m", "is no duration"), ("1.5s", "whole seconds"), ("5x", "is no duration"),
        ("1h,30", "is no duration"), ("5" * 100, "too long"),
    ],
)  # fmt: skip
def test_what_is_no_duration_is_explained(typed, why):
    with pytest.raises(ExpectedFailure, match=why):
        read_duration(typed)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "0s"), (90, "1m 30s"), (300, "5m"), (5_400, "1h 30m"), (86_400, "24h"), (172_800, "2d"), (176_400, "2d 1h")],
)
def test_a_duration_is_written_short(seconds, written):
    assert write_duration(seconds) == written


@given(st.integers(0, 10**9))
def test_a_written_duration_is_read_back(seconds):
    assert read_duration(write_duration(seconds)) == seconds


@given(st.text(max_size=80), st.sampled_from((read_amount, read_duration)))
def test_any_text_is_understood_or_explained(typed, read):
    try:
        value = read(typed)
    except ExpectedFailure as refused:
        assert len(str(refused).splitlines()) == 1  # noqa: PT017  # either outcome is right
    else:
        assert value >= 0
