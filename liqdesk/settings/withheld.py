"""What among settings could be a secret although it stands where none belongs, and settings without it."""

import re
from urllib.parse import parse_qsl, urlsplit

from liqdesk.domain.language import tr
from liqdesk.settings.model import Settings
from liqdesk.settings.webhooks import SavedTarget, TargetKind

TELLING = re.compile(r"token|secret|passw|pwd|signature|authori|apikey|(?:^|[_-])(?:key|sig|pass|auth)$", re.IGNORECASE)
"""Names of parts of an address that hold what lets one in."""

RANDOM = re.compile(r"(?=[\w-]*[0-9])(?=[\w-]*[A-Za-z])[\w-]{20,}", re.ASCII)
"""A word that long of letters and digits is made by a machine, and rarely to be shown around."""

BOT = re.compile(r"[0-9]{6,}:[\w-]{20,}", re.ASCII)
HOOKS = ("/api/webhooks/", "hooks.slack.com/")
PLAIN_SCHEMES = ("", "http", "https")
LOGIN = re.compile(r"://[^/?#]*@|(?<!mailto):[^/\s]*@")


def carries_secret(address: str, kind: TargetKind = TargetKind.JSON) -> bool:
    """Whether an address holds a login, or anything that looks like a token. `kind` is the service it is for."""
    scheme, _, _ = address.rpartition("://")
    if kind is TargetKind.APPRISE and scheme.lower() not in PLAIN_SCHEMES:
        return True  # the addresses of that library are made of tokens
    if LOGIN.search(address) or BOT.search(address) or any(hook in address.lower() for hook in HOOKS):
        return True
    try:
        parts = urlsplit(address)
    except ValueError:
        return True  # an address that cannot be read is not vouched for
    if any(value and TELLING.search(name) for name, value in parse_qsl(f"{parts.query}&{parts.fragment}")):
        return True
    return any(RANDOM.fullmatch(word) for word in re.split(r"[/?&=#:@.,;+%\s]+", address))


def without_secrets(settings: Settings) -> tuple[Settings, tuple[str, ...]]:
    """The settings without any address that could hold a secret, and a sentence about each that was left out."""
    left_out: list[str] = []
    proxy = settings.network.proxy
    if proxy not in ("", "direct") and LOGIN.search(proxy):
        left_out.append(tr("The proxy is left out: its address holds a login."))
        network = settings.network.model_copy(update={"proxy": ""})
        settings = settings.model_copy(update={"network": network})
    targets = tuple(_bare(target, left_out) for target in settings.webhooks.targets)
    if targets != settings.webhooks.targets:
        webhooks = settings.webhooks.model_copy(update={"targets": targets})
        settings = settings.model_copy(update={"webhooks": webhooks})
    return settings, tuple(left_out)


def _bare(target: SavedTarget, left_out: list[str]) -> SavedTarget:
    if not carries_secret(target.address, target.kind):
        return target
    left_out.append(
        tr("The address of the target {name} is left out: it could hold a login or a token.").format(name=target.name)
    )
    return target.model_copy(update={"address": "", "enabled": False})
