"""The source keeps the house rules, and each rule can tell a breach when it sees one."""

import ast
import functools
import re
import subprocess
import sys

import pytest

from tests.house import rules
from tests.house.tree import ROOT, Module, broken, modules

RULES = (
    rules.size, rules.opening, rules.sides, rules.feed_knows_no_venue, rules.stray_words, rules.waivers,
    rules.nested_loops, rules.signals, rules.broad_handlers, rules.urls_are_text, rules.money_of_totals,
)  # fmt: skip
RULES_OF_TESTS = (rules.size, rules.opening, rules.stray_words, rules.waivers, rules.sleeps, rules.mocks)


def classes() -> dict[str, bool]:
    """Our classes by name; a name that stands for a value somewhere and for a live thing elsewhere counts as live."""
    found: dict[str, bool] = {}
    for module in modules("liqdesk"):
        for name, frozen in rules.frozen_classes(module):
            found[name] = frozen and found.get(name, True)
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_program_keeps_the_rule(rule):
    assert broken(rule) == []


@pytest.mark.parametrize("rule", RULES_OF_TESTS, ids=lambda rule: rule.__name__)
def test_the_tests_keep_the_rule(rule):
    files = [module for module in modules("tests") if not module.under("tests/house/test_source.py")]
    assert [complaint for module in files for complaint in rule(module)] == []


def test_nothing_lives_at_module_level():
    ours = classes()
    complaints = broken(lambda module: rules.globals_of(module, ours))
    assert [complaint for complaint in complaints if not complaint.startswith(rules.CONSTANTS)] == []


def test_unit_tests_mirror_modules():
    strangers = []
    for path in sorted((ROOT / "tests/unit").rglob("test_*.py")):
        inside = path.relative_to(ROOT / "tests/unit")
        module = ROOT / "liqdesk" / inside.parent / inside.name.removeprefix("test_")
        if not (module.is_file() or module.with_suffix("").is_dir()):
            strangers.append(str(inside))
    assert strangers == []


def test_documents_and_scripts_carry_no_stray_words():
    names = ["run", "run.cmd", ".ci/run", "README.md", "pyproject.toml", "LICENSE"]
    paths = [ROOT / name for name in names if (ROOT / name).is_file()]
    for folder in ("liqdesk", "packaging", "resources"):
        paths += [path for path in (ROOT / folder).rglob("*") if path.suffix in {".md", ".sh", ".toml", ".svg"}]
    found = [
        f"{path.relative_to(ROOT)}:{number} says {stray[0]!r}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (stray := rules.STRAY.search(line))
    ]
    assert found == []


def test_the_root_holds_what_was_agreed():
    held = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    agreed = {"pyproject.toml", "README.md", "LICENSE", "run", "run.cmd", "liqdesk", "tests", "resources", "packaging"}
    assert held - agreed - {"dist", "build", "uv.lock", "__pycache__"} == set()


