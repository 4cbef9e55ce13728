"""Adds to a list of parts (CycloneDX, JSON) what no Python package tells of: Python, Qt, OpenSSL and the typeface.

    python packaging/sbom.py FILE

Run with the Python that is bundled. FILE is what cyclonedx-py wrote of an environment; it is changed in place.
"""

import json
import platform
import ssl
import sys
from pathlib import Path

from PySide6.QtCore import qVersion

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from liqdesk import __version__  # noqa: E402


def component(kind: str, name: str, version: str, licence: str, purl: str) -> dict[str, object]:
    """One part, in the words of https://cyclonedx.org/docs/1.6/json/."""
    told: dict[str, object] = {"type": kind, "bom-ref": name, "name": name, "version": version}
    told["licenses"] = [{"license": {"id": licence}}]
    return told | ({"purl": purl} if purl else {})


def main(file: Path) -> None:
    """Complete the file."""
    told = json.loads(file.read_text(encoding="utf-8"))
    openssl = ssl.OPENSSL_VERSION.split()[1]
    told["components"] += [
        component("application", "cpython", platform.python_version(), "PSF-2.0", f"pkg:generic/python@{platform.python_version()}"),
        component("library", "qt", str(qVersion()), "LGPL-3.0-only", f"pkg:generic/qt@{qVersion()}"),
        component("library", "openssl", openssl, "Apache-2.0", f"pkg:generic/openssl@{openssl}"),
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
