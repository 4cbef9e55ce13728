"""E-mail and every other service, through apprise: in one thread of its own, with a limit on time, nothing of it logged."""

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from functools import partial
from urllib.parse import quote

from liqdesk.analytics.events import Level
from liqdesk.outbox.letter import Letter
from liqdesk.outbox.post import LIMIT_S
from liqdesk.outbox.sender import Errand, Fault, Undelivered
from liqdesk.settings.webhooks import SavedTarget, TargetKind

Job = Callable[[], None]

KINDS = {Level.WATCH: "info", Level.ALERT: "warning", Level.CRITICAL: "failure"}
NOT_FOR_ALERTS = frozenset({"dbus", "gio", "glib", "gnome", "kde", "macosx", "qt", "syslog", "windows"})
"""Services of this machine itself: notifications have their own channel."""


class OneThread:
    """Runs jobs one after another on one thread, which the program's end does not wait for; it begins with the first job."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._busy = False

    async def run(self, work: Callable[[], str], limit_s: float) -> str:
        """What `work` returns. Raises Undelivered where the thread is still at work on an earlier one, or takes too long."""
        if self._busy:
            raise Undelivered(Fault.LATER, "the message before is still on its way")
        loop = asyncio.get_running_loop()
        done: asyncio.Future[str] = loop.create_future()
        self._busy = True
        self._jobs.put(partial(self._job, loop, done, work))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        try:
            return await asyncio.wait_for(done, limit_s)
        except TimeoutError:
            raise Undelivered(Fault.LATER, f"no answer within {limit_s:.0f} s") from None

    def close(self) -> None:
        """Let the thread end after the job it is at."""
        self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()

    def _job(self, loop: asyncio.AbstractEventLoop, done: asyncio.Future[str], work: Callable[[], str]) -> None:
        outcome: Callable[[], None]
        try:
            outcome = partial(done.set_result, work())
        except Undelivered as failure:
            outcome = partial(done.set_exception, failure)
        except Exception as failure:  # noqa: BLE001  its plugins raise what they like; the texts may hold addresses
            kind = type(failure).__name__
            outcome = partial(done.set_exception, Undelivered(Fault.LATER, f"apprise failed ({kind})"))
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
            loop.call_soon_threadsafe(self._settle, done, outcome)

    def _settle(self, done: asyncio.Future[str], outcome: Callable[[], None]) -> None:
        self._busy = False
        if not done.done():
            outcome()


class Others:
    """A `Sender`. `barred` says in a sentence why apprise must not go out now, as it knows no proxy but the environment's."""

    edits = False
    pictures = True

    def __init__(self, thread: OneThread, barred: Callable[[], str]) -> None:
        self._thread = thread
        self._barred = barred

    async def send(self, errand: Errand) -> str:
        """As `Sender.send`; it never names the message."""
        barred = self._barred()
        if barred:
            raise Undelivered(Fault.LATER, barred)
        if errand.secret is None:
            raise Undelivered(Fault.TARGET, "it has no secret")
        address = address_of(errand.target, errand.secret.reveal())
        return await self._thread.run(partial(notify, address, errand.letter, errand.card), LIMIT_S)


def address_of(target: SavedTarget, word: str) -> str:
    """The address as apprise wants it, made of a mail address and its password where it is not one already."""
    address = target.address.strip()
    if target.kind is not TargetKind.EMAIL:
        return word
    if "://" in word:
        return f"{word}{'&' if '?' in word else '?'}to={quote(address, safe='')}" if address else word
    user, _, host = address.rpartition("@")
    if not user:
        raise Undelivered(Fault.TARGET, "a password alone needs a mail address")
    return f"mailtos://{quote(user, safe='')}:{quote(word, safe='')}@{host}"


def notify(address: str, letter: Letter, card: bytes | None) -> str:
    """Send it; blocks. Raises Undelivered, and whatever a plugin raises."""
    scheme = address.partition("://")[0]
    silent = logging.getLogger("apprise")
    silent.setLevel(logging.CRITICAL + 1)  # what it logs holds addresses and answers
    import apprise  # half a second that only such a target needs
    from apprise.attachment.memory import AttachMemory

    asset = apprise.AppriseAsset(
        async_mode=False, secure_logging=True, http_redirects=False, storage_mode="memory", app_id="liqdesk",
        app_desc="liqdesk", allow_templates=False, service_timeout=LIMIT_S,
    )  # fmt: skip
    service = None if scheme in NOT_FOR_ALERTS else apprise.Apprise.instantiate(address, asset=asset)
    if service is None:
        raise Undelivered(Fault.TARGET, f"apprise makes nothing of this address ({shown(scheme)})")
    sending = apprise.Apprise(asset=asset)
    sending.add(service)
    picture: Callable[..., object] = AttachMemory
    attach = picture(card, name="liqdesk.png", mimetype="image/png") if card else None
    sent = sending.notify(
        body=letter.body,
        title=letter.heading,
        notify_type=KINDS[letter.level],
        body_format=apprise.NotifyFormat.TEXT,
        attach=attach,
        timeout=LIMIT_S,
    )
    if not sent:
        raise Undelivered(Fault.LATER, f"apprise could not deliver it ({shown(scheme)})")
    return ""


def shown(scheme: str) -> str:
    """The kind of an address, which is all of it that may be told: even its host may be a token."""
    return f"{scheme}://…" if scheme.isalnum() and len(scheme) <= 20 else "…"
