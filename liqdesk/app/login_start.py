"""Starting at login, by each system's own way: a file of the desktop's autostart, a key of the registry, a launch agent."""

import importlib
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import liqdesk
from liqdesk.app.paths import APP_ID, Profile
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import marked, tr
from liqdesk.settings.current import CurrentSettings

RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
OWN_FOLDER = marked("Start at login is left alone: this profile keeps everything in its own folder.")


class LoginEntry(Protocol):
    """Where the system looks for what it starts at login. Both orders raise OSError."""

    def write(self, command: Sequence[str], folder: Path | None) -> None:
        """Have `command` started at every login, in `folder` if that matters."""
        ...

    def remove(self) -> None:
        """Have nothing of ours started any more."""
        ...


class AutostartFile:
    """Linux: https://specifications.freedesktop.org/autostart-spec/latest/."""

    def __init__(self, environment: Mapping[str, str], home: Path) -> None:
        named = environment.get("XDG_CONFIG_HOME", "")
        config = Path(named) if named and Path(named).is_absolute() else home / ".config"
        self.file = config / "autostart" / f"{APP_ID}.desktop"

    def write(self, command: Sequence[str], folder: Path | None) -> None:
        """Put the file there, whole."""
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self.file.with_name(f".{self.file.name}.new")
        fresh.write_text(desktop_entry(command, folder), encoding="utf-8")
        fresh.replace(self.file)

    def remove(self) -> None:
        """Take the file away."""
        self.file.unlink(missing_ok=True)


class RunKey:
    """Windows: the Run key of the user's registry, as Microsoft documents it. Untried."""

    def write(self, command: Sequence[str], folder: Path | None) -> None:
        """Set the value."""
        registry = _registry()
        with registry.CreateKey(registry.HKEY_CURRENT_USER, RUN_KEY) as key:
            line = " ".join(f'"{word}"' if " " in word else word for word in command)
            registry.SetValueEx(key, "liqdesk", 0, registry.REG_SZ, line)

    def remove(self) -> None:
        """Delete the value."""
        registry = _registry()
        with registry.CreateKey(registry.HKEY_CURRENT_USER, RUN_KEY) as key:
            names = {registry.EnumValue(key, number)[0] for number in range(registry.QueryInfoKey(key)[1])}
            if "liqdesk" in names:
                registry.DeleteValue(key, "liqdesk")


class LaunchAgent:
    """macOS: a property list in the user's LaunchAgents, as launchd.plist(5) documents it. Untried."""

    def __init__(self, home: Path) -> None:
        self.file = home / "Library" / "LaunchAgents" / f"{APP_ID}.plist"

    def write(self, command: Sequence[str], folder: Path | None) -> None:
        """Put the list there."""
        import plistlib  # with its parser of XML, which is of use here alone

        form: dict[str, object] = {"Label": APP_ID, "ProgramArguments": list(command), "RunAtLoad": True}
        if folder is not None:
            form["WorkingDirectory"] = str(folder)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_bytes(plistlib.dumps(form))

    def remove(self) -> None:
        """Take the list away."""
        self.file.unlink(missing_ok=True)


def login_entry(platform: str, environment: Mapping[str, str], home: Path) -> LoginEntry:
    """That of this system."""
    if platform == "win32":
        return RunKey()
    return LaunchAgent(home) if platform == "darwin" else AutostartFile(environment, home)


def own_command() -> tuple[Sequence[str], Path | None]:
    """How this program is started again: its installed command, or this interpreter in the folder of the checkout."""
    package = Path(liqdesk.__file__).resolve().parent
    checkout = package.parent if (package.parent / "pyproject.toml").is_file() else None
    beside = shutil.which("liqdesk", path=str(Path(sys.executable).parent))
    if getattr(sys, "frozen", False):
        return [sys.executable], None
    if beside is not None and checkout is None:
        return [beside], None
    return [sys.executable, "-m", "liqdesk"], checkout


def desktop_entry(command: Sequence[str], folder: Path | None) -> str:
    """The file of a desktop's autostart. `folder` is where the command is to be run, if that matters."""
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Name=liqdesk",
        "Comment=Forced liquidations of crypto futures, live",
        f"TryExec={_escaped(command[0])}",  # once the program is removed, desktops pass over what a user has left of it
        f"Exec={' '.join(_quoted(word) for word in command)}",
        *([] if folder is None else [f"Path={_escaped(str(folder))}"]),
        f"Icon={APP_ID}",
        "Terminal=false",
        "X-GNOME-Autostart-enabled=true",
    ]
    return "\n".join(lines) + "\n"


def follow_login(settings: CurrentSettings, profile: Profile, told: Callable[[str], None]) -> None:
    """Keep the system's entry as the setting says, now and whenever it changes; `told` gets a sentence where that fails."""
    entry = login_entry(sys.platform, os.environ, Path.home())

    def apply(wanted: bool) -> None:
        if profile.own_folder:
            told(OWN_FOLDER if wanted else "")
            return
        try:
            entry.write(*own_command()) if wanted else entry.remove()
        except OSError as fault:
            told(tr("Start at login cannot be changed: {why}.").format(why=fault))
        else:
            told("")

    apply(settings.value.background.start_at_login)
    settings.subscribe(lambda value: value.background.start_at_login, apply)


def _registry() -> Any:
    try:
        return importlib.import_module("winreg")
    except ImportError as fault:
        raise ExpectedFailure("this system has no registry") from fault


def _quoted(word: str) -> str:
    """A word of an Exec line: quoted, with the signs that mean something inside quotes taken literally."""
    plain = word and all(sign.isalnum() or sign in "/._-+=:@," for sign in word)
    inside = "".join(f"\\{sign}" if sign in '"`$\\' else sign for sign in word)
    return _escaped((word if plain else f'"{inside}"').replace("%", "%%"))


def _escaped(text: str) -> str:
    """A value of a desktop entry: it reads a backslash as the beginning of an escape."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
