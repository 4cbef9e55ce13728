"""The journal as a person meets it: the seed hour replayed, and the same event told again from the profile."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

LIMIT = 90
SENTENCE = (
    "Over $458M in crypto positions were liquidated in the past 60 minutes,"
    " with $419.03M from shorts and $39.04M from longs."
)


def liqdesk(*words: str | Path) -> list[dict]:
    """What the program prints, line by line."""
    command = [sys.executable, "-m", "liqdesk", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory, profile: Path) -> list[dict]:
    """What a replay of the seed hour prints."""
    tape = tmp_path_factory.mktemp("tape") / "seed-hour.tape.zst"
    liqdesk("simulate", "--scenario", "seed-hour", "--tape", tape)
    return liqdesk("replay", tape, "--headless", "--json", "--speed", "max", "--profile", profile)


def test_the_seed_hour_is_one_squeeze_of_the_market_and_the_newsroom_s_sentence(replayed):
    event, totals = replayed
    assert (event["kind"], event["scope"], event["confirmed"]) == ("short_squeeze", "market", True)
    assert [base for base, _ in event["bases"][:2]] == ["BTC", "ETH"]
    assert totals["headline"].startswith(SENTENCE)


def test_it_is_complete_as_far_as_it_can_be(replayed):
    event = replayed[0]
    assert event["rank"]["basis"].startswith("not enough history: 0 of 7 recorded days")
    before, during = event["conditions"]["before"]["BTC"], event["conditions"]["during"]["BTC"]
    assert during["volatility_pct"] > (before["volatility_pct"] or 0)
    assert during["open_interest"] is None, "a tape holds no pages of it"


def test_after_a_restart_the_profile_tells_the_same_event(replayed, profile):
    assert liqdesk("events", "--json", "--profile", profile) == replayed[:1]
