"""Sending alerts to chats and webhooks: built with the first target there is, of this profile's secrets and parcels."""

import os
from collections.abc import Awaitable, Callable, Mapping

from liqdesk import __version__
from liqdesk.app.session import Session
from liqdesk.app.venues import infos
from liqdesk.app.wiring import Core, route_of
from liqdesk.domain.third_party import ServiceId
from liqdesk.engine.sending import LiveSending, NoSending, Outbox
from liqdesk.feed.endpoints import Endpoints
from liqdesk.feed.route import DIRECT, Route, trusted
from liqdesk.settings.webhooks import TargetKind
from liqdesk.store.keys import KeyShelf, system_keyring
from liqdesk.store.shelf import StoredShelf
from liqdesk.store.writer import Writer

NO_PROXY_OF_OURS = "apprise knows no proxy but the environment's, and the settings want another"


class Outlook:
    """What the front end gives to those who send: where sentences for the user go, and a picture of an event or the hour."""

    def __init__(self) -> None:
        self.tell: Callable[[str, str], None] = lambda key, sentence: None
        self.card: Callable[[str | None], Awaitable[bytes | None]] = _no_card


async def _no_card(event: str | None) -> bytes | None:
    """There is no window to draw it."""
    return None


def build_sending(core: Core, endpoints: Endpoints, opened: Session, outlook: Outlook) -> LiveSending | None:
    """Who sends the alerts of this core, known to its desk; nobody where another process holds the profile: that one does."""
    disk, profile = core.disk, opened.profile
    if not isinstance(disk, Writer):
        core.desk.attach_sending(NoSending("held"))
        return None
    route = route_of(core.settings)
    shelf = KeyShelf(profile.secrets, None if profile.own_folder else system_keyring)

    def open_outbox() -> Outbox:
        return new_outbox(core, disk, endpoints, route, outlook)

    sending = LiveSending(
        core.settings, shelf, opened.redaction.learn, open_outbox, lambda key, sentence: outlook.tell(key, sentence)
    )
    core.desk.attach_sending(sending)
    if core.alerts is not None:
        core.alerts.send_by(sending, lambda: sending.sentence)
    return sending


def new_outbox(core: Core, disk: Writer, endpoints: Endpoints, route: Route, outlook: Outlook) -> Outbox:
    """Loaded with the first target: most people have none."""
    from random import Random

    from liqdesk.outbox.delivery import Delivery
    from liqdesk.outbox.lane import Ways
    from liqdesk.outbox.messages import Mail
    from liqdesk.outbox.others import Others
    from liqdesk.outbox.post import HttpPost
    from liqdesk.outbox.services import senders

    ways = Ways(
        shelf=StoredShelf(disk),
        clock=core.clock,
        random=Random(),
        tell=lambda key, sentence: outlook.tell(key, sentence),
        card=lambda event: outlook.card(event),
    )
    names = {str(venue): info.name for venue, info in infos().items()}
    mail = Mail(core.journal.entry, names, core.clock.now)
    poster = HttpPost(route.proxy_for, trusted, f"liqdesk/{__version__}")
    bases = {kind: endpoints.services[ServiceId(kind)] for kind in TargetKind if ServiceId(kind) in endpoints.services}
    others = Others(lambda: barred(route), lambda: environment(route, os.environ))
    return Delivery(mail, senders(bases, poster, core.clock.now, others), ways, disk.flush)


def barred(route: Route) -> str:
    """Why what knows only the environment's proxy must not go out now; empty where it may."""
    return "" if route.setting in ("", DIRECT) else NO_PROXY_OF_OURS


def environment(route: Route, ours: Mapping[str, str]) -> Mapping[str, str]:
    """What a process that sends is given: of our own variables all, but no proxy where the user wants none."""
    if route.setting != DIRECT:
        return ours
    kept = {name: value for name, value in ours.items() if not name.lower().endswith("_proxy")}
    return {**kept, "NO_PROXY": "*"}
