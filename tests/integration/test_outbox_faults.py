"""Real messages to a real server on loopback that is slow, refuses, limits, resets, redirects, never ends or is not trusted."""

import asyncio
import os
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from liqdesk.domain.secret import Secret
from liqdesk.outbox.others import Others
from liqdesk.outbox.post import LARGEST_BODY, Call, HttpPost, Unreachable
from liqdesk.outbox.sender import Errand, Fault, Undelivered
from liqdesk.outbox.services import senders
from liqdesk.settings.webhooks import TargetKind
from tests.fakes.hook import HookServer, Say, hook_server
from tests.fakes.outbox import letter, target
from tests.fakes.time import START

TOKENS = {
    TargetKind.TELEGRAM: Secret("123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"),
    TargetKind.DISCORD: Secret("https://discord.com/api/webhooks/123456/discord-token"),
    TargetKind.SLACK: Secret("https://hooks.slack.com/services/T0/B0/slack-token"),
    TargetKind.NTFY: Secret("tk_ntfy-token"),
    TargetKind.JSON: Secret("json-bearer-token"),
}
EVERY = tuple(TOKENS)
PATHS = {
    TargetKind.TELEGRAM: "/bot123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc/sendMessage",
    TargetKind.DISCORD: "/api/webhooks/123456/discord-token?wait=true",
    TargetKind.SLACK: "/services/T0/B0/slack-token",
    TargetKind.NTFY: "/",
    TargetKind.JSON: "/in",
}


def poster() -> HttpPost:
    return HttpPost(lambda _: None, ssl.create_default_context, "liqdesk/test", limit_s=1.0, patience_s=0.2)


async def send(hook: HookServer, kind: TargetKind, card: bytes | None = None, remote: str = "") -> str:
    bases = dict.fromkeys(TargetKind, hook.address)
    address = {TargetKind.JSON: f"{hook.address}/in", TargetKind.NTFY: "topic"}.get(kind, "-100123")
    sender = senders(bases, poster(), lambda: START, Others(lambda: "", lambda: os.environ))[kind]
    return await sender.send(Errand(letter(), target(kind, address=address), TOKENS[kind], remote, card))


def failing(run, kind: TargetKind, say: Say) -> tuple[Undelivered, HookServer]:
    async def story():
        async with hook_server() as hook:
            hook.usual = say
            with pytest.raises(Undelivered) as failure:
                await send(hook, kind)
            return failure.value, hook

    failure, hook = run(story())
    assert TOKENS[kind].reveal() not in f"{failure!r}{failure}"
    assert failure.__cause__ is None
    assert failure.__suppress_context__ or failure.__context__ is None
    return failure, hook


@pytest.mark.parametrize("kind", EVERY)
def test_each_service_hears_its_own_words(run, kind):
    async def story():
        async with hook_server() as hook:
            remote = await send(hook, kind)
            return remote, hook.heard

    remote, heard = run(story())
    assert [one.path for one in heard] == [PATHS[kind]]
    assert remote == ("7" if kind in (TargetKind.TELEGRAM, TargetKind.DISCORD) else "")
    bearer = heard[0].headers.get("authorization")
    wanted = f"Bearer {TOKENS[kind].reveal()}" if kind in (TargetKind.NTFY, TargetKind.JSON) else None
    assert bearer == wanted
    assert "312M" in heard[0].body.decode()


@pytest.mark.parametrize("kind", [TargetKind.TELEGRAM, TargetKind.DISCORD])
def test_a_message_is_edited_and_takes_a_picture(run, kind):
    async def story():
        async with hook_server() as hook:
            await send(hook, kind, card=b"\x89PNG")
            await send(hook, kind, remote="7")
            return hook.heard

    picture, edit = run(story())
    assert b"\x89PNG" in picture.body
    assert edit.path.endswith(("/editMessageText", "/messages/7"))


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize(
    ("say", "fault"),
    [
        (Say(status=401), Fault.TARGET),
        (Say(status=410), Fault.TARGET),
        (Say(status=500), Fault.LATER),
        (Say(status=302, headers=(("Location", "http://127.0.0.1:1/elsewhere"),)), Fault.LATER),
        (Say(silent=True, then="reset"), Fault.LATER),
        (Say(silent=True), Fault.LATER),
    ],
    ids=["401", "410", "500", "redirect", "reset", "closed"],
)
def test_failures_are_told_apart(run, kind, say, fault):
    failure, hook = failing(run, kind, say)
    assert failure.fault is fault
    assert len(hook.heard) == 1


@pytest.mark.parametrize("kind", EVERY)
def test_a_limit_says_for_how_long(run, kind):
    failure, _ = failing(run, kind, Say(status=429, headers=(("Retry-After", "5400"),), body=b""))
    assert (failure.fault, failure.wait) == (Fault.LATER, 5_400_000)


@pytest.mark.parametrize("then", ["reset", "drip", "flood", "hang"])
def test_a_body_that_breaks_off_or_never_ends_costs_only_the_message_s_name(run, then):
    async def story():
        async with hook_server() as hook:
            hook.usual = Say(then=then, body=b'{"ok":true,')
            return await send(hook, TargetKind.TELEGRAM), len(hook.heard)

    assert run(story()) == ("", 1)


def test_no_more_of_a_body_is_read_than_is_allowed(run):
    async def story():
        async with hook_server() as hook:
            hook.usual = Say(then="flood")
            return await poster().send(Call(Secret(f"{hook.address}/x"), b"{}"))

    reply = run(story())
    assert (len(reply.body), reply.whole) == (LARGEST_BODY, False)


def test_who_is_slow_is_not_waited_for_beyond_the_limit(run):
    failure, _ = failing(run, TargetKind.SLACK, Say(before_s=30.0))
    assert str(failure) == "no answer within 1 s"


def test_nobody_there(run):
    async def story():
        async with hook_server() as hook:
            gone = replace(hook)
        with pytest.raises(Undelivered) as failure:
            await send(gone, TargetKind.TELEGRAM)
        return str(failure.value)

    assert run(story()) == "the connection was refused"


def test_a_certificate_nobody_vouches_for(run, tmp_path):
    async def story():
        async with hook_server(own_certificate(tmp_path)) as hook:
            asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)  # the server's side of it
            with pytest.raises(Unreachable) as failure:
                await poster().send(Call(Secret(f"{hook.address}/x"), b"{}"))
            return str(failure.value)

    assert run(story()) == "its certificate is not trusted"


def own_certificate(folder) -> ssl.SSLContext:
    """A server's certificate that it signed itself."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    signed = made.sign(key, hashes.SHA256())
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = folder / "own.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *form) + signed.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
