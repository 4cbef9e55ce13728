"""Numbers as text: exact figures, honest edges, and an en dash for what is not known."""

import re

import hypothesis.strategies as st
import pytest
from hypothesis import given

from liqdesk.analytics.reasons import percent
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import micro_usd
from liqdesk.domain.time import DAY, MINUTE, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui import format as fmt


def test_what_is_not_known_is_a_dash_everywhere() -> None:
    assert {
        fmt.fmt_usd(None),
        fmt.fmt_usd_exact(None),
        fmt.fmt_usd_change(None),
        fmt.fmt_share_change(None),
        fmt.fmt_price(None),
        fmt.fmt_price(float("nan")),
        fmt.fmt_count(None),
        fmt.fmt_share(None),
        fmt.fmt_age(None),
        fmt.fmt_lag(None),
        fmt.fmt_span(None),
        fmt.fmt_clock(None),
        fmt.fmt_minute(None),
        fmt.fmt_day(None),
        fmt.fmt_day_of_year(None),
        fmt.fmt_bytes(None),
    } == {fmt.UNKNOWN}
    assert fmt.at_least(fmt.UNKNOWN, True) == fmt.UNKNOWN


def test_at_least_is_said_only_where_more_is_possible() -> None:
    assert fmt.at_least("$5", True) == "≥ $5"
    assert fmt.at_least("$5", False) == "$5"


def test_axis_labels_carry_no_idle_decimals() -> None:
    given_usd = (0, -500_000, 2_500_000, 20_000_000, 1_000_000_000, 999_999_999, 40)
    assert [fmt.fmt_usd_axis(one) for one in given_usd] == ["0", "$500k", "$2.5M", "$20M", "$1B", "$1B", "$40"]


def test_exact_dollars_go_to_the_cent() -> None:
    assert fmt.fmt_usd_exact(1_240_310_550_000) == "$1,240,310.55"


def test_shares_say_whole_only_when_whole() -> None:
    assert [fmt.fmt_share(one) for one in (0.0, 0.001, 0.915, 0.998, 1.0)] == ["0%", "<1%", "92%", ">99%", "100%"]


def test_what_was_covered_is_rounded_down_as_in_the_sentences():
    shares = (0.0, 0.001, 0.009, 0.159, 0.915, 0.989, 0.998, 1.0)
    assert [fmt.fmt_covered(one) for one in shares] == ["0%", "<1%", "<1%", "15%", "91%", "98%", ">99%", "100%"]
    for one in shares:
        assert re.sub(r"\D", "", fmt.fmt_covered(one)) == re.sub(r"\D", "", percent(one))


def test_ages_and_spans() -> None:
    assert [fmt.fmt_age(one) for one in (-5, 4_999, 125_000, 7_300_000, 200_000_000)] == ["0s", "4s", "2m", "2h", "2d"]
    assert [fmt.fmt_span(one) for one in (45_000, 720_000, 4_800_000, 7_200_000, 183_600_000)] == [
        "45s",
        "12m",
        "1h 20m",
        "2h",
        "2d 3h",
    ]


def test_lags() -> None:
    assert [fmt.fmt_lag(one) for one in (85, 1_240, 9_940, 9_960, 14_400)] == [
        "85 ms",
        "1.2 s",
        "9.9 s",
        "10 s",
        "14 s",
    ]


def test_prices_keep_the_figures_that_matter() -> None:
    assert [fmt.fmt_price(one) for one in (95_800.14, 3_120.444, 2.1, 0.1473, 0.00000612)] == [
        "95,800.1",
        "3,120.44",
        "2.1000",
        "0.147300",
        "0.00000612",
    ]


