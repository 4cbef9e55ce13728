"""Writes packaging/CHANGELOG.md in the form of Debian changelogs (deb-changelog(5)) to standard output.

    python packaging/debian/changelog.py MAINTAINER

SOURCE_DATE_EPOCH dates a version that is not released yet.
"""

import os
import sys
import textwrap
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "linux"))

from metainfo import releases  # noqa: E402


def entry(version: str, when: str, points: list[str], maintainer: str, today: datetime) -> str:
    """One version."""
    moment = datetime.fromisoformat(when).replace(tzinfo=UTC) if when[0].isdigit() else today
    told = [textwrap.fill(point, 78, initial_indent="  * ", subsequent_indent="    ") for point in points]
    return "\n\n".join([f"liqdesk ({version}) unstable; urgency=medium", "\n".join(told), f" -- {maintainer}  {format_datetime(moment)}"])


def main(maintainer: str) -> None:
    """Print all versions."""
    today = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "1580601600")), UTC)
    text = (HERE.parent / "CHANGELOG.md").read_text(encoding="utf-8")
    print("\n\n".join(entry(*release, maintainer, today) for release in releases(text)))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python packaging/debian/changelog.py MAINTAINER")
    main(sys.argv[1])
