"""Subscription requests that are refused whole for one bad topic."""

import json

from liqdesk.venues.session import Send
from liqdesk.venues.wire.requests import Requests


def said(sends: list[Send]) -> list[tuple[str, list[str]]]:
    asked = [json.loads(send.text) for send in sends]
    return [(one["req_id"], one["args"]) for one in asked]


def test_topics_are_asked_for_in_portions():
    assert said(Requests("subscribe", 2).ask(["a", "b", "c"])) == [("liq-1", ["a", "b"]), ("liq-2", ["c"])]


def test_an_acknowledged_request_grants_its_topics_once():
    requests = Requests("subscribe", 2)
    requests.ask(["a", "b", "c"])
    assert requests.granted("liq-1") == ("a", "b")
    assert requests.granted("liq-1") == ()
    assert requests.granted("someone else's") == ()


def test_an_answer_without_a_name_is_to_the_only_request_that_waits():
    requests = Requests("subscribe", 2)
    requests.ask(["a", "b", "c"])
    assert requests.granted("") == ()
    assert requests.granted("liq-2") == ("c",)
    assert requests.granted("") == ("a", "b")


def test_the_blamed_topic_is_dropped_and_the_rest_asked_again():
    requests = Requests("subscribe", 9)
    requests.ask(["a", "b", "c"])
    retry, dropped = requests.refused("liq-1", "b")
    assert dropped == ("b",)
    assert said(retry) == [("liq-2", ["a", "c"])]


def test_after_three_rounds_the_batch_is_halved_until_one_is_left_to_blame():
    requests = Requests("subscribe", 9)
    requests.ask(list("abcdefg"))
    for number, bad in enumerate("abc", start=1):
        assert requests.refused(f"liq-{number}", bad)[1] == (bad,)
    retry, dropped = requests.refused("liq-4", "d")
    assert dropped == ()
    assert said(retry) == [("liq-5", ["d", "e"]), ("liq-6", ["f", "g"])]
    retry, dropped = requests.refused("liq-5", "")
    assert said(retry) == [("liq-7", ["d"]), ("liq-8", ["e"])]
    assert requests.refused("liq-7", "") == ([], ("d",))


def test_a_refusal_that_names_nobody_halves_at_once():
    requests = Requests("subscribe", 9)
    requests.ask(["a", "b"])
    assert said(requests.refused("liq-1", "zzz")[0]) == [("liq-2", ["a"]), ("liq-3", ["b"])]


def test_one_bad_topic_in_hundreds_costs_only_itself():
    topics = [f"t{n}" for n in range(500)]
    requests = Requests("subscribe", 200)
    waiting, granted, dropped = requests.ask(topics), set(), set()
    while waiting:
        name, args = said([waiting.pop(0)])[0]
        if {"t7", "t300"} & set(args):
            retry, gone = requests.refused(name, "")
            waiting += retry
            dropped |= set(gone)
        else:
            granted |= set(requests.granted(name))
    assert dropped == {"t7", "t300"}
    assert granted == set(topics) - dropped
