"""The words `import` and `imports`: a look that writes nothing, one bad file among good ones, the book and what leaves it."""

from argparse import Namespace

import msgspec
import pytest

from liqdesk.app.arguments import build_parser
from liqdesk.app.crash import CrashHooks
from liqdesk.app.importing import import_command, imports_command
from liqdesk.domain.failure import ExpectedFailure
from tests.fakes.files import written
from tests.fakes.rows import T0, row

ROWS = [row(T0 + number) for number in range(61)]


def asked(*words: object) -> Namespace:
    return build_parser().parse_args([str(word) for word in words])


def run(*words: object) -> int:
    arguments = asked(*words)
    return (import_command if arguments.word == "import" else imports_command)(arguments, CrashHooks())


def forms(said: str) -> list[dict]:
    return [msgspec.json.decode(line) for line in said.splitlines() if line.startswith("{")]


def test_a_look_writes_nothing(tmp_path, capsys):
    path, profile = written(tmp_path / "a.csv", *ROWS), tmp_path / "p"
    assert run("import", path, "--preview", "--profile", profile) == 0
    assert "61 rows; 61 would be added" in capsys.readouterr().out
    assert not profile.exists()
    run("import", path, "--profile", profile)
    run("import", path, "--preview", "--profile", profile)
    assert "61 rows, 61 of them known before or there twice; 0 would be added" in capsys.readouterr().out


def test_one_bad_file_costs_no_other(tmp_path, capsys):
    good, bad, profile = written(tmp_path / "a.csv", *ROWS), tmp_path / "bad.csv", tmp_path / "p"
    bad.write_text("a,b\n1,2\n")
    assert run("import", bad, good, "--profile", profile) == 1
    said = capsys.readouterr()
    assert "nobody here knows the columns of bad.csv" in said.err
    assert said.out.startswith("imported 61 rows: 61 of bybit; ")
    assert run("import", bad, good, "--json", "--profile", profile) == 1
    failed, *_, done = [one for one in forms(capsys.readouterr().out) if "progress" not in one]
    assert (failed["file"], "failed" in failed, done["rows"], done["new"]) == ("bad.csv", True, 61, 0)
    with pytest.raises(ExpectedFailure, match="nobody here knows"):
        run("import", bad, "--profile", profile)


def test_the_book_of_imports(tmp_path, capsys):
    profile = tmp_path / "p"
    assert run("imports", "--profile", profile) == 0
    assert "nothing was imported here yet" in capsys.readouterr().err
    run("import", written(tmp_path / "a.csv", *ROWS), "--profile", profile)
    capsys.readouterr()
    run("imports", "--profile", profile)
    assert "61 rows  2026-01-13 21:26 to 2026-01-13 21:26  a.csv, liqdesk rows, CSV" in capsys.readouterr().out
    run("imports", "--json", "--profile", profile)
    (one,) = forms(capsys.readouterr().out)
    assert (one["file"], one["form"], one["added"], one["whole"]) == ("a.csv", "liqdesk rows, CSV", 61, True)
    run("imports", "--remove", one["id"], "--profile", profile)
    run("imports", "--json", "--profile", profile)
    assert forms(capsys.readouterr().out) == []
    with pytest.raises(ExpectedFailure, match="there is no import number"):
        run("imports", "--remove", one["id"], "--profile", profile)
    with pytest.raises(ExpectedFailure, match="nothing was imported here yet"):
        run("imports", "--remove", 1, "--profile", tmp_path / "none")
