"""Failing accounts: the mean rate asked for, in clusters, in order."""

from collections import Counter
from random import Random
from statistics import fmean, pvariance

from liqdesk.simulator.accounts import Accounts
from liqdesk.simulator.contracts import VENUES
from tests.fakes.forced import START


def moments(rate: float, seconds: int) -> list[tuple[int, str]]:
    accounts = Accounts(Random("accounts"), frozenset(VENUES), 100)
    told: list[tuple[int, str]] = []
    for at_ms in range(START, START + 1_000 * seconds, 100):
        accounts.fail(at_ms, rate, 0.9)
        told.extend((moment, side) for moment, _, side in accounts.due(at_ms + 100))
    return told


def test_the_rate_is_kept_and_clustered() -> None:
    told = moments(4.0, 3_000)
    assert 9_000 < len(told) < 15_500
    per_second = Counter((moment - START) // 1_000 for moment, _ in told)
    counts = [per_second[second] for second in range(3_000)]
    assert pvariance(counts) / fmean(counts) > 1.5


def test_order_and_side() -> None:
    told = moments(4.0, 600)
    assert told == sorted(told, key=lambda each: each[0])
    assert 0.8 < [side for _, side in told].count("short") / len(told) < 0.97
