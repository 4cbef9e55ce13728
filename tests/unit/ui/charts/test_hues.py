"""The hues are told apart from the panel and from one another, by four kinds of eyes, and venues keep theirs."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.ui.charts.hues import HUES, OTHERS, assigned

PANELS = {True: "#11151c", False: "#ffffff"}
EYES = {
    "usual": np.eye(3),
    "without red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "without green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "without blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
"""How a colour in linear light arrives, by Machado, Oliveira and Fernandes at full severity."""
TO_XYZ = np.array(((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)))
APART = 18.0
"""Of a difference in CIELAB; 2.3 is just noticed."""


def linear(hue: str) -> np.ndarray:
    part = np.array([int(hue[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    xyz = TO_XYZ @ light / np.array((0.9505, 1.0, 1.089))
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array((116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])))


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("eyes", EYES)
def test_every_two_hues_differ(dark, eyes):
    seen = [lab(np.clip(np.array(EYES[eyes]) @ linear(hue), 0, 1)) for hue in (*HUES[dark], OTHERS[dark])]
    assert min(float(np.linalg.norm(one - other)) for one, other in combinations(seen, 2)) >= APART


@pytest.mark.parametrize("dark", [True, False])
def test_every_hue_stands_out_from_the_panel(dark):
    panel = float(TO_XYZ[1] @ linear(PANELS[dark]))
    for hue in (*HUES[dark], OTHERS[dark]):
        low, high = sorted((panel, float(TO_XYZ[1] @ linear(hue))))
        assert (high + 0.05) / (low + 0.05) >= 3, hue


@given(st.lists(st.lists(st.sampled_from("ABCDEFGHIJ"), unique=True, max_size=7), max_size=8))
def test_who_stays_keeps_its_hue_and_no_two_share_one(rounds):
    held: dict[str, int] = {}
    for shown in rounds:
        now = assigned(held, shown)
        assert set(now) == set(shown)
        assert len(set(now.values())) == len(now)
        assert all(now[name] == held[name] for name in shown if name in held)
        held = now


def test_beyond_the_hues_there_are_only_others():
    assert len(assigned({}, range(12))) == len(HUES[True]) == len(HUES[False])
