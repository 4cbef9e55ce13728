"""Secrets: no usual way of making text of one shows it."""

import copy
import json
import pickle
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.secret import HIDDEN, LONGEST, SHORTEST, Secret, read_secret, telling_parts

WORD = "s3cr3t/+=word"
KEYS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=SHORTEST, max_size=LONGEST)


@dataclass
class Holder:
    key: Secret


@pytest.mark.parametrize(
    "made", [str, repr, "{}".format, "{:>30}".format, "%s".__mod__, "%r".__mod__, Holder, lambda one: [one, {one: one}]]
)
def test_its_text_is_a_stand_in(made):
    told = str(made(Secret(WORD)))
    assert WORD not in told
    assert HIDDEN in told


def test_only_reveal_gives_it():
    assert Secret(WORD).reveal() == WORD


def test_it_is_not_written_down_by_accident():
    for write in (pickle.dumps, json.dumps, copy.deepcopy):
        with pytest.raises(TypeError):
            write(Secret(WORD))


def test_equal_words_are_equal_secrets():
    assert Secret(WORD) == Secret(WORD)
    assert hash(Secret(WORD)) == hash(Secret(WORD))
    assert Secret(WORD) != Secret("another word")
    assert Secret(WORD) != WORD


@given(KEYS)
def test_it_is_taken_out_of_any_text(word):
    secret = Secret(word)
    for text in (f"GET /x?key={quote(word)} no", urlencode({"k": word}), repr({"k": word}), f"a{word}b{word}"):
        assert word not in secret.redact(text)
        assert quote(word, safe="") not in secret.redact(text)


def test_an_empty_one_takes_nothing_out():
    assert Secret("").redact("as it was") == "as it was"


@given(KEYS)
def test_a_key_is_read_without_the_spaces_around_it(word):
    assert read_secret(f"  {word}\n").reveal() == word


@pytest.mark.parametrize(
    "text", ["", "   ", "short", "x" * (LONGEST + 1), "two words here", "line\r\nbreak: x", "kéy-kéy-kéy"]
)
def test_what_can_be_no_key_is_refused_in_a_sentence_without_it(text):
    with pytest.raises(ExpectedFailure) as refused:
        read_secret(text)
    assert str(refused.value).endswith(".")
    assert not text.strip() or text.strip() not in str(refused.value)


@pytest.mark.parametrize(
    ("word", "telling", "harmless"),
    [
        ("123456789:AAEhBOweik6ad9r", ["AAEhBOweik6ad9r"], "bot123"),
        (
            "https://discord.com/api/webhooks/1234567890/a-long-token",
            ["a-long-token", "api/webhooks/1234567890/a-long-token"],
            "discord.com",
        ),
        ("https://example.org/in?key=quite%20secret", ["quite secret"], "example.org"),
        ("mailtos://ann:p%40ssw0rd@example.org?smtp=mail.example.org", ["p@ssw0rd", "ann:p%40ssw0rd@example.org"], "mailtos"),
        ("pover://user1234@applicationtoken", ["applicationtoken", "user1234"], "pover"),
    ],
)  # fmt: skip
def test_what_of_a_secret_would_tell_it(word, telling, harmless):
    parts = {part.reveal() for part in telling_parts(Secret(word))}
    assert {word, *telling} <= parts
    assert not any(part in f"connecting to {harmless} now" for part in parts)
