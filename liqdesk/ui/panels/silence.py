"""What the status line says of the alerts, so that every silence is explained."""

from dataclasses import dataclass

from liqdesk.alerts.alert import Held
from liqdesk.domain.language import marked, tr
from liqdesk.engine.alerting import AlertsView
from liqdesk.settings.model import Settings, Zone
from liqdesk.ui.format import fmt_minute

_HELP = marked("A click goes to the alerts.")
_ENDS = marked("A click ends it.")


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
    used = tr(
        "{used} of {budget} alerts told this hour, each that grew louder once more; beyond that they are kept in the "
        "history alone, but for critical ones."
    ).format(used=view.used, budget=view.budget)
    lines = [*_sentences(view, settings), used]
    if not settings.sound.enabled:
        forms = (tr("{form}, sound off").format(form=forms[0]), *forms)
    if view.sending:
        forms = (tr("✕ {form}, not sent").format(form=forms[0]), tr("✕ alerts not sent"))
    lines.append(tr(_ENDS) if view.muted or view.snoozed_until is not None else tr(_HELP))
    return Said(forms, "\n".join(lines), bool(silence), bool(view.sending))


def quiet_sentence(view: AlertsView, zone: Zone) -> str:
    """What keeps them quiet, and until when, without a full stop; empty where nothing does."""
    sentence = view.quiet.removesuffix(".")
    return (
        tr("{sentence}, until {time}").format(sentence=sentence, time=fmt_minute(view.silent_until, zone))
        if sentence and view.silent_until
        else sentence
    )


def _sentences(view: AlertsView, settings: Settings) -> list[str]:
    sound = "" if settings.sound.enabled else tr("Sounds are switched off")
    told = [view.sending, quiet_sentence(view, settings.look.zone), sound]
    return [f"{sentence.removesuffix('.')}." for sentence in told if sentence]


def _silence(view: AlertsView, settings: Settings) -> tuple[str, ...]:
    """What keeps them quiet, the longest form first."""
    until = "" if view.silent_until is None else fmt_minute(view.silent_until, settings.look.zone)
    if not view.budget:
        return (tr("no alerts"),)
    match view.held:
        case Held.NOT:
            return (tr("alerts held back"),) if view.quiet else ()
        case Held.SWITCHED_OFF:
            return (tr("alerts off"),)
        case Held.MUTED:
            return (tr("alerts muted"), tr("muted"))
        case Held.SNOOZED:
            return (
                tr("alerts snoozed until {until}").format(until=until),
                tr("snoozed until {until}").format(until=until),
                tr("snoozed {until}").format(until=until),
            )
        case Held.QUIET:
            return (tr("quiet hours until {until}").format(until=until), tr("quiet until {until}").format(until=until))
        case Held.BUDGET:
            told = tr("alerts {used} of {budget}").format(used=view.used, budget=view.budget)
            return (
                tr("{told} this hour, the rest held back until {until}").format(told=told, until=until),
                tr("{told} until {until}").format(told=told, until=until),
                tr("{told}, held back").format(told=told),
            )
        case Held.FLOOD:
            return (
                tr("too many alerts, in a digest until {until}").format(until=until),
                tr("alerts in a digest until {until}").format(until=until),
                tr("alerts in a digest"),
            )
        case _:
            return (tr("alerts not told"),)


def _budget(view: AlertsView) -> tuple[str, ...]:
    told = tr("alerts {used} of {budget}").format(used=view.used, budget=view.budget)
    return (
        tr("{told} this hour").format(told=told),
        told,
        tr("alerts {used}/{budget}").format(used=view.used, budget=view.budget),
    )
