"""Subscription requests in batches, when a venue refuses a whole batch for one bad topic."""

from collections.abc import Sequence

import msgspec

from liqdesk.venues.session import Send

NAMED_ROUNDS = 3


class Requests:
    """Which request asked for which topics. One request's refusal costs only the topic to blame.

    The venue names the topic: it is dropped, the rest asked again. After three such rounds, or where it names none, the batch is
    halved until a single topic is left to blame.
    """

    def __init__(self, op: str, per_request: int) -> None:
        self._op = op
        self._per_request = per_request
        self._open: dict[str, tuple[tuple[str, ...], int]] = {}
        self._number = 0

    def ask(self, topics: Sequence[str]) -> list[Send]:
        """The requests for these topics."""
        size = self._per_request
        return [self._request(tuple(topics[start : start + size]), 0) for start in range(0, len(topics), size)]

    def granted(self, request: str) -> tuple[str, ...]:
        """The topics of an acknowledged request; empty where it is none of ours."""
        return self._open.pop(self._meant(request), ((), 0))[0]

    def refused(self, request: str, blamed: str) -> tuple[list[Send], tuple[str, ...]]:
        """The requests to make instead, and the topics given up."""
        topics, rounds = self._open.pop(self._meant(request), ((), 0))
        if len(topics) <= 1:
            return [], topics
        if blamed in topics and rounds < NAMED_ROUNDS:
            rest = tuple(topic for topic in topics if topic != blamed)
            return [self._request(rest, rounds + 1)], (blamed,)
        half = len(topics) // 2
        return [self._request(topics[:half], NAMED_ROUNDS), self._request(topics[half:], NAMED_ROUNDS)], ()

    def _meant(self, request: str) -> str:
        """An answer that names no request is to the only one that waits."""
        return request if request or len(self._open) != 1 else next(iter(self._open))

    def _request(self, topics: tuple[str, ...], rounds: int) -> Send:
        self._number += 1
        name = f"liq-{self._number}"
        self._open[name] = (topics, rounds)
        return Send(msgspec.json.encode({"req_id": name, "op": self._op, "args": topics}).decode())
