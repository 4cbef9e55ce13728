"""The senders by kind of target."""

from collections.abc import Callable, Mapping

from liqdesk.domain.time import UnixMs
from liqdesk.outbox.discord import Discord
from liqdesk.outbox.json_hook import JsonHook
from liqdesk.outbox.ntfy import Ntfy
from liqdesk.outbox.post import Poster
from liqdesk.outbox.sender import Form, HttpSender, Sender
from liqdesk.outbox.slack import Slack
from liqdesk.outbox.telegram import Telegram
from liqdesk.settings.target_words import SERVICES
from liqdesk.settings.webhooks import TargetKind


def senders(
    bases: Mapping[TargetKind, str], poster: Poster, now: Callable[[], UnixMs], others: Sender
) -> Mapping[TargetKind, Sender]:
    """One for every kind. `bases` are addresses other than the services' own; `others` sends what has no form here."""
    base = {**SERVICES, **bases}
    forms: Mapping[TargetKind, Form] = {
        TargetKind.TELEGRAM: Telegram(base[TargetKind.TELEGRAM]),
        TargetKind.DISCORD: Discord(base[TargetKind.DISCORD]),
        TargetKind.SLACK: Slack(base[TargetKind.SLACK]),
        TargetKind.NTFY: Ntfy(base[TargetKind.NTFY]),
        TargetKind.JSON: JsonHook(),
    }
    return {kind: HttpSender(forms[kind], poster, now) if kind in forms else others for kind in TargetKind}
