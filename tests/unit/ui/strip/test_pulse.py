"""The swell of a tint: one, and still again."""

from liqdesk.ui.strip.pulse import FALLS, RISES, STRONGEST, Pulse


def test_it_swells_once_and_is_still(qapp):
    pulse = Pulse(qapp)
    assert pulse.strength == 0
    pulse.begin()
    seen = []
    while pulse.beating:
        pulse.step()
        seen.append(pulse.strength)
    assert len(seen) == RISES + FALLS
    assert max(seen) == seen[RISES - 1] == STRONGEST
    assert seen[:RISES] == sorted(seen[:RISES])
    assert seen[RISES:] == sorted(seen[RISES:], reverse=True)
    assert pulse.strength == 0


def test_a_second_reason_does_not_begin_it_again(qapp):
    pulse = Pulse(qapp)
    pulse.begin()
    pulse.step()
    before = pulse.strength
    pulse.begin()
    assert pulse.strength == before
    pulse.still()
    assert (pulse.strength, pulse.beating) == (0, False)
