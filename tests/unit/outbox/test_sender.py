"""What statuses mean, and how an edit that cannot be becomes a new message."""

from collections import deque

import pytest

from liqdesk.domain.secret import Secret
from liqdesk.domain.time import HOUR, SECOND
from liqdesk.outbox.post import Call, Reply, Unreachable
from liqdesk.outbox.sender import Errand, Fault, HttpSender, Undelivered
from liqdesk.outbox.telegram import Telegram
from tests.fakes.outbox import letter, target
from tests.fakes.time import START

TOKEN = Secret("123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc")
OK = Reply(200, {}, b'{"ok":true,"result":{"message_id":8}}')


class Wire:
    """A `Poster` that answers as it is told."""

    def __init__(self, *answers: Reply | Unreachable) -> None:
        self.answers = deque(answers)
        self.calls: list[Call] = []

    async def send(self, call: Call) -> Reply:
        self.calls.append(call)
        answer = self.answers.popleft()
        if isinstance(answer, Unreachable):
            raise answer
        return answer


def sending(run, *answers, remote: str = ""):
    wire = Wire(*answers)
    sender = HttpSender(Telegram("https://api.telegram.org"), wire, lambda: START)
    try:
        return run(sender.send(Errand(letter(), target(), TOKEN, remote))), wire
    except Undelivered as failure:
        return failure, wire


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (301, Fault.LATER), (302, Fault.LATER), (400, Fault.MESSAGE), (401, Fault.TARGET), (403, Fault.TARGET),
        (404, Fault.TARGET), (410, Fault.TARGET), (408, Fault.LATER), (413, Fault.MESSAGE), (429, Fault.LATER),
        (500, Fault.LATER), (503, Fault.LATER), (599, Fault.LATER),
    ],
)  # fmt: skip
def test_statuses(run, status, fault):
    failure, _ = sending(run, Reply(status, {}, b""))
    assert (failure.fault, str(status) in str(failure)) == (fault, True)


@pytest.mark.parametrize(
    ("headers", "body", "wait"),
    [
        ({"retry-after": "120"}, b"", 120 * SECOND),
        ({"retry-after": "7200"}, b"", 2 * HOUR),
        ({"retry-after": "Tue, 13 Jan 2026 22:00:00 GMT"}, b"", HOUR),
        ({}, b'{"ok":false,"description":"x","parameters":{"retry_after":35}}', 35 * SECOND),
        ({"retry-after": "soon"}, b"", None),
        ({}, b"", None),
    ],
)
def test_what_a_limit_asks_for(run, headers, body, wait):
    failure, _ = sending(run, Reply(429, headers, body))
    assert failure.wait == wait


def test_a_body_that_is_refused_is_not_repeated(run):
    failure, _ = sending(run, Reply(403, {}, f'{{"ok":false,"description":"{TOKEN.reveal()}"}}'.encode()))
    assert str(failure) == "it does not let us in (403)"


@pytest.mark.parametrize("status", [400, 404])
def test_an_edit_that_cannot_be_is_a_new_message(run, status):
    remote, wire = sending(run, Reply(status, {}, b""), OK, remote="7")
    assert remote == "8"
    assert [call.url.reveal().rpartition("/")[2] for call in wire.calls] == ["editMessageText", "sendMessage"]


def test_an_edit_that_changes_nothing_has_arrived(run):
    same = b'{"ok":false,"description":"Bad Request: message is not modified"}'
    remote, wire = sending(run, Reply(400, {}, same), remote="7")
    assert (remote, len(wire.calls)) == ("7", 1)


def test_a_bot_that_is_gone_is_found_out_behind_the_edit(run):
    failure, _ = sending(run, Reply(404, {}, b""), Reply(404, {}, b""), remote="7")
    assert failure.fault is Fault.TARGET


def test_no_answer_is_a_matter_of_the_moment(run):
    failure, _ = sending(run, Unreachable("the connection broke"))
    assert (failure.fault, str(failure)) == (Fault.LATER, "the connection broke")