def test_clocks_are_utc_unless_asked() -> None:
    at = UnixMs(1_768_339_561_234)
    assert fmt.fmt_clock(at) == "21:26:01"
    assert fmt.fmt_minute(at) == "21:26"
    assert fmt.fmt_day(at) == "13 Jan"
    assert fmt.fmt_since(at, UnixMs(at + MINUTE)) == fmt.fmt_minute(at)
    assert fmt.fmt_since(at, UnixMs(at + DAY)) == f"13 Jan {fmt.fmt_minute(at)}"
    assert fmt.fmt_day_of_year(at) == "13 Jan 2026"
    assert fmt.zone_name(at) == "UTC"
    assert fmt.zone_name(at, Zone.LOCAL)


def test_sizes() -> None:
    assert [fmt.fmt_bytes(one) for one in (512, 812_000, 1_800_000_000, 48_300_000)] == [
        "512 B",
        "812 kB",
        "1.8 GB",
        "48 MB",
    ]


def test_each_side_has_its_glyph_and_word() -> None:
    assert (fmt.side_glyph(PositionSide.LONG), fmt.side_word(PositionSide.LONG)) == ("▼", "long")
    assert (fmt.side_glyph(PositionSide.SHORT), fmt.side_word(PositionSide.SHORT)) == ("▲", "short")
    assert fmt.fmt_count(8412) == "8,412"


def test_a_tool_tip_shows_markup_as_it_is_written() -> None:
    assert fmt.tool_tip("<img src=x>\n& more") == "<qt>&lt;img src=x&gt;<br/>&amp; more</qt>"
    assert fmt.tool_tip("") == ""


def test_changes_carry_their_sign() -> None:
    changes = (1_240_000_000_000, -310_000_000_000, 0, 400_000, -400_000)
    assert [fmt.fmt_usd_change(one) for one in changes] == ["+$1.24M", "−$310k", "$0", "$0", "$0"]
    shares = (0.12, -0.34, 0.0, 0.004, -1.0, 8.99, 9.0, 1_233.0)
    assert [fmt.fmt_share_change(one) for one in shares] == [
        "+12%", "−34%", "0%", "0%", "−100%", "+899%", "×10", "×1,234",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "signed", "bare"),
    [(0.0042, "+0.42%", "0.42%"), (-0.013, "−1.30%", "1.30%"), (-0.00001, "0.00%", "0.00%"), (None, "–", "–")],
)
def test_changes(change, signed, bare):
    assert fmt.fmt_change(change) == signed
    assert fmt.fmt_change(change, signed=False) == bare


@pytest.mark.parametrize(
    ("rate", "text"), [(0.0001, "+0.0100%"), (-0.000182, "−0.0182%"), (-1e-9, "0.0000%"), (None, "–")]
)
def test_funding_rates(rate, text):
    assert fmt.fmt_rate(rate) == text


def test_the_sign_before_a_floor_is_split_off():
    assert fmt.split_sign("≥ $448.30M") == ("≥ ", "$448.30M")
    assert fmt.split_sign("$448.30M") == ("", "$448.30M")


@pytest.mark.parametrize(
    ("usd", "text"),
    [
        (0, "$0"), (88.4, "$88"), (999.4, "$999"), (1_000, "$1.00k"), (905_700, "$905k"), (3_979_000, "$3.97M"),
        (84_060_000, "$84.0M"), (110_999_999, "$110M"), (999_999_999, "$999M"), (1_239_000_000, "$1.23B"),
    ],
)  # fmt: skip
def test_three_figures_are_rounded_down(usd: float, text: str) -> None:
    assert fmt.fmt_usd_brief(micro_usd(usd)) == text


@given(st.integers(0, 10**18))
def test_in_three_figures_never_more_than_it_is_and_never_a_hundredth_less(micro: int) -> None:
    text = fmt.fmt_usd_brief(micro)
    number = float(text.strip("$kMB")) * {"k": 1e3, "M": 1e6, "B": 1e9}.get(text[-1], 1)
    assert number <= micro / 1e6 + (0.5 if micro < 10**9 else 0)
    assert number >= micro / 1e6 * 0.99 - 0.5
