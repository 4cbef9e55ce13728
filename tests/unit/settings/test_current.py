"""Who selected a part hears of it when it changed, and only then."""

from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import LookSettings, Settings, TapeSettings, Theme


def test_a_change_reaches_who_selected_it():
    current, heard = CurrentSettings(Settings()), []
    current.subscribe(lambda value: value.tape.minimum_usd, heard.append)
    current.replace(Settings(look=LookSettings(theme=Theme.DARK)))
    assert heard == []
    current.replace(Settings(tape=TapeSettings(minimum_usd=5)))
    assert heard == [5]
    assert current.value.tape.minimum_usd == 5


def test_nobody_is_told_after_leaving():
    current, heard = CurrentSettings(Settings()), []
    leave = current.subscribe(lambda value: value.tape, heard.append)
    leave()
    current.replace(Settings(tape=TapeSettings(minimum_usd=5)))
    assert heard == []


def test_one_may_leave_while_being_told():
    current, heard = CurrentSettings(Settings()), []
    leavers = []
    leavers.append(current.subscribe(lambda value: value.tape, lambda _: leavers[0]()))
    current.subscribe(lambda value: value.tape, heard.append)
    current.replace(Settings(tape=TapeSettings(minimum_usd=5)))
    assert len(heard) == 1
