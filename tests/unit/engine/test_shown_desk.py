"""One switch decides what everything looks at; orders go to the live market whatever that is."""

from liqdesk.engine.alerting import Snooze
from liqdesk.engine.desk import Mode
from liqdesk.engine.ports import RawMessage
from liqdesk.engine.shown_desk import ShownDesk
from tests.fakes.desk import FakeDesk


class Scene:
    """A live desk and a recording's, of different markets."""

    def __init__(self) -> None:
        self.live = FakeDesk(mode=Mode.LIVE)
        self.tape = FakeDesk(mode=Mode.REPLAY, seed=11)
        self.shown = ShownDesk(self.live)
        self.exchanges = 0
        self.end = self.shown.subscribe(self._count)

    def _count(self) -> None:
        self.exchanges += 1


def test_it_answers_as_what_it_shows() -> None:
    scene = Scene()
    assert scene.shown.mode is Mode.LIVE
    scene.shown.look_at(scene.tape)
    assert scene.shown.mode is Mode.REPLAY
    assert scene.shown.now() == scene.tape.now()
    assert scene.shown.recent(5) == scene.tape.recent(5)
    assert scene.shown.frame(0)[0].totals == scene.tape.frame(0)[0].totals
    assert scene.shown.live is scene.live
    scene.shown.look_at(None)
    assert scene.shown.mode is Mode.LIVE
    assert scene.shown.frame(0)[0] == scene.live.frame(0)[0]


def test_every_exchange_is_told_and_a_change() -> None:
    scene = Scene()
    seen = {scene.shown.revision}
    for desk in (scene.tape, None, scene.tape, scene.tape):
        scene.shown.look_at(desk)
        assert scene.shown.revision not in seen
        assert scene.shown.revision > max(seen)
        seen.add(scene.shown.revision)
    assert scene.exchanges == 4
    scene.end()
    scene.shown.look_at(None)
    assert scene.exchanges == 4


def test_beside_a_recording_the_status_says_what_is_stored_of_the_live_market() -> None:
    scene = Scene()
    scene.shown.look_at(scene.tape)
    status, live = scene.shown.frame(0)[0].status, scene.live.frame(0)[0].status
    assert (status.store_bytes, status.storing) == (live.store_bytes, live.storing)
    assert scene.shown.glance(("1h",), 3).storing == live.storing


def test_settings_are_one_for_all() -> None:
    scene = Scene()
    scene.shown.look_at(scene.tape)
    value = scene.shown.settings.value
    changed = value.model_copy(update={"tape": value.tape.model_copy(update={"minimum_usd": 7})})
    scene.shown.replace_settings(changed)
    assert scene.live.settings.value.tape.minimum_usd == 7
    assert scene.tape.settings.value.tape.minimum_usd != 7


def test_what_keeps_alerts_quiet_is_asked_and_ordered_of_the_live_ones() -> None:
    scene = Scene()
    scene.shown.look_at(scene.tape)
    scene.shown.alerts.mute(True)
    assert scene.live.alerts.view().muted
    assert not scene.tape.alerts.view().muted
    assert scene.shown.alerts.view().muted
    scene.shown.alerts.snooze(Snooze.HOUR)
    assert scene.live.alerts.view().snoozed_until is not None
    assert scene.shown.alerts.view().snoozed_until == scene.live.alerts.view().snoozed_until
    assert scene.shown.alerts.view().alerts == scene.tape.alerts.view().alerts


def test_the_message_of_a_row_that_is_shown_again_is_the_one_that_was_kept_live(run) -> None:
    scene = Scene()
    scene.shown.look_at(scene.tape)
    row, unknown = scene.tape.recent(2)
    message = RawMessage(row.instrument.venue, row.received_at, "as it came")
    scene.live.messages[row.key] = message
    assert run(scene.shown.raw(row)) == message
    assert run(scene.shown.raw(unknown)) is None
