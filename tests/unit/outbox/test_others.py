"""E-mail and the rest, as far as it is ours: addresses, one thread, limits, and a real apprise against a real server."""

import asyncio
import logging
import threading

import pytest

from liqdesk.domain.secret import Secret
from liqdesk.outbox.others import OneThread, Others, address_of, shown
from liqdesk.outbox.sender import Errand, Fault, Undelivered
from liqdesk.settings.webhooks import TargetKind
from tests.fakes.hook import Say, hook_server
from tests.fakes.outbox import letter, target

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
"""As apprise loads its plugins it asks for a module that later Pythons lack."""


@pytest.fixture
def thread():
    one = OneThread("apprise of a test")
    yield one
    one.close()


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
    assert (shown("pover"), shown("x" * 40), shown("a b")) == ("pover://…", "…", "…")


def test_a_message_arrives_with_its_picture(run, thread):
    async def story():
        async with hook_server() as hook:
            await Others(thread, lambda: "").send(errand(f"json://127.0.0.1:{hook.port}/in", card=b"\x89PNG"))
            return hook.heard

    (heard,) = run(story())
    form = heard.json
    assert (heard.path, form["type"]) == ("/in", "warning")
    assert form["title"] == "▲ Alert: Short squeeze, market-wide"
    assert form["attachments"][0]["filename"] == "liqdesk.png"


def test_a_refusal_names_the_kind_alone(run, thread):
    async def story():
        async with hook_server() as hook:
            hook.usual = Say(status=500)
            with pytest.raises(Undelivered) as failure:
                await Others(thread, lambda: "").send(errand(f"json://ann:secret-word@127.0.0.1:{hook.port}/in"))
            return failure.value

    failure = run(story())
    assert (failure.fault, str(failure)) == (Fault.LATER, "apprise could not deliver it (json://…)")


@pytest.mark.parametrize("address", ["nonsense://what-is-this", "dbus://", "json://"])
def test_what_apprise_makes_nothing_of(run, thread, address):
    async def story():
        with pytest.raises(Undelivered) as failure:
            await Others(thread, lambda: "").send(errand(address))
        return failure.value.fault

    assert run(story()) is Fault.TARGET


def test_a_proxy_it_does_not_know_bars_it(run, thread):
    async def story():
        with pytest.raises(Undelivered, match="no way"):
            await Others(thread, lambda: "no way").send(errand("json://127.0.0.1:1/in"))

    run(story())


def test_one_thread_one_message_and_nobody_waits_for_ever(run, thread):
    gate = threading.Event()

    def stuck() -> str:
        gate.wait(20)
        return ""

    async def story():
        with pytest.raises(Undelivered, match="no answer within 0 s"):
            await thread.run(stuck, 0.05)
        with pytest.raises(Undelivered, match="the message before is still on its way"):
            await thread.run(lambda: "", 1.0)
        gate.set()
        while True:
            try:
                return await thread.run(lambda: threading.current_thread().name, 1.0)
            except Undelivered:
                await asyncio.sleep(0.001)

    assert run(story()) == "apprise of a test"


def test_a_plugin_that_fails_as_it_likes_tells_its_kind_alone(run, thread):
    def broken() -> str:
        raise ValueError("https://host/a-secret-token")

    async def story():
        with pytest.raises(Undelivered) as failure:
            await thread.run(broken, 1.0)
        return failure.value

    failure = run(story())
    assert str(failure) == "apprise failed (ValueError)"
    assert failure.__cause__ is None


def test_its_own_log_stays_silent(run, thread, caplog):
    async def story():
        with pytest.raises(Undelivered):
            await Others(thread, lambda: "").send(errand("json://ann:secret-word@127.0.0.1:1/a-secret-path"))

    with caplog.at_level(logging.DEBUG):
        logging.getLogger("apprise").setLevel(logging.DEBUG)
        run(story())
    assert "secret" not in caplog.text
