"""Chats and webhooks in the settings: added with a secret that is never shown again, tried, switched, removed."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import KeyPlace, KeyPlaces
from liqdesk.engine.sending import Standing, TargetState
from liqdesk.settings.rules import AlertLevel
from liqdesk.settings.webhooks import SavedTarget, TargetKind, WebhookSettings
from liqdesk.ui.dialogs.settings.dialog import SettingsDialog
from liqdesk.ui.dialogs.settings.target import TargetDialog
from liqdesk.ui.dialogs.settings.targets import TargetsEditor
from tests.fakes.settings_dialog import Workshop

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQ"
PHONE = SavedTarget(id="phone", name="My phone", kind=TargetKind.TELEGRAM, address="4711")


def put(desk, *targets: SavedTarget) -> None:
    desk.replace_settings(desk.settings.value.model_copy(update={"webhooks": WebhookSettings(targets=targets)}))


def shown(qtbot, desk, theme) -> TargetsEditor:
    dialog: SettingsDialog = Workshop(desk, theme).open()
    qtbot.addWidget(dialog)
    dialog.open()
    editor = dialog.row("webhooks.targets").editor
    assert isinstance(editor, TargetsEditor)
    return editor


def opened(editor: TargetsEditor) -> TargetDialog:
    return next(one for one in editor.findChildren(TargetDialog) if one.isVisible())


def click(qtbot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def texts(widget: QWidget) -> str:
    parts = [label.text() for label in widget.findChildren(QLabel)]
    return " ".join(parts + [line.displayText() + line.placeholderText() for line in widget.findChildren(QLineEdit)])


async def rest() -> None:
    """Let every task that can go on do so."""
    for _ in range(6):
        await asyncio.sleep(0)


def test_a_target_is_added_with_its_secret(run, qtbot, desk, theme):
    async def story():
        editor = shown(qtbot, desk, theme)
        assert editor.list.isHidden()
        click(qtbot, editor.buttons["Add…"])
        dialog = opened(editor)
        await rest()
        assert dialog.where == "It is kept in this system's keyring."
        assert dialog.secret.echoMode() is QLineEdit.EchoMode.Password
        qtbot.keyClicks(dialog.name, "My phone")
        qtbot.keyClicks(dialog.address, "4711")
        qtbot.keyClicks(dialog.secret, TOKEN)
        dialog.level.setCurrentIndex(dialog.level.findData("critical"))
        dialog.card.click()
        click(qtbot, dialog.test)
        await rest()
        assert dialog.outcome == "A test message arrived at My phone."
        assert desk.sending.tried[0][1] == Secret(TOKEN)
        assert desk.settings.value.webhooks.targets == ()
        click(qtbot, dialog.keep)
        await rest()
        (made,) = desk.settings.value.webhooks.targets
        assert (made.id, made.name, made.address) == ("my-phone", "My phone", "4711")
        assert (made.level, made.card, made.enabled) == (AlertLevel.CRITICAL, True, True)
        assert desk.sending.secrets == {"my-phone": (Secret(TOKEN), KeyPlace.KEYRING)}
        assert editor.list.entry(0).title == "My phone"
        assert TOKEN not in texts(editor.window())
        assert TOKEN not in desk.settings.value.model_dump_json()

    run(story())


def test_a_kept_secret_is_not_shown_and_stays_unless_another_is_entered(run, qtbot, desk, theme):
    async def story():
        put(desk, PHONE)
        desk.sending.secrets["phone"] = (Secret(TOKEN), KeyPlace.KEYRING)
        editor = shown(qtbot, desk, theme)
        qtbot.keyClick(editor.list, Qt.Key.Key_Return)
        dialog = opened(editor)
        await rest()
        assert dialog.secret.text() == ""
        assert dialog.secret.placeholderText() == "one is kept; enter another to replace it"
        dialog.name.setText("Old phone")
        click(qtbot, dialog.keep)
        await rest()
        assert desk.settings.value.webhooks.targets[0].name == "Old phone"
        assert desk.sending.secrets["phone"][0] == Secret(TOKEN)

    run(story())


def test_a_kept_secret_is_no_longer_spoken_of_where_another_service_or_server_is_entered(run, qtbot, desk, theme):
    async def story():
        put(desk, SavedTarget(id="phone", name="Bell", kind=TargetKind.NTFY, address="https://a.example/bell"))
        desk.sending.secrets["phone"] = (Secret("tk_0123456789"), KeyPlace.KEYRING)
        editor = shown(qtbot, desk, theme)
        qtbot.keyClick(editor.list, Qt.Key.Key_Return)
        dialog = opened(editor)
        await rest()
        assert dialog.secret.placeholderText().startswith("one is kept")
        dialog.address.setText("https://b.example/bell")
        assert not dialog.secret.placeholderText().startswith("one is kept")
        dialog.address.setText("https://a.example/other")
        assert dialog.secret.placeholderText().startswith("one is kept")
        dialog.kind.setCurrentIndex(dialog.kind.findData(TargetKind.SLACK))
        assert not dialog.secret.placeholderText().startswith("one is kept")
        click(qtbot, dialog.keep)
        assert dialog.outcome == "Webhook address is missing."

    run(story())


@pytest.mark.parametrize(
    ("kind", "address", "secret", "said"),
    [
        (TargetKind.TELEGRAM, "my chat", TOKEN, "A chat is a number, or @ and the name of a channel."),
        (TargetKind.TELEGRAM, "4711", "", "Bot token is missing."),
        (
            TargetKind.TELEGRAM,
            "4711",
            "not-a-token",
            "A bot token is a number, a colon and about 35 letters and digits.",
        ),
        (TargetKind.NTFY, "http://example.com/x", "", "The address must begin with https://"),
        (TargetKind.DISCORD, "", "https://example.com/", "The address of a Discord webhook holds /api/webhooks/"),
    ],
)
def test_what_cannot_be_is_explained_and_nothing_is_kept(run, qtbot, desk, theme, kind, address, secret, said):
    async def story():
        editor = shown(qtbot, desk, theme)
        click(qtbot, editor.buttons["Add…"])
        dialog = opened(editor)
        await rest()
        dialog.kind.setCurrentIndex(dialog.kind.findData(kind))
        dialog.address.setText(address)
        dialog.secret.setText(secret)
        click(qtbot, dialog.keep)
        await rest()
        assert dialog.outcome.startswith(said)
        assert dialog.isVisible()
        assert desk.sending.secrets == {}
        assert desk.settings.value.webhooks.targets == ()

    run(story())


def test_a_file_is_taken_for_a_secret_only_after_saying_so(run, qtbot, desk, theme):
    async def story():
        desk.sending.where = KeyPlaces("/profile/keys.json", "There is no keyring here.", by_choice=True)
        editor = shown(qtbot, desk, theme)
        click(qtbot, editor.buttons["Add…"])
        dialog = opened(editor)
        await rest()
        assert dialog.where.startswith("There is no keyring here. It can be kept in /profile/keys.json instead")
        dialog.address.setText("4711")
        dialog.secret.setText(TOKEN)
        click(qtbot, dialog.keep)
        await rest()
        assert desk.sending.secrets == {}
        assert dialog.outcome == "Where its secret is to be kept is not decided."
        dialog.in_file.click()
        click(qtbot, dialog.keep)
        await rest()
        assert desk.sending.secrets == {"telegram": (Secret(TOKEN), KeyPlace.FILE)}

    run(story())


def test_a_test_says_what_came_of_it(run, qtbot, desk, theme):
    async def story():
        put(desk, PHONE)
        editor = shown(qtbot, desk, theme)
        click(qtbot, editor.buttons["Test"])
        assert editor.outcome == "Sending a test to My phone…"
        await rest()
        assert editor.outcome == "A test message arrived at My phone."
        desk.sending.refusal = "Telegram: the chat is not known."
        click(qtbot, editor.buttons["Test"])
        await rest()
        assert editor.outcome == "Telegram: the chat is not known."

    run(story())


def test_each_target_says_how_it_stands_and_follows(run, qtbot, desk, theme):
    async def story():
        put(desk, PHONE)
        editor = shown(qtbot, desk, theme)
        assert editor.list.entry(0).fault == "It has no secret yet."
        assert not editor.buttons["Try again"].isEnabled()
        desk.sending.shown["phone"] = TargetState(
            "phone", "My phone", Standing.WAITING, "It did not answer in time.", KeyPlace.KEYRING, waiting=2
        )
        desk.sending.revision += 1
        qtbot.waitUntil(lambda: editor.list.entry(0).fault == "It did not answer in time. 2 waiting.")
        click(qtbot, editor.buttons["Try again"])
        assert desk.sending.retried == ["phone"]

    run(story())


def test_targets_are_switched_and_removed_with_their_secret(run, qtbot, desk, theme):
    async def story():
        put(desk, PHONE)
        desk.sending.secrets["phone"] = (Secret(TOKEN), KeyPlace.KEYRING)
        editor = shown(qtbot, desk, theme)
        qtbot.keyClick(editor.list, Qt.Key.Key_Space)
        assert desk.settings.value.webhooks.targets[0].enabled is False
        click(qtbot, editor.buttons["Remove"])
        await rest()
        assert desk.settings.value.webhooks.targets == ()
        assert desk.sending.secrets == {}
        assert editor.outcome == "The secret is removed."

    run(story())
