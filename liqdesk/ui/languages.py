"""Brings the languages that were translated: finds them, and has the program speak the one that is chosen."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from liqdesk.domain.language import ENGLISH, Figures, Translator, english, spoken

SYSTEM = "system"
"""The choice of whichever language the system is set to, where it was translated."""
STEM = "liqdesk_"


@dataclass(frozen=True, slots=True)
class Offered:
    """A language that can be chosen: its code, `pt_BR`, and what its speakers call it."""

    code: str
    name: str


def codes_in(folder: Path) -> tuple[str, ...]:
    """The codes of the translations in a folder, English among them, for that is the source."""
    return (ENGLISH, *sorted(path.stem.removeprefix(STEM) for path in folder.glob(f"{STEM}*.qm")))


def offered(folder: Path) -> tuple[Offered, ...]:
    """What can be chosen; a translation that is of no language, such as one made to test the window, is not offered."""
    found = []
    for code in codes_in(folder):
        locale = QLocale(code)
        if locale.language() is not QLocale.Language.C:
            name = "English" if code == ENGLISH else locale.nativeLanguageName()
            found.append(Offered(code, f"{name[:1].upper()}{name[1:]}"))
    return tuple(found)


def code_for(wanted: str, folder: Path, system: QLocale) -> str:
    """The code of the translation to speak: the wanted one, or for `SYSTEM` the first of the system's languages there is."""
    known = codes_in(folder)
    if wanted != SYSTEM:
        return wanted if wanted in known else ENGLISH
    for name in system.uiLanguages():
        code = name.replace("-", "_")
        for one in (code, code.partition("_")[0]):
            if one in known:
                return one
    return ENGLISH


def speak(wanted: str, folder: Path, application: QCoreApplication, system: QLocale | None = None) -> str:
    """Have everything that is built from now on speak a language, by code or `SYSTEM`; the code of the one that is spoken.

    Numbers take the signs of that language, in English those of the source, whatever the system says: what is typed as
    `2.5m` must read so. Qt's own dialogs speak it too, where Qt was translated.
    """
    system = QLocale.system() if system is None else system
    code = code_for(wanted, folder, system)
    translator = QTranslator(application)
    if code == ENGLISH or not translator.load(str(folder / f"{STEM}{code}.qm")):
        return ENGLISH
    locale = system if wanted == SYSTEM and system.name().startswith(code) else QLocale(code)
    QLocale.setDefault(locale)
    own = QTranslator(application)
    if own.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(own)
    spoken.speak(translating(translator.translate), figures_of(locale), code)
    return code


def figures_of(locale: QLocale) -> Figures:
    """The signs of numbers in a language."""
    return Figures(locale.decimalPoint(), locale.groupSeparator())


def translating(translate: Callable[[str, str, str | None, int], str | None]) -> Translator:
    """What puts texts into words by one of Qt's translators; what it does not know stays English."""

    def said(text: str, comment: str, count: int | None) -> str:
        return translate("", text, comment, -1 if count is None else count) or english(text, comment, count)

    return said
