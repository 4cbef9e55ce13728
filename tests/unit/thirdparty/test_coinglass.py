"""Coinglass: what each plan is asked for, both spellings of its fields, and refusals inside the envelope."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import Amounts, ServiceFailure, Trouble
from liqdesk.domain.time import HOUR, UnixMs
from liqdesk.thirdparty.coinglass import Coinglass
from tests.fakes.scripts import play

NOW = UnixMs(1_795_352_400_000 + 20 * 60_000 + 345)
CLOSED = 1_795_352_400_000

ROWS = [
    {"exchange": "All", "liquidation_usd": 61.5, "long_liquidation_usd": 40.25, "short_liquidation_usd": 21.25},
    {"exchange": "Binance", "liquidation_usd": 21.0, "longLiquidation_usd": 14.0, "shortLiquidation_usd": 7.0},
    {"exchange": "OKX", "liquidation_usd": 1.0, "long_liquidation_usd": "0.5", "short_liquidation_usd": "0.5"},
]
BARS = [
    {"time": CLOSED - 2 * HOUR, "aggregated_long_liquidation_usd": 1, "aggregated_short_liquidation_usd": 2},
    {"time": CLOSED - HOUR, "aggregated_long_liquidation_usd": 812345.6, "aggregated_short_liquidation_usd": 120450.2},
]
KEY = ServiceFailure(Trouble.KEY, "no")


def answers(level="STANDARD", bars=BARS, rows=ROWS, expired=False):
    def answer(path):
        page = urlsplit(path).path.rpartition("/")[2]
        found = {
            "subscription": {"level": level, "expire_time": 1, "expired": expired},
            "exchange-list": rows,
            "aggregated-history": bars,
        }[page]
        return (
            found
            if isinstance(found, Exception)
            else json.dumps({"code": "0", "msg": "success", "data": found}).encode()
        )

    return answer


def test_the_key_goes_into_a_header():
    assert Coinglass().headers(Secret("the-key-itself")) == {"CG-API-KEY": "the-key-itself"}


@pytest.mark.parametrize(
    ("level", "said"),
    [
        ("STANDARD", "The key works: plan Standard, closed hours are compared."),
        ("HOBBYIST", "The key works: plan Hobbyist, it has no bars of one hour, so trailing sums are compared."),
        ("", "The key works."),
    ],
)
def test_a_key_is_checked_on_the_page_of_the_account(level, said):
    played = play(Coinglass().check(), answers(level))
    assert [ask.path for ask in played.asked] == ["/api/user/account/subscription"]
    assert played.said == said


def test_a_plan_that_has_ended_is_too_small_for_anything():
    with pytest.raises(ServiceFailure, match="expired") as failure:
        play(Coinglass().check(), answers(expired=True))
    assert failure.value.trouble is Trouble.PLAN


def test_closed_hours_are_asked_for_over_all_its_exchanges():
    service = Coinglass()
    played = play(service.totals(["BTC", "ETH"], [], NOW), answers())
    query = parse_qs(urlsplit(played.asked[2].path).query)
    assert query["exchange_list"] == ["Binance,OKX"]
    assert (query["symbol"], query["interval"]) == (["BTC"], ["1h"])
    assert (query["start_time"], query["end_time"]) == ([str(CLOSED - 24 * HOUR)], [str(CLOSED - 1)])
    hour, day = played.totals[:2]
    assert (hour.base, hour.closed, hour.venues) == ("BTC", True, ("Binance", "OKX"))
    assert hour.amounts == Amounts(812_345_600_000, 120_450_200_000)
    assert day.amounts == Amounts(812_346_600_000, 120_452_200_000)
    assert [total.base for total in played.totals] == ["BTC", "BTC", "ETH", "ETH"]
    again = play(service.totals(["BTC"], [], NOW), answers())
    assert len(again.asked) == 2


def test_an_hour_without_a_bar_is_unknown_not_zero():
    played = play(Coinglass().totals(["BTC"], [], NOW), answers(bars=BARS[:1]))
    hour, day = played.totals
    assert (hour.amounts, hour.missing) == (None, "it has no bar of that time")
    assert day.amounts == Amounts(1_000_000, 2_000_000)


def test_the_smallest_plan_is_asked_for_trailing_sums():
    played = play(Coinglass().totals(["BTC"], [], NOW), answers("HOBBYIST"))
    queries = [parse_qs(urlsplit(ask.path).query) for ask in played.asked[1:]]
    assert queries == [{"range": ["1h"], "symbol": ["BTC"]}, {"range": ["24h"], "symbol": ["BTC"]}]
    hour = played.totals[0]
    assert (hour.closed, hour.span.end, hour.amounts) == (False, NOW - 345, Amounts(40_250_000, 21_250_000))
    assert "trail" in played.said


def test_a_plan_that_refuses_hours_falls_back_once():
    service = Coinglass()
    played = play(service.totals(["BTC"], [], NOW), answers("SOMETHING", bars=KEY))
    assert {total.closed for total in played.totals} == {False}
    assert all("aggregated" not in ask.path for ask in play(service.totals(["BTC"], [], NOW), answers()).asked)


def test_another_refusal_of_hours_is_no_matter_of_the_plan():
    limit = ServiceFailure(Trouble.LIMIT, "enough")
    with pytest.raises(ServiceFailure, match="enough"):
        play(Coinglass().totals(["BTC"], [], NOW), answers(bars=limit))


def test_sums_without_one_of_all_are_unknown():
    played = play(Coinglass().totals(["BTC"], [], NOW), answers("HOBBYIST", rows=ROWS[1:]))
    assert {(total.amounts, total.missing) for total in played.totals} == {
        (None, "it tells no sum of all its exchanges")
    }


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("401", Trouble.KEY),
        ("403", Trouble.KEY),
        ("429", Trouble.LIMIT),
        ("400", Trouble.REFUSED),
        (500, Trouble.REFUSED),
        (None, Trouble.REFUSED),
    ],
)
def test_a_refusal_stands_in_the_envelope_and_its_message_is_not_repeated(code, trouble):
    body = json.dumps({"code": code, "msg": "key the-key-itself is wrong"}).encode()
    with pytest.raises(ServiceFailure) as failure:
        Coinglass().failure_in(body)
    assert failure.value.trouble is trouble
    assert "the-key-itself" not in str(failure.value)


def test_a_yes_in_the_envelope_passes():
    Coinglass().failure_in(b'{"code":"0","data":[]}')


@pytest.mark.parametrize(
    "changed", [{"rows": {}}, {"rows": []}, {"rows": [{"exchange": "All"}]}, {"bars": [{}]}, {"bars": {}}]
)
def test_another_form_is_refused_whole(changed):
    with pytest.raises(ServiceFailure, match="a form liqdesk does not know"):
        play(Coinglass().totals(["BTC"], [], NOW), answers(**changed))
