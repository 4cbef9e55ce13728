"""The alerts' part of the status line: every silence has its word, and shorter ones where there is no room."""

from dataclasses import replace

import pytest

from liqdesk.alerts.alert import Held
from liqdesk.domain.time import HOUR, MINUTE, UnixMs
from liqdesk.engine.alerting import AlertsView, NoAlerts
from liqdesk.settings.alerting import AlertSettings
from liqdesk.settings.announcing import SoundSettings
from liqdesk.settings.model import Settings
from liqdesk.ui.panels.silence import alerts_said

AT = UnixMs(1_768_343_160_000)
"""13 January 2026, 22:26 UTC."""

IN_A_WHILE = UnixMs(AT + 15 * MINUTE)
VIEW = AlertsView(AT, 2, 6, False, None, "", None, (), (), None)
SETTINGS = Settings()


@pytest.mark.parametrize(
    ("changes", "forms"),
    [
        ({}, ("alerts 2 of 6 this hour", "alerts 2 of 6", "alerts 2/6")),
        (
            {"used": 6, "quiet": "The hour's alerts are told", "silent_until": IN_A_WHILE, "held": Held.BUDGET},
            (
                "alerts 6 of 6 this hour, the rest held back until 22:41",
                "alerts 6 of 6 until 22:41",
                "alerts 6 of 6, held back",
            ),
        ),
        ({"muted": True, "quiet": "Muted", "held": Held.MUTED}, ("alerts muted", "muted")),
        (
            {"snoozed_until": IN_A_WHILE, "quiet": "Snoozed", "silent_until": IN_A_WHILE, "held": Held.SNOOZED},
            ("alerts snoozed until 22:41", "snoozed until 22:41", "snoozed 22:41"),
        ),
        (
            {"quiet": "Quiet hours", "silent_until": UnixMs(AT + 8 * HOUR + 34 * MINUTE), "held": Held.QUIET},
            ("quiet hours until 07:00", "quiet until 07:00"),
        ),
        (
            {"quiet": "Too many at once", "silent_until": IN_A_WHILE, "held": Held.FLOOD},
            ("too many alerts, in a digest until 22:41", "alerts in a digest until 22:41", "alerts in a digest"),
        ),
        ({"quiet": "A recording is played", "held": Held.REPLAYED}, ("alerts not told",)),
        ({"quiet": "Something else"}, ("alerts held back",)),
        ({"sending": "Telegram cannot be reached"}, ("✕ alerts 2 of 6 this hour, not sent", "✕ alerts not sent")),
    ],
)
def test_what_is_said(changes, forms):
    said = alerts_said(replace(VIEW, **changes), SETTINGS)
    assert said.forms == forms
    until = ", until " if "silent_until" in changes else "."
    assert changes.get("quiet", "") in said.tip
    assert "quiet" not in changes or f"{changes['quiet']}{until}" in said.tip
    assert "sending" not in changes or f"{changes['sending']}." in said.tip
    assert said.fault == ("sending" in changes)
    assert said.quiet == ("quiet" in changes)


def test_alerts_and_sounds_that_are_switched_off_are_told():
    off = Settings(alerts=AlertSettings(enabled=False))
    assert alerts_said(replace(VIEW, quiet="Alerts are switched off", held=Held.SWITCHED_OFF), off).forms == (
        "alerts off",
    )
    said = alerts_said(VIEW, Settings(sound=SoundSettings(enabled=False)))
    assert said.forms[0] == "alerts 2 of 6 this hour, sound off"
    assert "Sounds are switched off." in said.tip


def test_a_program_without_alerts_says_so():
    assert alerts_said(NoAlerts().view(), SETTINGS).forms == ("no alerts",)


def test_the_tip_tells_what_a_click_does():
    assert alerts_said(VIEW, SETTINGS).tip.endswith("A click goes to the alerts.")
    assert alerts_said(replace(VIEW, muted=True, quiet="Muted"), SETTINGS).tip.endswith("A click ends it.")
