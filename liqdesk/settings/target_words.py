"""What each kind of target asks of its user, an address and a secret, and how what was entered is checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.internet import is_loopback
from liqdesk.domain.language import marked, tr
from liqdesk.domain.secret import Secret, read_secret
from liqdesk.settings.webhooks import SavedTarget, TargetKind

LONGEST_ADDRESS = 2_000
BOT_TOKEN = re.compile(r"\d+:[\w-]{20,}")
CHAT = re.compile(r"-?\d{1,20}|@\w{3,64}")
TOPIC = re.compile(r"[\w-]{1,64}")
HOOK_STEPS = "/api/webhooks/"

SERVICES: Mapping[TargetKind, str] = MappingProxyType(
    {
        TargetKind.TELEGRAM: "https://api.telegram.org",
        TargetKind.DISCORD: "https://discord.com",
        TargetKind.SLACK: "https://hooks.slack.com",
        TargetKind.NTFY: "https://ntfy.sh",
    }
)
"""Where the services with an address of their own are reached, unless the endpoints file says otherwise."""


@dataclass(frozen=True, slots=True)
class TargetWords:
    """What a person reads: the service's name, and a caption with a hint for the address and the secret.

    An empty caption means that there is nothing to enter; `secret_optional` that it works without one.
    """

    name: str
    address: str
    address_hint: str
    secret: str
    secret_hint: str
    secret_optional: bool = False
    takes_card: bool = False


WORDS: Mapping[TargetKind, TargetWords] = MappingProxyType(
    {
        TargetKind.TELEGRAM: TargetWords(
            "Telegram", marked("Chat"), marked("the chat's number, or @channel"), marked("Bot token"),
            marked("123456789:… from @BotFather"),
            takes_card=True,
        ),
        TargetKind.DISCORD: TargetWords(
            "Discord", "", "", marked("Webhook address"), "https://discord.com/api/webhooks/…", takes_card=True
        ),
        TargetKind.SLACK: TargetWords(
            "Slack", "", "", marked("Webhook address"), "https://hooks.slack.com/services/…"
        ),
        TargetKind.NTFY: TargetWords(
            "ntfy", marked("Topic"), marked("a topic, or https://server/topic"), marked("Access token"),
            marked("tk_…, where the topic needs one"),
            secret_optional=True,
        ),
        TargetKind.EMAIL: TargetWords(
            marked("E-mail"), marked("Mail address"), marked("you@example.com; it sends and receives"), marked("Password"),
            marked("an app password, or mailtos://… with the server"), takes_card=True,
        ),
        TargetKind.JSON: TargetWords(
            marked("JSON webhook"), marked("Address"), marked("https://…; empty if it is secret itself"),
            marked("Token or address"),
            marked("sent as Bearer; or the whole secret address"),
        ),
        TargetKind.APPRISE: TargetWords(
            marked("Any other service"), "", "", marked("Apprise address"),
            marked("pover://…, matrixs://…, see apprise"), takes_card=True
        ),
    }
)  # fmt: skip


def secret_needed(target: SavedTarget) -> bool:
    """Whether nothing can be sent there without a secret."""
    if target.kind is TargetKind.JSON:
        return not target.address.strip()
    return not WORDS[target.kind].secret_optional


def told_to(target: SavedTarget) -> tuple[TargetKind, str]:
    """Who is told a target's secret: a service, and the server where the address names one. A secret entered for one is
    no other's."""
    address = target.address.strip()
    if target.kind is TargetKind.EMAIL:
        return target.kind, address.rpartition("@")[2].lower()
    if target.kind not in (TargetKind.NTFY, TargetKind.JSON):
        return target.kind, ""
    try:
        return target.kind, urlsplit(address).netloc.lower()
    except ValueError:
        return target.kind, address


def address_complaint(target: SavedTarget) -> str:
    """What is wrong with a target's address, in a sentence; empty where nothing is."""
    address = target.address.strip()
    match target.kind:
        case TargetKind.TELEGRAM if not CHAT.fullmatch(address):
            return tr("A chat is a number, or @ and the name of a channel.")
        case TargetKind.NTFY if not TOPIC.fullmatch(address):
            topic = urlsplit(address).path.strip("/").rpartition("/")[2]
            return secure_complaint(address) or (
                "" if TOPIC.fullmatch(topic) else tr("The address ends with no topic.")
            )
        case TargetKind.EMAIL if address and not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
            return tr("A mail address looks like you@example.com.")
        case TargetKind.JSON if address:
            return secure_complaint(address)
    return ""


def read_target_secret(target: SavedTarget, text: str) -> Secret:
    """The secret in what was entered for a target. Raises ExpectedFailure with a sentence that does not repeat it."""
    kind = target.kind
    if kind is TargetKind.EMAIL and "://" not in text:
        text = text.replace(" ", "")  # app passwords are shown in groups
    secret = read_secret(text, LONGEST_ADDRESS)
    word = secret.reveal()
    complaint = ""
    if kind is TargetKind.TELEGRAM and not BOT_TOKEN.fullmatch(word):
        complaint = tr("A bot token is a number, a colon and about 35 letters and digits.")
    elif kind in (TargetKind.DISCORD, TargetKind.SLACK) or (kind is TargetKind.JSON and not target.address.strip()):
        complaint = secure_complaint(word)
        if not complaint and kind is TargetKind.DISCORD and HOOK_STEPS not in word:
            complaint = tr("The address of a Discord webhook holds {hook_steps}").format(hook_steps=HOOK_STEPS)
    elif kind is TargetKind.APPRISE and "://" not in word:
        complaint = tr("An apprise address begins with a service's name and ://")
    elif kind is TargetKind.EMAIL and "://" in word and not word.startswith(("mailto://", "mailtos://")):
        complaint = tr("Enter a password, or an address that begins with mailtos://")
    if complaint:
        raise ExpectedFailure(complaint)
    return secret


def secure_complaint(address: str) -> str:
    """What is wrong with a web address that alerts are sent to; this machine alone may be reached without TLS."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return tr("This is no web address.")
    if parts.scheme not in ("http", "https") or not host:
        return tr("A web address begins with https:// and names a server.")
    if parts.username or parts.password:
        return tr("A web address must hold no name and no password.")
    if parts.scheme == "http" and not is_loopback(host):
        return tr("The address must begin with https://, so that nobody on the way reads or changes what is sent.")
    return ""
