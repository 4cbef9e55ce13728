"""A sender for every kind."""

from liqdesk.outbox.others import Others
from liqdesk.outbox.services import senders
from liqdesk.settings.target_words import WORDS
from liqdesk.settings.webhooks import TargetKind
from tests.fakes.time import START
from tests.unit.outbox.test_sender import Wire


def test_every_kind_has_one_and_what_it_takes_is_what_is_said():
    made = senders({}, Wire(), lambda: START, Others(lambda: "", dict))
    assert set(made) == set(TargetKind)
    assert {kind for kind, one in made.items() if one.edits} == {TargetKind.TELEGRAM, TargetKind.DISCORD}
    assert {kind for kind, one in made.items() if one.pictures} == {
        kind for kind in TargetKind if WORDS[kind].takes_card
    }
