"""E-mail and the rest, as far as it is ours: addresses, a process, limits, and a real apprise against a real server."""

import os

import pytest

from liqdesk.domain.secret import Secret
from liqdesk.outbox.courier import shown
from liqdesk.outbox.others import Others, address_of
from liqdesk.outbox.sender import Errand, Fault, Undelivered
from liqdesk.settings.webhooks import TargetKind
from tests.fakes.hook import Say, hook_server
from tests.fakes.outbox import letter, target

LIMIT_S = 8.0


def others(limit_s: float = LIMIT_S) -> Others:
    return Others(lambda: "", lambda: os.environ, limit_s)


def errand(address: str, **changes) -> Errand:
    return Errand(letter(), target(TargetKind.APPRISE), Secret(address), **changes)


def test_mail_addresses_become_what_apprise_wants():
    mail = target(TargetKind.EMAIL, address="ann@example.org")
    assert address_of(mail, "p/w:rd") == "mailtos://ann:p%2Fw%3Ard@example.org"
    assert address_of(mail, "mailtos://b:c@d.org?smtp=x") == "mailtos://b:c@d.org?smtp=x&to=ann%40example.org"
    assert address_of(target(TargetKind.EMAIL), "mailtos://b:c@d.org") == "mailtos://b:c@d.org"
    with pytest.raises(Undelivered, match="needs a mail address"):
        address_of(target(TargetKind.EMAIL), "password")


def test_only_the_kind_of_an_address_is_shown():
    assert (shown("pover://user@token"), shown("x" * 40), shown("a b://c")) == ("pover://…", "…", "…")


def test_a_message_arrives_with_its_picture(run):
    async def story():
        async with hook_server() as hook:
            await others().send(errand(f"json://127.0.0.1:{hook.port}/in", card=b"\x89PNG"))
            return hook.heard

    (heard,) = run(story())
    form = heard.json
    assert (heard.path, form["type"]) == ("/in", "warning")
    assert form["title"] == "▲ Alert: Short squeeze, market-wide"
    assert form["attachments"][0]["filename"] == "liqdesk.png"


def test_a_refusal_names_the_kind_alone(run):
    async def story():
        async with hook_server() as hook:
            hook.usual = Say(status=500)
            with pytest.raises(Undelivered) as failure:
                await others().send(errand(f"json://ann:secret-word@127.0.0.1:{hook.port}/in"))
            return failure.value

    failure = run(story())
    assert (failure.fault, str(failure)) == (Fault.LATER, "apprise could not deliver it (json://…)")


@pytest.mark.parametrize("address", ["nonsense://what-is-this", "dbus://", "json://"])
def test_what_apprise_makes_nothing_of(run, address):
    async def story():
        with pytest.raises(Undelivered) as failure:
            await others().send(errand(address))
        return failure.value.fault

    assert run(story()) is Fault.TARGET


def test_a_proxy_it_does_not_know_bars_it(run):
    async def story():
        with pytest.raises(Undelivered, match="no way"):
            await Others(lambda: "no way", dict).send(errand("json://127.0.0.1:1/in"))

    run(story())


@pytest.mark.parametrize("say", [Say(before_s=30.0), Say(then="flood"), Say(then="drip")])
def test_who_never_ends_is_ended(run, say):
    async def story():
        async with hook_server() as hook:
            hook.usual = say
            with pytest.raises(Undelivered) as failure:
                await others(2.0).send(errand(f"json://ann:secret-word@127.0.0.1:{hook.port}/in"))
            return failure.value

    failure = run(story())
    assert failure.fault is Fault.LATER
    assert "secret" not in str(failure)


def test_what_breaks_down_is_said(run):
    async def story():
        broken = Others(lambda: "", lambda: {"PYTHONHOME": "nowhere"})
        with pytest.raises(Undelivered, match="apprise broke down over it"):
            await broken.send(errand("json://127.0.0.1:1/in"))

    run(story())
