"""Writes the AppStream metainfo: what software centres show. Releases come from packaging/CHANGELOG.md.

    python packaging/linux/metainfo.py FILE

LIQDESK_PICTURES is the public address of a folder with main-dark.png, event-dark.png and main-light.png, LIQDESK_HOMEPAGE
that of the project. Only addresses on the web are allowed there: without them the file tells of no pictures and no page.
SOURCE_DATE_EPOCH dates a version that is not released yet.
https://www.freedesktop.org/software/appstream/docs/
"""

import os
import re
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APP_ID = "io.github.liqdesk.liqdesk"
HEADING = re.compile(r"^## (?P<version>\d+\.\d+\.\d+), (?P<when>\d{4}-\d{2}-\d{2}|not yet released)$")
PICTURES = (
    ("main-dark.png", "The last hours of forced liquidations, shorts above and longs below, beside the tape"),
    ("event-dark.png", "One event: what was closed, who led, and by which tests it was found"),
    ("main-light.png", "The same board in the light theme"),
)
ABOUT = (
    "liqdesk hears the public feeds of many crypto futures exchanges and shows whose positions are being closed by force: "
    "longs or shorts, how much, where and in which coins.",
    "Every total says how whole it is. Exchanges that publish only samples are marked, gaps are drawn as gaps, and what "
    "is not known is never shown as zero.",
)
POINTS = (
    "Squeezes and flushes found as they happen, kept in a journal with what came after",
    "Alerts by sound, notification, chat and webhook, with limits so that one event rings once",
    "Recordings on your own disk: tapes, replays, export and import",
    "No account, no telemetry; a demo with simulated exchanges to look around",
)


def releases(changelog: str) -> Iterator[tuple[str, str, list[str]]]:
    """Version, day or "not yet released", and the first sentence of each point, newest first."""
    found: tuple[str, str, list[str]] | None = None
    for line in changelog.splitlines():
        if heading := HEADING.match(line):
            if found is not None:
                yield found
            found = heading["version"], heading["when"], []
        elif line.startswith("## "):
            raise SystemExit(f"metainfo: a heading of the changelog is neither dated nor to come: {line}")
        elif found is not None and line.startswith("- "):
            found[2].append(line[2:])
        elif found is not None and line.startswith("  ") and found[2]:
            found[2][-1] += f" {line.strip()}"
    if found is None:
        raise SystemExit("metainfo: the changelog tells of no version")
    yield found


def first_sentence(point: str) -> str:
    """As it can stand alone, without the signs of Markdown."""
    plain = re.sub(r"[`*]", "", point)
    return re.split(r"(?<=[.;]) |; ", plain, maxsplit=1)[0].rstrip(".;:")


def authors() -> str:
    """Who makes liqdesk, as pyproject.toml says."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return ", ".join(str(author["name"]) for author in project["authors"])


def metainfo(changelog: str, pictures: str, homepage: str, today: str) -> ET.Element:
    """The whole component."""
    top = ET.Element("component", type="desktop-application")

    def add(tag: str, text: str = "", parent: ET.Element = top, **attributes: str) -> ET.Element:
        made = ET.SubElement(parent, tag, attributes)
        made.text = text or None
        return made

    add("id", APP_ID)
    add("name", "liqdesk")
    add("summary", "Forced liquidations of crypto futures, live")
    add("metadata_license", "CC0-1.0")
    add("project_license", "MIT")
    add("name", authors(), add("developer", id="io.github.liqdesk"))
    description = add("description")
    for paragraph in ABOUT:
        add("p", paragraph, description)
    points = add("ul", "", description)
    for point in POINTS:
        add("li", point, points)
    add("launchable", f"{APP_ID}.desktop", type="desktop-id")
    add("icon", APP_ID, type="stock")
    categories = add("categories")
    for category in ("Office", "Finance"):
        add("category", category, categories)
    add("binary", "liqdesk", add("provides"))
    add("control", "keyboard", add("supports"))
    add("display_length", "660", add("requires"), compare="ge")
    if homepage:
        add("url", homepage, type="homepage")
    shots = add("screenshots") if pictures else None
    for number, (file, caption) in enumerate(PICTURES if shots is not None else ()):
        shot = add("screenshot", "", shots, **({"type": "default"} if number == 0 else {}))
        add("caption", caption, shot)
        add("image", f"{pictures.rstrip('/')}/{file}", shot, type="source")
    add("content_rating", type="oars-1.1")
    told = add("releases")
    for version, when, items in releases(changelog):
        released = when[0].isdigit()
        kind = "stable" if released else "development"
        release = add("release", "", told, version=version, date=when if released else today, type=kind)
        listed = add("ul", "", add("description", "", release))
        for item in items:
            add("li", first_sentence(item), listed)
    return top


def main(file: Path) -> None:
    """Write the file."""
    changelog = (ROOT / "packaging" / "CHANGELOG.md").read_text(encoding="utf-8")
    pictures, homepage = os.environ.get("LIQDESK_PICTURES", ""), os.environ.get("LIQDESK_HOMEPAGE", "")
    moment = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "1580601600")), UTC)
    top = metainfo(changelog, pictures, homepage, moment.date().isoformat())
    ET.indent(top)
    file.write_bytes(b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(top, encoding="utf-8") + b"\n")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python packaging/linux/metainfo.py FILE")
    main(Path(sys.argv[1]))
