"""What is handed out is described by what is in the source: names, words, versions, scripts, and what stays out of a bundle."""

import ast
import importlib.util
import os
import re
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from types import ModuleType

import pytest

from liqdesk import __version__
from liqdesk.app.arguments import build_parser
from liqdesk.app.main import COMMANDS
from liqdesk.app.paths import APP_ID
from tests.house.tree import ROOT

PACKAGING = ROOT / "packaging"
CHANGELOG = (PACKAGING / "CHANGELOG.md").read_text(encoding="utf-8")
SCRIPTS = sorted(path for path in PACKAGING.rglob("*.sh") if path.name != "machine.sh")
QT = "PySide6/Qt/"


def loaded(path: Path) -> ModuleType:
    """A script of packaging as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def metainfo():
    return loaded(PACKAGING / "linux/metainfo.py")


@pytest.fixture(scope="module")
def lean():
    return loaded(PACKAGING / "pyinstaller/lean.py").lean


def kept(lean, inside: str, source: str = "/opt/env/lib/python3.11/site-packages/x.so") -> bool:
    return bool(lean([(inside, source, "BINARY")]))


@pytest.mark.parametrize(
    "inside",
    [
        f"{QT}plugins/platforms/libqeglfs.so", f"{QT}plugins/platformthemes/libqgtk3.so", f"{QT}lib/libQt6Quick.so.6",
        f"{QT}plugins/multimedia/libffmpegmediaplugin.so", "libavcodec.so.61", f"{QT}lib/libQt6Pdf.so.6",
        f"{QT}plugins/imageformats/libqtiff.so", f"{QT}translations/qt_de.qm", f"{QT}plugins/sqldrivers/libqsqlite.so",
        "PySide6\\plugins\\platforms\\qdirect2d.dll", "PySide6\\Qt6Quick.dll", "PySide6\\avcodec-61.dll",
        f"{QT}plugins/texttospeech/libqtexttospeech_mock.so",
    ],
)  # fmt: skip
def test_what_nothing_here_needs_stays_out(lean, inside):
    assert not kept(lean, inside)


@pytest.mark.parametrize(
    "inside",
    [
        f"{QT}plugins/platforms/libqxcb.so", f"{QT}plugins/platforms/libqwayland.so", f"{QT}plugins/tls/libqopensslbackend.so",
        f"{QT}plugins/platforms/libqoffscreen.so", f"{QT}plugins/imageformats/libqsvg.so", f"{QT}lib/libQt6Multimedia.so.6",
        f"{QT}plugins/platformthemes/libqxdgdesktopportal.so", "PySide6/QtWidgets.abi3.so", "numpy.libs/libopenblas.so",
        "PySide6\\plugins\\platforms\\qwindows.dll", "PySide6\\plugins\\multimedia\\windowsmediaplugin.dll",
        f"{QT}plugins/texttospeech/libqtexttospeech_speechd.so", f"{QT}plugins/wayland-shell-integration/libxdg-shell.so",
    ],
)  # fmt: skip
def test_what_the_window_needs_stays(lean, inside):
    assert kept(lean, inside)


def test_libraries_of_the_system_stay_the_systems_but_for_those_of_python(lean):
    system = "/usr/lib/x86_64-linux-gnu"
    for name in ("libglib-2.0.so.0", "libxcb-cursor.so.0", "libstdc++.so.6", "libz.so.1", "libexpat.so.1"):
        assert not kept(lean, name, f"{system}/{name}")
    for name in ("libpython3.11.so.1.0", "libssl.so.3", "libcrypto.so.3", "libffi.so.8", "liblzma.so.5"):
        assert kept(lean, name, f"{system}/{name}")
    assert kept(lean, "python3.11/lib-dynload/_ssl.so", "/usr/lib/python3.11/lib-dynload/_ssl.so")
    assert kept(lean, "liqdesk/resources/icons/liqdesk.svg", "/usr/lib/anywhere/liqdesk.svg")


def test_the_spec_is_sound_and_takes_what_is_imported_by_name():
    text = (PACKAGING / "pyinstaller/liqdesk.spec").read_text(encoding="utf-8")
    ast.parse(text)
    for wanted in (
        "PARTS",
        "keyring.backends",
        "apprise",
        "dbus_fast",
        "apsw",
        "zstandard",
        "resources",
        "copy_metadata",
    ):
        assert wanted in text


def test_the_newest_change_is_of_this_version(metainfo):
    version, _, points = next(metainfo.releases(CHANGELOG))
    assert version == __version__
    assert all(points)


def test_the_metainfo_tells_of_every_version(metainfo):
    newer = "## 0.2.0, not yet released\n\n- New `word`; and more.\n"
    past = f"# Changes\n\n{newer}\n## 0.1.0, 2026-11-30\n\n- First\n  of all. Then more.\n"
    top = metainfo.metainfo(past, "", "", "2026-12-01")
    told = [(one.get("version"), one.get("date"), one.get("type")) for one in top.iter("release")]
    assert told == [("0.2.0", "2026-12-01", "development"), ("0.1.0", "2026-11-30", "stable")]
    assert [item.text for item in top.find("releases").iter("li")] == ["New word", "First of all"]
    assert (top.find("id").text, top.find("screenshots"), top.find("url")) == (APP_ID, None, None)


def test_pictures_are_told_only_with_an_address_and_are_there(metainfo):
    top = metainfo.metainfo(CHANGELOG, "https://example.org/pictures/", "https://example.org", "2026-12-01")
    images = [image.text for image in top.iter("image")]
    assert images
    assert all(image.startswith("https://example.org/pictures/") for image in images)
    assert all((PACKAGING / "screenshots" / image.rpartition("/")[2]).is_file() for image in images)


def test_a_heading_that_is_not_understood_is_no_release(metainfo):
    with pytest.raises(SystemExit, match="neither dated"):
        list(metainfo.releases("## 0.1.0 soon\n\n- A\n"))


def test_the_desktop_knows_the_program_by_one_name(tmp_path):
    entry = (PACKAGING / f"linux/{APP_ID}.desktop").read_text(encoding="utf-8")
    assert f"Icon={APP_ID}\n" in entry
    assert "setDesktopFileName(APP_ID)" in (ROOT / "liqdesk/app/loop.py").read_text(encoding="utf-8")
    assert f'!define APP_ID "{APP_ID}"' in (PACKAGING / "windows/liqdesk.nsi").read_text(encoding="utf-8")
    assert f'bundle_identifier="{APP_ID}"' in (PACKAGING / "pyinstaller/liqdesk.spec").read_text(encoding="utf-8")
    file = tmp_path / "metainfo.xml"
    subprocess.run([sys.executable, PACKAGING / "linux/metainfo.py", file], check=True, timeout=30)
    assert ET.parse(file).getroot().findtext("launchable") == f"{APP_ID}.desktop"


def test_the_manual_page_names_every_word_and_option():
    page = (PACKAGING / "linux/liqdesk.1").read_text(encoding="utf-8").replace("\\-", "-")
    options = {
        option for line in build_parser().format_help().splitlines() for option in re.findall(r"--[a-z-]+", line)
    }
    assert {word for word in COMMANDS if f".B {word}\n" not in page} == set()
    assert {option for option in options if option not in page} == set()


def test_the_icon_is_written_as_systems_read_it(qapp):
    icons = loaded(PACKAGING / "icons.py")
    ico = icons.ico((16, 256))
    assert struct.unpack("<HHH", ico[:6]) == (0, 1, 2)
    for number, size in enumerate((16, 256)):
        width, *_, length, at = struct.unpack("<BBBBHHII", ico[6 + 16 * number : 22 + 16 * number])
        assert width == size % 256
        assert ico[at : at + 8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", ico[at + 16 : at + 24]) == (size, size)
    assert at + length == len(ico)
    icns = icons.icns()
    assert icns[:4] == b"icns"
    assert struct.unpack(">I", icns[4:8]) == (len(icns),)


def test_authors_are_named_in_one_place(metainfo):
    authors = metainfo.authors()
    assert metainfo.metainfo(CHANGELOG, "", "", "2026-12-01").findtext("developer/name") == authors
    files = [path for path in PACKAGING.rglob("*") if path.is_file() and path.suffix not in {".png", ".pyc"}]
    assert [path.name for path in files if authors in path.read_text(encoding="utf-8")] == []
    # What builds for Windows reads the name with an expression of its own, of this form.
    assert f'authors = [{{ name = "{authors}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix" or shutil.which("bash") is None, reason="scripts of a shell")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_can_be_run(script):
    assert os.access(script, os.X_OK)
    done = subprocess.run(["bash", "-n", script], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_release_workflow_calls_what_is_there():
    text = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    called = set(re.findall(r"packaging[/\\][\w./\\-]+\.(?:sh|ps1)", text))
    assert len(called) >= 4
    assert {name for name in called if not ROOT.joinpath(*re.split(r"[/\\]", name)).is_file()} == set()


def test_every_library_of_the_system_is_told_once():
    lines = [
        line.split(maxsplit=1)
        for line in (PACKAGING / "debian/depends.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    names = [name for name, _ in lines]
    assert len(set(names)) == len(names)
    assert all(package.strip() for _, package in lines)
