"""Finds shipped files, installed, frozen, or in a checkout."""

from pathlib import Path

import liqdesk


class Resources:
    """The folder of shipped files, or one that lies `elsewhere`.

    Raises FileNotFoundError where there is none: the installation is broken.
    """

    def __init__(self, *elsewhere: Path) -> None:
        package = Path(liqdesk.__file__).resolve().parent
        for folder in (*elsewhere, package / "resources", package.parent / "resources"):
            if folder.is_dir():
                self._folder = folder
                return
        raise FileNotFoundError(f"no resources folder beside {package}")

    def path(self, name: str) -> Path:
        """The file called `name`, with forward slashes."""
        return self._folder / name

    def text(self, name: str) -> str | None:
        """The file's text, or None where there is no such file."""
        path = self.path(name)
        return path.read_text(encoding="utf-8") if path.is_file() else None


def languages_of(resources: Resources) -> Path:
    """The folder of the translations."""
    return resources.path("languages")
