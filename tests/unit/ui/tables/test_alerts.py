"""Alerts as rows: level and side in word and sign, the sum with how whole it is, and why nothing was told."""

import pytest

from liqdesk.alerts.alert import Held, Word
from liqdesk.analytics.events import Level
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.settings.model import Zone
from liqdesk.ui.tables.alerts import alert_row, told_words
from tests.fakes.alerts import alert, squeeze

AT = UnixMs(1_768_343_160_000)
"""13 January 2026, 22:26 UTC."""


def words(*held: Held) -> tuple[Word, ...]:
    return tuple(Word(UnixMs(AT + number), Level.WATCH, None, one) for number, one in enumerate(held))


def test_a_row_says_when_how_loud_what_how_much_and_how_often():
    row = alert_row(squeeze(AT), AT, Zone.UTC)
    assert row.cells == (
        "22:26:00", "● critical", "▲ Short squeeze of the market: ≥ $312M of shorts in 11 minutes", "≥ $312.00M",
        "told 3 times",
    )  # fmt: skip
    assert row.going_on
    assert row.heard
    assert row.position is PositionSide.SHORT
    assert "Squeeze or flush of the market, Largest hour in 30 days" in row.tip


def test_what_is_not_of_the_live_market_is_marked():
    rows = [alert_row(alert(AT, source=source), AT, Zone.UTC) for source in ("live", "demo", "replay")]
    assert [row.mark for row in rows] == ["", "DEMO", "REPLAY"]
    assert rows[1].tip.startswith("DEMO: ")


def test_an_alert_of_another_day_has_its_day():
    assert alert_row(alert(AT), UnixMs(AT + DAY), Zone.UTC).cells[0] == "13 Jan 22:26"


def test_an_alert_without_a_sum_or_a_side_shows_none():
    row = alert_row(alert(AT, micro=None, side=None, sentence="Bybit is down"), AT, Zone.UTC)
    assert row.cells[2:4] == ("Bybit is down", "")


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ((Held.NOT,), "told once"),
        ((Held.NOT, Held.NOT), "told 2 times"),
        ((Held.MUTED,), "muted"),
        ((Held.QUIET, Held.QUIET), "quiet hours"),
        ((Held.NOT, Held.BUDGET), "told once, budget spent"),
        ((Held.BUDGET, Held.NOT), "told once"),
        ((Held.FLOOD,), "in a digest"),
        ((), "not told"),
    ],
)
def test_silence_is_explained(held, said):
    assert told_words(alert(AT, words=words(*held))) == said


def test_every_reason_stands_in_the_tip():
    row = alert_row(alert(AT, words=words(Held.BUDGET, Held.MUTED)), AT, Zone.UTC)
    assert "Held back: the hour's budget is spent; muted." in row.tip
    assert not row.heard
