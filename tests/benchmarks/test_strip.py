"""What the strip costs while it looks twice a second at a calm market and everything in it changes; printed, not judged."""

import asyncio
from time import process_time

from PySide6.QtCore import QCoreApplication

from liqdesk.app.arguments import build_parser, parse
from liqdesk.app.picture_market import story_market
from liqdesk.app.resources import Resources
from liqdesk.app.session import throw_away
from liqdesk.engine.desk import CALM_STEP
from liqdesk.ui.strip.desktop import this_desktop
from liqdesk.ui.strip.figures import COINS, asked_windows
from liqdesk.ui.strip.menu import StripDoors
from liqdesk.ui.strip.orders import strip_of
from liqdesk.ui.strip.remembered import SpotFile
from liqdesk.ui.strip.strip import Strip
from liqdesk.ui.theme import Theme

ROUNDS = 300
BUDGET = 0.005
"""Of a core, for all that the strip does."""


def test_strip(qtbot, qapp, tmp_path):
    words = parse(build_parser(), ["screenshot", "nowhere.png", "--demo", "calm"])
    with throw_away(words) as opened:
        core = asyncio.run(story_market(words, opened, Resources()))
    desk, theme = core.desk, Theme(qapp, Resources().path, opened.settings.value.look)

    def nowhere() -> None:
        """Nothing is opened here."""

    file, doors = SpotFile(tmp_path / "strip.ini"), StripDoors(nowhere, nowhere, nowhere)
    strip = Strip(desk, theme, file, this_desktop(), doors, lambda: True)
    qtbot.addWidget(strip)
    with qtbot.waitExposed(strip):
        strip.show()
    windows = asked_windows(strip_of(desk).trailing)

    def spent(act) -> float:
        act()
        begun = process_time()
        for _ in range(ROUNDS):
            act()
        return (process_time() - begun) / ROUNDS * 1e3

    def painted() -> None:
        strip.repaint()
        QCoreApplication.sendPostedEvents()

    costs = {"glance": spent(lambda: desk.glance(windows, COINS)), "painting every cell": spent(painted)}
    for what, took in costs.items():
        print(f"{what:24} {took:8.3f} ms")
    share = sum(costs.values()) / CALM_STEP
    print(f"at most {share:.2%} of a core, {BUDGET:.1%} are allowed")
    theme.deleteLater()
