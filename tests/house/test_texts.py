"""Texts can be translated: all of them are found, none goes past the door, and the translations are in step."""

import ast
import subprocess
import sys

import pytest

from tests.house import texts
from tests.house.tree import Module, broken

RULES = (texts.texts_are_found, texts.texts_wait_for_the_language, texts.texts_pass_the_door)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_program_keeps_the_rule(rule):
    assert broken(rule) == []


def languages(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(texts.SCRIPT), *words], capture_output=True, text=True, check=False)


def test_the_translations_are_in_step_with_the_source():
    done = languages("check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_translation_that_is_not_in_step_is_seen(tmp_path):
    folder = ("--folder", str(tmp_path))
    assert languages(*folder, "add", "de").returncode == 0
    assert "liqdesk_de.qm" in languages(*folder, "check").stdout
    assert languages(*folder, "update").returncode == 0
    assert languages(*folder, "check").returncode == 0
    ts = tmp_path / "liqdesk_de.ts"
    ts.write_text(ts.read_text(encoding="utf-8").replace("<source>Close</source>", "<source>Clos</source>"), "utf-8")
    done = languages(*folder, "check")
    assert done.returncode == 1
    assert "liqdesk_de.ts is out of date" in done.stdout


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (texts.texts_are_found, "tr(f'since {time}')"),
        (texts.texts_are_found, "tr('since ' + time)"),
        (texts.texts_are_found, "tr('since {time}'.format(time=time))"),
        (texts.texts_are_found, "tr('a text that nobody has ever extracted')"),
        (texts.texts_are_found, "marked('a text that nobody has ever extracted')"),
        (texts.texts_are_found, "tr('Close', '', count)"),
        (texts.texts_are_found, "tr(text='Close')"),
        (texts.texts_wait_for_the_language, "TITLE = tr('Close')"),
        (texts.texts_wait_for_the_language, "class A:\n    words = {1: tr('Close')}"),
        (texts.texts_pass_the_door, "label.setText('Close')"),
        (texts.texts_pass_the_door, "label.setText(f'since {time}')"),
        (texts.texts_pass_the_door, "label.setText(tr('Close') + ' it')"),
        (texts.texts_pass_the_door, "label.setText('On' if on else 'Off')"),
        (texts.texts_pass_the_door, "label.setText('since {}'.format(time))"),
        (texts.texts_pass_the_door, "Command(FILE, 'Copy &headline', act, (), 'copy')"),
        (texts.texts_pass_the_door, "label.setText(f'{\"Row\" if one else many}')"),
    ],
)
def test_a_breach_is_seen(rule, source):
    assert list(rule(Module("liqdesk/ui/a.py", source, ast.parse(source))))


def test_a_field_of_the_settings_without_a_marked_title_is_seen():
    source = "size: Annotated[int, Field(title='Size')] = 1"
    assert list(texts.texts_pass_the_door(Module("liqdesk/settings/a.py", source, ast.parse(source))))
    source = "size: Annotated[int, Field(title=marked('Close'))] = 1"
    assert not list(texts.texts_pass_the_door(Module("liqdesk/settings/a.py", source, ast.parse(source))))


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (texts.texts_are_found, "tr('Close')"),
        (texts.texts_are_found, "tr(TITLE)"),
        (texts.texts_wait_for_the_language, "def f():\n    return tr('Close')"),
        (texts.texts_wait_for_the_language, "f = lambda: tr('Close')"),
        (texts.texts_are_found, "self.tr('anything')"),
        (texts.texts_pass_the_door, "label.setText(tr('Close'))"),
        (texts.texts_pass_the_door, "label.setText(f'{name}: {value} %')"),
        (texts.texts_pass_the_door, "self._say('feeds', tr('no feeds'))"),
        (texts.texts_pass_the_door, "Command(FILE, tr('Close'), act, ('Ctrl+Q',), 'quit')"),
        (texts.texts_pass_the_door, "label.setText('liqdesk')"),
    ],
)
def test_what_is_fine_passes(rule, source):
    assert list(rule(Module("liqdesk/ui/a.py", source, ast.parse(source)))) == []
