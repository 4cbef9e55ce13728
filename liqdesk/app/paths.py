"""Where the program keeps its files: one profile folder, or the folders the system sets aside for it."""

from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP = "liqdesk"
APP_ID = "io.github.liqdesk.liqdesk"
"""What desktops call the program: entry in the menu, icon, autostart, notifications."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The files of one profile; `make` creates the folders. `own_folder`: it was named, and nothing outside is used."""

    settings: Path
    store: Path
    imports: Path
    raw: Path
    layout: Path
    logs: Path
    lock: Path
    keys: Path
    secrets: Path
    own_folder: bool

    @property
    def strip(self) -> Path:
        """Where the strip's places are remembered: beside the layout, with which it is set aside and thrown away."""
        return self.layout.with_name("strip.ini")

    def make(self) -> None:
        """Create the folders, readable by the user alone."""
        for folder in {self.settings.parent, self.store.parent, self.layout.parent, self.logs, self.lock.parent}:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def profile_at(folder: Path | None) -> Profile:
    """The profile in `folder`, or the user's own."""
    if folder is not None:
        folder = folder.expanduser().absolute()
        return Profile(
            settings=folder / "settings.toml",
            store=folder / "liqdesk.db",
            imports=folder / "imported.db",
            raw=folder / "raw.db",
            layout=folder / "layout.ini",
            logs=folder / "logs",
            lock=folder / "liqdesk.lock",
            keys=folder / "keys.json",
            secrets=folder / "secrets.json",
            own_folder=True,
        )
    dirs = platformdirs.PlatformDirs(APP, appauthor=False)
    return Profile(
        settings=dirs.user_config_path / "settings.toml",
        store=dirs.user_data_path / "liqdesk.db",
        imports=dirs.user_data_path / "imported.db",
        raw=dirs.user_data_path / "raw.db",
        layout=dirs.user_state_path / "layout.ini",
        logs=dirs.user_log_path,
        lock=dirs.user_data_path / "liqdesk.lock",
        keys=dirs.user_config_path / "keys.json",
        secrets=dirs.user_config_path / "secrets.json",
        own_folder=False,
    )
