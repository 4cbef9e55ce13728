"""The command line understands its words wherever the common options stand."""

from pathlib import Path

import pytest

from liqdesk.app.arguments import PAGES, build_parser, parse
from liqdesk.settings.section import Page


def read(*words: str):
    return build_parser(simulating="simulate" in words).parse_args(words)


def test_common_options_before_and_after_the_word():
    for words in (("--profile", "p", "totals"), ("totals", "--profile", "p")):
        assert read(*words).profile == Path("p")
    assert read("totals").profile is None
    assert read("--log-level", "debug", "tail").log_level == "debug"


def test_tail_and_its_options():
    one = read("tail", "--json", "--venue", "okx", "--venue", "htx", "--min-usd", "50,000", "--for", "3")
    assert (one.json, one.venue, one.min_usd, one.seconds) == (True, ["okx", "htx"], 50_000.0, 3.0)
    assert [read("tail", "--min-usd", said).min_usd for said in ("50k", "2.5m", "0.5", "1e3")] == [5e4, 2.5e6, 0.5, 1e3]


def test_speed_takes_a_factor_or_max():
    assert read("replay", "t", "--speed", "max").speed is None
    assert read("replay", "t", "--speed", "2.5").speed == 2.5


def test_a_size_is_width_by_height():
    assert read("screenshot", "x.png", "--size", "1920x1080").size == (1920, 1080)


def test_the_demo_has_a_default_story():
    assert read("--demo").demo == "squeeze"
    assert read("--demo", "burst").demo == "burst"
    assert read().demo is None


@pytest.mark.parametrize(
    "words",
    [
        ("tail", "--for", "-1"), ("tail", "--min-usd", "x"), ("replay",), ("replay", "t", "--speed", "0"),
        ("screenshot", "x", "--size", "9x9"),
        ("screenshot", "x", "--scale", "0.5"), ("screenshot", "x", "--text-size", "200"),
        ("--demo", "nonsense"), ("nonsense",), ("tail", "--ven", "okx"),
    ],
)  # fmt: skip
def test_wrong_words_end_with_2(words, capsys):
    with pytest.raises(SystemExit) as ended:
        read(*words)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert said.startswith("liqdesk")
    assert "--help` tells what there is." in said


def test_a_value_that_does_not_fit_is_told_with_what_would(capsys):
    for words, wanted in (
        (("tail", "--for", "soon"), "argument --for: takes a number of seconds above 0, not 'soon'"),
        (("tail", "--min-usd", "nan"), "argument --min-usd: takes US dollars from 0, such as 250k, not 'nan'"),
        (("replay", "t", "--speed", "fast"), "or max, not 'fast'"),
        (("screenshot", "x.png", "--size", "big"), "between 200x100 and 8000x8000, not 'big'"),
        (("--selftest", "2.5"), "a number of events above 0, not '2.5'"),
    ):
        with pytest.raises(SystemExit):
            read(*words)
        assert wanted in capsys.readouterr().err


def test_the_file_of_decode_may_stand_after_its_options():
    parser = build_parser()
    for words in (
        ("decode", "okx", "--instruments", "i.json", "f.txt"),
        ("decode", "okx", "f.txt", "--instruments", "i.json"),
        ("decode", "--instruments", "i.json", "okx", "f.txt"),
    ):
        one = parse(parser, words)
        assert (one.venue, one.instruments, one.file) == ("okx", [Path("i.json")], Path("f.txt"))


@pytest.mark.parametrize("words", [("decode", "okx", "a", "b"), ("totals", "more"), ("--selftest", "0")])
def test_what_does_not_fit_is_wrong_usage(words):
    with pytest.raises(SystemExit) as ended:
        parse(build_parser(), words)
    assert ended.value.code == 2


def test_every_page_of_the_settings_can_be_drawn():
    assert tuple(page.value.lower() for page in Page) == PAGES


def test_a_window_may_start_minimised():
    assert read("--minimised").minimised
    assert not read("--demo").minimised


def test_settings_are_given_and_taken():
    given = read("settings", "export", "x.toml", "--profile", "p")
    assert (given.word, given.deed, given.file, given.profile) == ("settings", "export", Path("x.toml"), Path("p"))
    taken = read("--profile", "p", "settings", "import", "x.toml")
    assert (taken.deed, taken.yes, taken.profile) == ("import", False, Path("p"))
    assert read("settings", "import", "x.toml", "--yes").yes


def test_settings_need_a_deed_and_a_file(capsys):
    for words in (("settings",), ("settings", "import"), ("settings", "print", "x")):
        with pytest.raises(SystemExit) as ended:
            read(*words)
        assert ended.value.code == 2
        assert len(capsys.readouterr().err.splitlines()) == 1


def test_safe_mode_and_reset_are_of_the_window():
    assert (read().safe_mode, read().reset_settings) == (False, False)
    assert read("--safe-mode").safe_mode
    assert read("--reset-settings").reset_settings
