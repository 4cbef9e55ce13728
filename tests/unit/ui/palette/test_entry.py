"""Which lines are shown, and in which order."""

from liqdesk.ui.palette.entry import AT_FIRST, PER_GROUP, Entry, Group, found


def line(group: Group, title: str, **more: object) -> Entry:
    return Entry(group, f"{group.name}/{title}", title, lambda: None, **more)


LINES = (
    line(Group.COMMANDS, "Settings", key="Ctrl+,"),
    line(Group.COMMANDS, "Mute alerts", key="M"),
    line(Group.COINS, "BTC", detail="Bitcoin"),
    line(Group.COINS, "SETH"),
    line(Group.SETTINGS, "Theme", detail="Looks", words="dark light"),
)


def titles(wanted: str, *recent: str) -> list[str]:
    return [entry.title for entry in found(wanted, LINES, recent)]


def test_the_group_with_the_best_answer_comes_first():
    assert titles("set") == ["SETH", "Settings"], "the shorter of two that begin so"
    assert titles("sett") == ["Settings"]
    assert titles("seth") == ["SETH"]
    assert titles("btc") == ["BTC"]


def test_other_words_and_the_key_are_found_too():
    assert titles("dark") == ["Theme"]
    assert titles("m")[0] == "Mute alerts"
    assert titles("ctrl+,") == ["Settings"]


def test_several_words_may_be_answered_by_different_things():
    assert titles("btc coin") == titles("coin btc") == titles("bitcoin btc") == ["BTC"]
    assert titles("theme dark") == titles("dark theme looks") == ["Theme"]
    assert titles("theme purple") == []
    assert titles("coins settings") == []  # a line of neither's own words


def test_scattered_letters_answer_only_where_nothing_else_does():
    assert titles("mal") == ["Mute alerts"]
    assert titles("me") == ["Theme"]


def test_nothing_that_does_not_answer_is_shown():
    assert titles("xyz") == []


def test_at_first_the_beginning_of_every_group_with_what_was_used_before_on_top():
    shown = found("", LINES, ["COINS/BTC"])
    assert [entry.title for entry in shown] == ["BTC", "Settings", "Mute alerts", "SETH", "Theme"]
    assert shown[0].group is Group.RECENT
    many = [line(Group.COINS, f"C{number}") for number in range(40)]
    assert len(found("", many)) == AT_FIRST
    assert len(found("c", many)) == PER_GROUP
