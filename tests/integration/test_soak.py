"""Every venue at once, briefly: processes, real sockets, a real file, a dropped line, and the truth at the end."""

from tests.fakes.soaking import soak

SECONDS = 45
RATE = 120


def test_the_truth_comes_out_by_venue_coin_and_side(tmp_path):
    soaked = soak(tmp_path, SECONDS, RATE, ("*:replay=1000", "*:drop@8s"))
    assert soaked.wrong == [], soaked.report()
    assert soaked.flaws == []
    assert len({venue for venue, _, _ in soaked.truth}) == 17
