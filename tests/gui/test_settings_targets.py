"""Chats and webhooks in the settings: added with a secret that is never shown again, tried, switched, removed."""

import asyncio

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from liqdesk.settings.webhooks import SavedTarget, TargetKind, WebhookSettings
from liqdesk.ui.dialogs.settings.dialog import SettingsDialog
from liqdesk.ui.dialogs.settings.target import TargetDialog
from tests.fakes.settings_dialog import Workshop

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ"
PHONE = SavedTarget(id="phone", name="My phone", kind=TargetKind.TELEGRAM, address="4711")


@pytest.fixture
def workshop(desk, theme) -> Workshop:
    return Workshop(desk, theme)


@pytest.fixture
def dialog(qtbot, workshop) -> SettingsDialog:
    made = workshop.open()
    qtbot.addWidget(made)
    return made


def with_targets(desk, *targets: SavedTarget) -> None:
    desk.replace_settings(desk.settings.value.model_copy(update={"webhooks": WebhookSettings(targets=targets)}))


def choose(dialog: TargetDialog, kind: TargetKind) -> None:
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind))


def opened(dialog: SettingsDialog) -> TargetDialog:
    return next(one for one in dialog.findChildren(TargetDialog) if one.isVisible())


def texts(widget: QWidget) -> str:
    parts = [label.text() for label in widget.findChildren(QLabel)]
    parts += [line.text() + line.placeholderText() for line in widget.findChildren(QLineEdit)]
    return " ".join(parts)


async def rest() -> None:
    """Let every task that is ready go on to its end."""
    for _ in range(5):
        await asyncio.sleep(0)
