"""What stands in the window's menus: every command with the name it has for good."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QDesktopServices

from liqdesk.domain.language import tr
from liqdesk.engine.alerting import AlertDesk, Snooze
from liqdesk.engine.desk import Desk, Mode
from liqdesk.settings.model import BucketWidth
from liqdesk.ui.commands import ALERTS, FILE, HELP, INSIDE, LAYOUTS, PANELS, SETTINGS, VIEW, Command
from liqdesk.ui.dialogs.files.opener import FileDialogs
from liqdesk.ui.dialogs.opener import DialogOpener
from liqdesk.ui.panels.dock_set import DockSet
from liqdesk.ui.replay.controls import ReplayControls
from liqdesk.ui.steering import Steering
from liqdesk.ui.strip import orders


class Orders(Protocol):
    """What the window itself does when told to."""

    def copy_headline(self) -> None: ...

    def quit(self) -> None: ...

    def go_to(self, name: str) -> None: ...

    def show_rules(self) -> None: ...

    def reset_layout(self) -> None: ...

    def toggle_full_screen(self) -> None: ...


def window_commands(
    window: Orders,
    dialogs: DialogOpener,
    desk: Desk,
    docks: DockSet,
    folders: Mapping[str, Path],
    steering: Steering,
    chart_commands: Iterable[Command],
    replays: ReplayControls,
) -> Iterator[Command | QAction]:
    """Everything that can be ordered, by menu; `folders` are what the Help menu offers to open, by title."""
    yield Command(FILE, tr("Copy &headline"), window.copy_headline, ("H",), "copy-headline")
    yield Command(FILE, tr("Share &card…"), dialogs.open_share, ("X",), "share-card")
    yield Command(FILE)
    yield from _file_commands(dialogs.files)
    yield Command(FILE)
    yield from replays.commands(FILE)
    yield Command(FILE)
    yield Command(
        FILE, tr("&Pause all feeds"), lambda: desk.pause(not desk.paused), (), "pause",
        lambda: desk.paused, lambda: desk.mode is not Mode.REPLAY,
    )  # fmt: skip
    yield Command(FILE, tr("&Quit"), window.quit, ("Ctrl+Q",), "quit", everywhere=True)
    for number, width in enumerate(BucketWidth, start=1):
        title = tr("{width} bars").format(width=width.value)
        yield Command(
            VIEW,
            title,
            partial(_choose_bars, desk, width),
            (str(number),),
            f"bars-{width.value}",
        )
    yield Command(VIEW)
    yield Command(f"{VIEW}{INSIDE}{PANELS}")
    for dock in docks.docks:
        yield dock.toggleViewAction()
    yield Command(VIEW, tr("Event going &on"), dialogs.open_standing, ("E",), "event-card")
    yield Command(VIEW, tr("Where a ro&w comes from…"), dialogs.open_provenance, ("P",), "provenance")
    yield from _ways_to_panels(window)
    yield from steering.palette_commands(VIEW)
    yield Command(VIEW)
    yield from steering.layout_commands(f"{VIEW}{INSIDE}{LAYOUTS}")
    yield from chart_commands
    yield Command(
        VIEW, tr("&Strip"), partial(orders.toggle, desk), ("S",), "strip", lambda: orders.strip_of(desk).shown
    )
    yield Command(
        VIEW, tr("Let &clicks through the strip"), partial(orders.toggle_clicks, desk), (), "strip-clicks",
        lambda: orders.strip_of(desk).click_through,
    )  # fmt: skip
    yield Command(VIEW, tr("&Reset layout"), window.reset_layout, (), "reset-layout")
    yield Command(VIEW)
    yield Command(VIEW, tr("&Full screen"), window.toggle_full_screen, ("F11",), "full-screen")
    yield from _alert_commands(window, dialogs, lambda: desk.alerts)
    yield Command(SETTINGS, tr("&Settings…"), dialogs.open_settings, ("Ctrl+,",), "settings")
    yield Command(HELP, tr("&Keys"), dialogs.open_keys, ("?", "F1"), "keys")
    yield Command(HELP, tr("&User guide"), dialogs.open_guide, ("Shift+F1",), "guide")
    yield Command(HELP, tr("&First steps…"), dialogs.open_first_run, (), "first-steps")
    yield Command(HELP, tr("&Doctor…"), dialogs.open_doctor, (), "doctor")
    yield Command(HELP, tr("&Save diagnostics…"), dialogs.save_diagnostics, (), "save-diagnostics")
    for title, folder in folders.items():
        ident = "-".join(title.lower().split())
        url = QUrl.fromLocalFile(str(folder))
        yield Command(HELP, tr(title), partial(QDesktopServices.openUrl, url), (), f"open-{ident}")
    yield Command(HELP, tr("Check for &updates…"), dialogs.open_updates, (), "updates")
    yield Command(HELP, tr("&About liqdesk"), dialogs.open_about, (), "about")


def _ways_to_panels(window: Orders) -> Iterator[Command]:
    yield Command(VIEW, tr("Go to the &venues"), partial(window.go_to, "venues"), ("V",), "venues")
    yield Command(VIEW, tr("Go to the &journal"), partial(window.go_to, "journal"), ("J",), "journal")
    yield Command(VIEW, tr("Go to the histor&y"), partial(window.go_to, "history"), ("Y",), "history")


def _file_commands(files: FileDialogs) -> Iterator[Command]:
    def ready() -> bool:
        return files.ready

    yield Command(FILE, tr("&Import…"), files.choose_import, ("Ctrl+O",), "import", possible=ready)
    yield Command(FILE, tr("Imported &files…"), files.open_book, (), "imports", possible=ready)
    yield Command(FILE, tr("&Export…"), files.open_export, ("Ctrl+E",), "export", possible=ready)


def _alert_commands(window: Orders, dialogs: DialogOpener, alerts: Callable[[], AlertDesk]) -> Iterator[Command]:
    def mute() -> None:
        alerts().mute(not alerts().view().muted)

    def snooze(long: Snooze | None) -> None:
        alerts().snooze(long)

    def snoozed() -> bool:
        return alerts().view().snoozed_until is not None

    yield Command(ALERTS, tr("&Mute alerts"), mute, ("Shift+M",), "mute", lambda: alerts().view().muted)
    yield Command(ALERTS)
    yield Command(ALERTS, tr("Snooze &15 minutes"), partial(snooze, Snooze.QUARTER), ("M",), "snooze-15m")
    yield Command(ALERTS, tr("Snooze 1 &hour"), partial(snooze, Snooze.HOUR), (), "snooze-1h")
    yield Command(ALERTS, tr("Snooze until &tomorrow"), partial(snooze, Snooze.TOMORROW), (), "snooze-tomorrow")
    yield Command(ALERTS, tr("&End snooze"), partial(snooze, None), (), "end-snooze", possible=snoozed)
    yield Command(ALERTS)
    yield Command(ALERTS, tr("Go to the &alerts"), partial(window.go_to, "alerts"), ("A",), "alerts")
    yield Command(ALERTS, tr("&Rules…"), window.show_rules, (), "rules")
    yield Command(ALERTS, tr("&New rule…"), dialogs.open_rule, (), "new-rule")


def _choose_bars(desk: Desk, width: BucketWidth) -> None:
    settings = desk.settings.value
    chart = settings.chart.model_copy(update={"bucket": width})
    desk.replace_settings(settings.model_copy(update={"chart": chart}))
