"""What the status line says of the alerts, so that every silence is explained."""

from dataclasses import dataclass

from liqdesk.engine.alerting import AlertsView
from liqdesk.settings.model import Settings
from liqdesk.ui.format import fmt_minute

_HELP = "A click goes to the alerts."
_ENDS = "A click ends it."


@dataclass(frozen=True, slots=True)
class Said:
    """The part of the alerts: `forms` are the longest first, `quiet` whether something keeps them quiet, `fault` whether
    something went wrong."""

    forms: tuple[str, ...]
    tip: str
    quiet: bool
    fault: bool


def alerts_said(view: AlertsView, settings: Settings) -> Said:
    """What is to be said of the alerts now."""
    silence = _silence(view, settings)
    forms = silence or _budget(view)
    beyond = "beyond that they are kept in the history alone, but for critical ones"
    used = f"{view.used} of {view.budget} alerts told this hour; {beyond}."
    lines = [*_sentences(view, settings), used]
    if not settings.sound.enabled:
        forms = (f"{forms[0]}, sound off", *forms)
    if view.sending:
        forms = (f"✕ {forms[0]}, not sent", "✕ alerts not sent")
    lines.append(_ENDS if view.muted or view.snoozed_until is not None else _HELP)
    return Said(forms, "\n".join(lines), bool(silence), bool(view.sending))


def _sentences(view: AlertsView, settings: Settings) -> list[str]:
    told = [view.sending, view.quiet, "" if settings.sound.enabled else "Sounds are switched off"]
    return [f"{sentence.removesuffix('.')}." for sentence in told if sentence]


def _silence(view: AlertsView, settings: Settings) -> tuple[str, ...]:
    zone = settings.look.zone
    if not view.budget:
        return ("no alerts",)
    if not settings.alerts.enabled:
        return ("alerts off",)
    if view.muted:
        return ("alerts muted", "muted")
    if view.snoozed_until is not None:
        until = fmt_minute(view.snoozed_until, zone)
        return (f"alerts snoozed until {until}", f"snoozed until {until}", f"snoozed {until}")
    if view.quiet:
        if view.silent_until is None:
            return ("alerts held back",)
        until = fmt_minute(view.silent_until, zone)
        return (f"quiet hours until {until}", f"quiet until {until}")
    return ()


def _budget(view: AlertsView) -> tuple[str, ...]:
    spent = ", the rest held back" if view.used >= view.budget > 0 else ""
    told = f"alerts {view.used} of {view.budget}"
    return (f"{told} this hour{spent}", f"{told}{spent and ', held back'}", f"alerts {view.used}/{view.budget}")