SEEDS = [
    (rules.size, "liqdesk/a.py", '"""A."""\n' + "x = 1\n" * 400),
    (rules.size, "liqdesk/ui/main_window.py", '"""A."""\n' + "x = 1\n" * 250),
    (rules.opening, "liqdesk/a.py", "x = 1\n"),
    (rules.sides, "liqdesk/engine/a.py", "side = 'Buy'\n"),
    (rules.sides, "liqdesk/engine/a.py", "def sell_volume(): ...\n"),
    (rules.sides, "liqdesk/ui/a.py", "f(is_buyer=True)\n"),
    (rules.feed_knows_no_venue, "liqdesk/feed/a.py", "if venue == 'okx': pass\n"),
    (rules.feed_knows_no_venue, "liqdesk/feed/a.py", "def ping_htx(): ...\n"),
    (rules.stray_words, "liqdesk/a.py", "x = 1  # TO" + "DO: later\n"),
    (rules.stray_words, "liqdesk/a.py", "def f():\n    '''Does nothing, for" + " now.'''\n"),
    (rules.stray_words, "liqdesk/a.py", "path = '/ho" + "me/ann/x'\n"),
    (rules.waivers, "liqdesk/a.py", "x = 1  # no" + "qa\n"),
    (rules.waivers, "liqdesk/a.py", "x = 1  # no" + "qa: E501\n"),
    (rules.waivers, "liqdesk/a.py", "x = 1  # type: ig" + "nore[misc]\n"),
    (rules.nested_loops, "liqdesk/ui/a.py", "dialog.exec()\n"),
    (rules.signals, "liqdesk/ui/a.py", "class A:\n    liquidation_came = Signal(object)\n"),
    (rules.signals, "liqdesk/ui/a.py", "class A:\n    clicked = Signal(str, int)\n"),
    (rules.signals, "liqdesk/ui/a.py", "class A:\n" + "".join(f"    s{n} = Signal()\n" for n in range(4))),
    (rules.signals, "liqdesk/engine/a.py", "class A:\n    done = Signal()\n"),
    (rules.broad_handlers, "liqdesk/a.py", "try: f()\nexcept Exception as e: log(e)\n"),
    (rules.broad_handlers, "liqdesk/a.py", "try: f()\nexcept (OSError, Exception): g()\n"),
    (rules.broad_handlers, "liqdesk/a.py", "try: f()\nexcept: g()\n"),
    (rules.urls_are_text, "liqdesk/venues/a.py", "from urllib.request import urlopen\n"),
    (rules.urls_are_text, "liqdesk/venues/a.py", "from urllib import request\n"),
    (rules.money_of_totals, "liqdesk/ui/a.py", "text = fmt_usd(window.total.both)\n"),
    (rules.money_of_totals, "liqdesk/ui/a.py", "text = fmt_usd_exact(longs)\n"),
    (rules.money_of_totals, "liqdesk/ui/a.py", "text = fmt_usd_axis(view.short.sum())\n"),
    (rules.money_of_totals, "liqdesk/console/a.py", "form = {'long_usd': dollars(hour.long)}\n"),
    (rules.money_of_totals, "liqdesk/console/a.py", "text = f'{name} ${usd:,.0f}'\n"),
    (rules.money_of_totals, "liqdesk/console/a.py", "text = f'${row.notional + total.both}'\n"),
    (rules.money_of_totals, "liqdesk/alerts/a.py", "text = '$' + str(total)\n"),
    (rules.sleeps, "tests/a.py", "time.sleep(1)\n"),
    (rules.sleeps, "tests/a.py", "qtbot.wait(100)\n"),
    (rules.sleeps, "tests/a.py", "async def f():\n    await asyncio.sleep(1)\n"),
    (rules.mocks, "tests/a.py", "from unittest import mock\n"),
    (rules.mocks, "tests/a.py", "from unittest.mock import patch\n"),
    (functools.partial(rules.globals_of, ours={"Desk": False}), "liqdesk/a.py", "desk = Desk()\n"),
    (functools.partial(rules.globals_of, ours={}), "liqdesk/a.py", "_cache = {}\n"),
    (functools.partial(rules.globals_of, ours={}), "liqdesk/a.py", "lock = threading.Lock()\n"),
    (functools.partial(rules.globals_of, ours={}), "liqdesk/a.py", "timer = QTimer()\n"),
    (functools.partial(rules.globals_of, ours={}), "liqdesk/a.py", "def get_settings(): ...\n"),
    (functools.partial(rules.globals_of, ours={}), "liqdesk/a.py", "@lru_cache\ndef settings(): ...\n"),
    (functools.partial(rules.globals_of, ours={}), "liqdesk/a.py", "def f():\n    global x\n    x = 1\n"),
]


@pytest.mark.parametrize(("rule", "name", "text"), SEEDS)
def test_a_breach_is_seen(rule, name, text):
    assert list(rule(Module(name, text, ast.parse(text))))


FINE = [
    (rules.sides, "liqdesk/venues/adapters/a.py", "side = 'Buy'\n"),
    (rules.sides, "liqdesk/ui/a.py", "busy = 'resell' + 'cells'\n"),
    (rules.feed_knows_no_venue, "liqdesk/feed/a.py", "faster = books\n"),
    (rules.waivers, "liqdesk/a.py", "x = 1  # no" + "qa: E501  an address cannot be broken\n"),
    (rules.waivers, "liqdesk/a.py", "x = 1  # type: ig" + "nore[misc]  # the stub is older\n"),
    (rules.broad_handlers, "liqdesk/a.py", "try: f()\nexcept BaseException:\n    undo()\n    raise\n"),
    (rules.sleeps, "tests/a.py", "async def f():\n    await asyncio.sleep(0)\n"),
    (rules.money_of_totals, "liqdesk/ui/a.py", "text = fmt_usd(row.notional)\n"),
    (rules.money_of_totals, "liqdesk/ui/a.py", "text = tell(window.total, window.coverage, fmt_usd).total\n"),
    (rules.money_of_totals, "liqdesk/console/a.py", "text = f'${entry.notional / MICRO:,.0f}'\n"),
    (rules.money_of_totals, "liqdesk/ui/charts/axes.py", "text = fmt_usd_axis(step)\n"),
    (rules.signals, "liqdesk/ui/a.py", "class A:\n    chosen = Signal(object)\n"),
    (functools.partial(rules.globals_of, ours={"Span": True}), "liqdesk/a.py", "DAY = Span(1)\nX = TypeVar('X')\n"),
]


@pytest.mark.parametrize(("rule", "name", "text"), FINE)
def test_what_is_fine_passes(rule, name, text):
    assert list(rule(Module(name, text, ast.parse(text)))) == []


def test_every_package_is_under_a_contract():
    """A new package of the pure kind must be added to the contracts that forbid it I/O, Qt and arrays."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for package in ("domain", "venues", "thirdparty", "analytics", "alerts", "settings"):
        if (ROOT / "liqdesk" / package).is_dir():
            assert len(re.findall(rf'"liqdesk\.{package}"', text)) >= 2, package


def test_every_benchmark_still_loads():
    """They are run by name only, so that nothing else would tell."""
    words = [sys.executable, "-P", "-m", "pytest", "-q", "-n0", "--collect-only", "tests/benchmarks"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
