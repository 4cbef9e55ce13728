"""Languages are found, and the program speaks the one that is chosen, with its plural forms and its signs of numbers."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator

from liqdesk.domain.language import ENGLISH, Figures, english, figure, in_english, spoken, tr
from liqdesk.ui.format import fmt_count, fmt_price, fmt_usd
from liqdesk.ui.languages import SYSTEM, code_for, offered, speak

ROOT = Path(__file__).parents[2]
TS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="{code}" sourcelanguage="en">
<context>
    <name></name>
    <message><source>Close</source><translation>{close}</translation></message>
    <message numerus="yes"><source>%n row(s) copied as CSV</source>
        <translation>{forms}</translation></message>
</context>
</TS>
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    """Translations into German and Polish, and one that is of no language."""
    write(tmp_path, "de", "Schließen", "%n Zeile kopiert", "%n Zeilen kopiert")
    write(tmp_path, "pl", "Zamknij", "%n wiersz", "%n wiersze", "%n wierszy")
    write(tmp_path, "pseudo", "[Çłöşé]", "[%n]", "[%n]")
    return tmp_path


def write(folder: Path, code: str, close: str, *forms: str) -> None:
    language = "en" if code == "pseudo" else code
    written = "".join(f"<numerusform>{form}</numerusform>" for form in forms)
    ts = folder / f"liqdesk_{code}.ts"
    ts.write_text(TS.format(code=language, close=close, forms=written), encoding="utf-8")
    script = "import PySide6, pathlib; print(pathlib.Path(PySide6.__file__).parent / 'lrelease')"
    tool = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    subprocess.run([tool, "-silent", str(ts), "-qm", str(ts.with_suffix(".qm"))], check=True)


@pytest.fixture(autouse=True)
def english_again(qapp):
    before = QLocale()
    yield
    spoken.speak(english)
    for one in qapp.findChildren(QTranslator):  # Qt's own words, which would stay for the tests after these
        qapp.removeTranslator(one)
        one.deleteLater()
    QLocale.setDefault(before)


def test_english_and_every_translation_are_offered_by_their_own_names(folder):
    assert [(one.code, one.name) for one in offered(folder)] == [("en", "English"), ("de", "Deutsch"), ("pl", "Polski")]


def test_the_shipped_folder_offers_english():
    assert offered(ROOT / "resources" / "languages")[0].code == ENGLISH


@pytest.mark.parametrize(
    ("wanted", "system", "code"),
    [
        (SYSTEM, "de_CH", "de"),
        (SYSTEM, "en_GB", "en"),
        (SYSTEM, "sw_KE", "en"),
        ("pl", "de_CH", "pl"),
        ("xx", "de_CH", "en"),
        ("en", "de_CH", "en"),
    ],
)
def test_the_choice_is_spoken_where_it_was_translated_and_english_elsewhere(folder, wanted, system, code):
    assert code_for(wanted, folder, QLocale(system)) == code


def test_texts_plurals_and_numbers_are_those_of_the_language(qapp, folder):
    assert speak("de", folder, qapp) == "de"
    assert tr("Close") == "Schließen"
    assert tr("%n row(s) copied as CSV", "", 1) == "1 Zeile kopiert"
    assert tr("%n row(s) copied as CSV", "", 12_345) == "12.345 Zeilen kopiert"
    assert (fmt_usd(1_240_000 * 10**6), fmt_count(8_412), fmt_price(95_800.1)) == ("$1,24M", "8.412", "95.800,1")


@pytest.mark.parametrize(("count", "said"), [(1, "1 wiersz"), (3, "3 wiersze"), (5, "5 wierszy"), (22, "22 wiersze")])
def test_a_language_has_as_many_plural_forms_as_it_needs(qapp, folder, count, said):
    speak("pl", folder, qapp)
    assert tr("%n row(s) copied as CSV", "", count) == said


def test_what_was_not_translated_stays_english(qapp, folder):
    speak("de", folder, qapp)
    assert tr("Look again") == "Look again"
    assert tr("%n value(s) would change:", "", 1) == "1 value would change:"


def test_what_is_kept_or_sent_stays_english_meanwhile(qapp, folder):
    speak("de", folder, qapp)
    with in_english():
        assert (tr("Close"), figure("1,240.5")) == ("Close", "1,240.5")
    assert (tr("Close"), figure("1,240.5")) == ("Schließen", "1.240,5")


def test_numbers_are_of_the_region_where_the_system_speaks_the_language(qapp, folder):
    speak(SYSTEM, folder, qapp, QLocale("de_CH"))
    assert figure("1,240.5") == f"1{QLocale('de_CH').groupSeparator()}240.5"


def test_english_numbers_are_those_of_the_source_whatever_the_system(qapp, folder):
    assert speak(SYSTEM, folder, qapp, QLocale("en_ZA")) == ENGLISH
    assert spoken.plain
    assert fmt_usd(1_240_000 * 10**6) == "$1.24M"


def test_a_language_of_the_signs_of_english_is_still_translated():
    spoken.speak(lambda text, comment, count: text.upper(), Figures())
    assert tr("close") == "CLOSE"
