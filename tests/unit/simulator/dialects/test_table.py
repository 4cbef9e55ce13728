"""Every venue with a feed has a dialect, and every dialect keeps the common promises."""

import json

import pytest

from liqdesk.simulator.dialects.base import Hangup
from liqdesk.simulator.dialects.table import DIALECTS
from liqdesk.simulator.publishing import FEEDS
from tests.fakes.dialects import board_of
from tests.fakes.forced import START

HOSTILE = [
    "",
    "{",
    "[]",
    "null",
    "7",
    '"x"',
    "{}",
    '{"op":7,"args":{"a":1}}',
    '{"op":"subscribe","args":[[],null,7]}',
    "[" * 5_000,
]


def test_every_feed_has_a_dialect() -> None:
    assert tuple(DIALECTS) == FEEDS


@pytest.mark.parametrize("venue", FEEDS)
def test_every_socket_converses_and_other_paths_do_not(venue: str) -> None:
    board = board_of(venue)
    dialect = DIALECTS[venue](board)
    assert dialect.venue == dialect.carries[0] == venue
    assert next(socket.category for socket in dialect.sockets) == ""
    for socket in dialect.sockets:
        assert dialect.converse(socket.path, "", {}) is not None
    assert dialect.converse("/elsewhere", "", {}) is None
    assert dialect.answer("/elsewhere", "", START) is None


@pytest.mark.parametrize("venue", FEEDS)
@pytest.mark.parametrize("frame", HOSTILE)
def test_nonsense_is_answered_or_ends_the_line_and_subscribes_to_nothing(venue: str, frame: str) -> None:
    dialect = DIALECTS[venue](board_of(venue))
    talk = dialect.converse(dialect.sockets[0].path, "", {})
    assert talk is not None
    talk.opened(START)
    acts = talk.received(frame, START)
    assert acts
    assert all(isinstance(act, Hangup) or act for act in acts)
    assert not talk.subscribed


@pytest.mark.parametrize("venue", FEEDS)
def test_a_complete_client_is_subscribed_and_its_lists_are_json(venue: str) -> None:
    dialect = DIALECTS[venue](board_of(venue))
    talks = dialect.tape_conversations()
    for _, talk, requests in talks:
        talk.opened(START)
        for request in requests:
            talk.received(request, START)
        assert talk.subscribed
    pages = dialect.instrument_pages(START)
    assert {carrier for carrier, _ in pages} <= set(dialect.carries)
    assert all(json.loads(page) for _, page in pages)
