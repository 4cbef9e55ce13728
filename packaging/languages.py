#!/usr/bin/env python3
"""Keeps the translations in resources/languages in step with the texts of the program.

    packaging/languages.py update          every .ts anew from the source, then every .qm
    packaging/languages.py add CODE        begin a language: liqdesk_CODE.ts
    packaging/languages.py check           say what is not in step; ends with 1 if anything is
    packaging/languages.py list FILE       write all texts, untranslated, as a .ts
    packaging/languages.py pseudo FOLDER   write a made-up language there, to test the window with

The tools are those that come with PySide6. `--folder` works on another folder of translations.
"""

import argparse
import itertools
import re
import subprocess
import sys
import tempfile
import unicodedata
from pathlib import Path
from xml.etree import ElementTree

import PySide6

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "languages"
TOOLS = Path(PySide6.__file__).parent
LONGER = 0.4
KEPT = re.compile(r"(\{[^{}]*\}|%n|&|\n|\(\*\.\w+\))")
CHOICES = re.compile(r"\((?:([^()|]*)\|)?([^()|]*)\)")


def run(tool: str, *arguments: str) -> None:
    """One of Qt's tools. Raises CalledProcessError, after what it said."""
    done = subprocess.run([str(TOOLS / tool), *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        done.check_returncode()


def extract(into: Path, *options: str) -> None:
    """Bring a .ts up to date with the source; translations in it are kept, those of texts that are gone are dropped."""
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "liqdesk").rglob("*.py"))
    listed = tempfile.NamedTemporaryFile("w", suffix=".lst", delete=False)
    with listed:
        listed.write("\n".join(sources))
    try:
        run("lupdate", "-tr-function-alias", "tr+=marked", "-locations", "none", "-no-obsolete", *options,
            f"@{listed.name}", "-ts", str(into))  # fmt: skip
    finally:
        Path(listed.name).unlink()


def release(ts: Path, qm: Path) -> None:
    """Make the .qm of a .ts; texts without a finished translation stay out of it."""
    run("lrelease", "-silent", str(ts), "-qm", str(qm))


def translations(folder: Path) -> list[Path]:
    """The .ts of every language."""
    return sorted(folder.glob("liqdesk_*.ts"))


def update(folder: Path) -> None:
    for ts in translations(folder):
        extract(ts)
        release(ts, ts.with_suffix(".qm"))


def add(folder: Path, code: str) -> None:
    extract(folder / f"liqdesk_{code}.ts", "-source-language", "en", "-target-language", code)


def check(folder: Path) -> list[str]:
    """What is not in step, a sentence each."""
    wrong = []
    with tempfile.TemporaryDirectory() as place:
        for ts in translations(folder):
            fresh = Path(place) / ts.name
            fresh.write_bytes(ts.read_bytes())
            extract(fresh)
            if fresh.read_bytes() != ts.read_bytes():
                wrong.append(f"{ts.name} is out of date: run packaging/languages.py update")
            made, kept = fresh.with_suffix(".qm"), ts.with_suffix(".qm")
            release(ts, made)
            if not kept.exists() or made.read_bytes() != kept.read_bytes():
                wrong.append(f"{kept.name} is not that of {ts.name}: run packaging/languages.py update")
    return wrong


def pseudo(text: str) -> str:
    """A text as the made-up language has it: in brackets, every letter with a mark, longer; what is filled in is kept."""
    pieces = [piece if KEPT.fullmatch(piece) else "".join(map(_marked, piece)) for piece in KEPT.split(text)]
    letters = sum(len(piece) for piece in KEPT.split(text) if not KEPT.fullmatch(piece))
    more = "".join(itertools.islice(itertools.cycle("öäü éö"), round(letters * LONGER)))
    return f"[{''.join(pieces)}{more.rstrip()}]"


def _marked(letter: str) -> str:
    if not letter.isascii() or not letter.isalpha():
        return letter
    for mark in ("\u0301", "\u0308", "\u030c", "\u0327"):
        made = unicodedata.normalize("NFC", letter + mark)
        if len(made) == 1:
            return made
    return letter


def write_pseudo(folder: Path) -> None:
    """`liqdesk_pseudo.ts` and its .qm, with all texts, and as many plural forms as English has."""
    folder.mkdir(parents=True, exist_ok=True)
    ts = folder / "liqdesk_pseudo.ts"
    extract(ts, "-source-language", "en", "-target-language", "en")
    tree = ElementTree.parse(ts)
    for message in tree.getroot().iter("message"):
        source, translation = message.findtext("source") or "", message.find("translation")
        translation.attrib.pop("type", None)
        if message.get("numerus") != "yes":
            translation.text = pseudo(source)
            continue
        for count, form in enumerate(translation, start=1):
            form.text = pseudo(CHOICES.sub(lambda found: (found[1] or "") if count == 1 else found[2], source))
    tree.write(ts, encoding="utf-8", xml_declaration=True)
    release(ts, ts.with_suffix(".qm"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=FOLDER)
    words = parser.add_subparsers(dest="word", required=True)
    words.add_parser("update")
    words.add_parser("add").add_argument("code")
    words.add_parser("check")
    words.add_parser("list").add_argument("file", type=Path)
    words.add_parser("pseudo").add_argument("into", type=Path)
    arguments = parser.parse_args()
    match arguments.word:
        case "update":
            update(arguments.folder)
        case "add":
            add(arguments.folder, arguments.code)
        case "check":
            wrong = check(arguments.folder)
            print("\n".join(wrong) or "All translations are in step with the source.")
            return 1 if wrong else 0
        case "list":
            extract(arguments.file)
        case "pseudo":
            write_pseudo(arguments.into)
    return 0


if __name__ == "__main__":
    sys.exit(main())
