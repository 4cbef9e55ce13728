"""The meters say what they measured, and that a guess is one."""

from liqdesk.analytics.meters import meter_sentences
from liqdesk.analytics.rhythm import Silence
from liqdesk.analytics.throttle import Saturation, Thinning
from liqdesk.analytics.views import VenueMeters
from liqdesk.domain.time import DurationMs
from tests.fakes.rows import T0

NAMES = {"bybit": "Bybit"}


def test_meters_that_know_nothing_say_nothing():
    assert meter_sentences(VenueMeters(), NAMES) == ()


def test_a_silence_and_its_odds():
    unknown = Silence(T0, DurationMs(42_000))
    assert meter_sentences(VenueMeters(unknown), NAMES) == ("Silent for 42 s; its rhythm is not known yet.",)
    judged = Silence(T0, DurationMs(42_000), 0.06, 4.1, "this hour of the week", 25)
    assert meter_sentences(VenueMeters(judged), NAMES) == (
        "Silent for 42 s; usually 4.1 bouts a minute (this hour of the week), 25 of others meanwhile; by chance 6%.",
    )


def test_the_throttle_and_the_guess():
    meters = VenueMeters(None, Saturation(0.71, 1_340, "BTCUSDT", 0.92), Thinning(0.43, ("bybit", "new")))
    pressed, guess = meter_sentences(meters, NAMES)
    assert "used in 71% of 1,340 s; most by BTCUSDT, 92%" in pressed
    assert guess.startswith("A guess: of what Bybit and new told in full")
    assert "43%" in guess
    assert guess.endswith("It corrects no number.")
