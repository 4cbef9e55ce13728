"""Completes a list of parts (CycloneDX, JSON): what no Python package tells of goes in, and what only installed them goes out.

Python, Qt, OpenSSL, the typeface and the start of a bundle (PyInstaller's) are added; pip is no part. Fails where a part whose
licence is shown is not in the list.

    python packaging/sbom.py FILE

Run with the Python that is bundled. FILE is what cyclonedx-py wrote of an environment; it is changed in place.
"""

import json
import platform
import re
import ssl
import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import qVersion

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from liqdesk import __version__  # noqa: E402
from liqdesk.app.parts import installed_parts  # noqa: E402
from liqdesk.app.resources import Resources  # noqa: E402

TOLD_BY_NONE = {"liqdesk", "python", "inter"}
LOCK = Path(__file__).resolve().parent / "requirements-build.txt"


def normal(name: str) -> str:
    """The name of a package as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def only_parts(told: dict[str, Any], names: set[str]) -> None:
    """Keep the components named, and what depends on them; all of them must be there."""
    kept = [part for part in told["components"] if normal(part["name"]) in names]
    if missing := names - TOLD_BY_NONE - {normal(part["name"]) for part in kept}:
        raise SystemExit(f"sbom: no such parts are listed: {sorted(missing)}")
    gone = {part["bom-ref"] for part in told["components"]} - {part["bom-ref"] for part in kept}
    told["components"] = kept
    told["dependencies"] = [
        one | ({"dependsOn": [ref for ref in one["dependsOn"] if ref not in gone]} if "dependsOn" in one else {})
        for one in told["dependencies"]
        if one["ref"] not in gone
    ]


def component(kind: str, name: str, version: str, licence: str, purl: str) -> dict[str, object]:
    """One part, in the words of https://cyclonedx.org/docs/1.6/json/."""
    told: dict[str, object] = {"type": kind, "bom-ref": name, "name": name, "version": version}
    told["licenses"] = [{"expression": licence} if " " in licence else {"license": {"id": licence}}]
    return told | ({"purl": purl} if purl else {})


def main(file: Path) -> None:
    """Complete the file."""
    told = json.loads(file.read_text(encoding="utf-8"))
    only_parts(told, {normal(part.name) for part in installed_parts(Resources())})
    starter = re.search(r"^pyinstaller==(\S+)", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    if starter is None:
        raise SystemExit(f"sbom: {LOCK.name} does not lock PyInstaller")
    openssl = ssl.OPENSSL_VERSION.split()[1]
    told["components"] += [
        component("application", "cpython", platform.python_version(), "PSF-2.0", f"pkg:generic/python@{platform.python_version()}"),
        component("library", "qt", str(qVersion()), "LGPL-3.0-only", f"pkg:generic/qt@{qVersion()}"),
        component("library", "openssl", openssl, "Apache-2.0", f"pkg:generic/openssl@{openssl}"),
        component(
            "application", "pyinstaller-bootloader", starter[1], "GPL-2.0-or-later WITH Bootloader-exception",
            f"pkg:pypi/pyinstaller@{starter[1]}",
        ),
        component("data", "inter", "4", "OFL-1.1", ""),
    ]
    told["components"].sort(key=lambda part: part["name"].lower())
    told["metadata"]["component"]["version"] = __version__
    file.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"sbom: {len(told['components'])} parts in {file.name}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python packaging/sbom.py FILE")
    main(Path(sys.argv[1]))
