"""What the status line says of the alerts, so that every silence is explained."""

from dataclasses import dataclass

from liqdesk.alerts.alert import Held
from liqdesk.engine.alerting import AlertsView
from liqdesk.settings.model import Settings, Zone
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
    used = f"{view.used} of {view.budget} alerts told this hour, each that grew louder once more; {beyond}."
    lines = [*_sentences(view, settings), used]
    if not settings.sound.enabled:
        forms = (f"{forms[0]}, sound off", *forms)
    if view.sending:
        forms = (f"✕ {forms[0]}, not sent", "✕ alerts not sent")
    lines.append(_ENDS if view.muted or view.snoozed_until is not None else _HELP)
    return Said(forms, "\n".join(lines), bool(silence), bool(view.sending))


def quiet_sentence(view: AlertsView, zone: Zone) -> str:
    """What keeps them quiet, and until when, without a full stop; empty where nothing does."""
    sentence = view.quiet.removesuffix(".")
    return f"{sentence}, until {fmt_minute(view.silent_until, zone)}" if sentence and view.silent_until else sentence


def _sentences(view: AlertsView, settings: Settings) -> list[str]:
    sound = "" if settings.sound.enabled else "Sounds are switched off"
    told = [view.sending, quiet_sentence(view, settings.look.zone), sound]
    return [f"{sentence.removesuffix('.')}." for sentence in told if sentence]


def _silence(view: AlertsView, settings: Settings) -> tuple[str, ...]:
    """What keeps them quiet, the longest form first."""
    until = "" if view.silent_until is None else fmt_minute(view.silent_until, settings.look.zone)
    if not view.budget:
        return ("no alerts",)
    match view.held:
        case Held.NOT:
            return ("alerts held back",) if view.quiet else ()
        case Held.SWITCHED_OFF:
            return ("alerts off",)
        case Held.MUTED:
            return ("alerts muted", "muted")
        case Held.SNOOZED:
            return (f"alerts snoozed until {until}", f"snoozed until {until}", f"snoozed {until}")
        case Held.QUIET:
            return (f"quiet hours until {until}", f"quiet until {until}")
        case Held.BUDGET:
            told = f"alerts {view.used} of {view.budget}"
            return (
                f"{told} this hour, the rest held back until {until}",
                f"{told} until {until}",
                f"{told}, held back",
            )
        case Held.FLOOD:
            return (
                f"too many alerts, in a digest until {until}",
                f"alerts in a digest until {until}",
                "alerts in a digest",
            )
        case _:
            return ("alerts not told",)


def _budget(view: AlertsView) -> tuple[str, ...]:
    told = f"alerts {view.used} of {view.budget}"
    return (f"{told} this hour", told, f"alerts {view.used}/{view.budget}")
