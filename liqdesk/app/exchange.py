"""The settings given out to a file, and taken in from one after a look at what that would change."""

from argparse import Namespace

from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.offline import read_bytes
from liqdesk.app.paths import Profile, profile_at
from liqdesk.app.tell import tell
from liqdesk.console.output import write_out
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.settings.exchange import Preview, give, preview
from liqdesk.store.settings_file import UNREADABLE, look_at_settings, save_settings, set_aside

STANDARD_OUTPUT = "-"


def settings_command(arguments: Namespace, hooks: CrashHooks) -> int:
    """Export or import. The program may run meanwhile: it takes over what is imported."""
    profile = profile_at(arguments.profile)
    if arguments.deed == "export":
        return _export(arguments, profile)
    return _import(arguments, profile)


def _export(arguments: Namespace, profile: Profile) -> int:
    settings, trouble = look_at_settings(profile.settings)
    if trouble:
        raise ExpectedFailure(f"{trouble} Nothing was written.")
    given = give(settings)
    if str(arguments.file) == STANDARD_OUTPUT:
        write_out(given.text.rstrip("\n"))
        for sentence in given.left_out:
            tell(sentence)
        return 0
    try:
        arguments.file.write_text(given.text, encoding="utf-8")
    except OSError as fault:
        raise ExpectedFailure(f"{arguments.file} cannot be written: {fault.strerror}") from fault
    for sentence in given.left_out:
        tell(sentence)
    tell(f"the settings are in {arguments.file}")
    return 0


def _import(arguments: Namespace, profile: Profile) -> int:
    try:
        text = read_bytes(arguments.file).decode("utf-8")
    except UnicodeDecodeError as fault:
        raise ExpectedFailure(f"{arguments.file} is not text") from fault
    current, trouble = look_at_settings(profile.settings)
    if trouble:
        tell(f"{trouble} The differences are to the defaults.")
    seen = preview(text, current)
    for change in seen.changes:
        write_out(f"{change.path}: {change.before} → {change.after}")
    for sentence in seen.notes:
        tell(sentence)
    if not seen.changes and not trouble:
        tell("nothing differs")
    elif not arguments.yes:
        tell("nothing is changed; with --yes it is")
    else:
        _take_over(profile, seen, bool(trouble))
    return 0


def _take_over(profile: Profile, seen: Preview, broken: bool) -> None:
    if broken:
        aside = set_aside(profile.settings, UNREADABLE, MachineClock().now())
        tell(
            f"the file that could not be used is kept as {aside}"
            if aside
            else "the file that could not be used is replaced"
        )
    try:
        profile.make()
        save_settings(profile.settings, seen.settings)
    except OSError as fault:
        raise ExpectedFailure(f"{profile.settings} cannot be written: {fault.strerror}") from fault
    tell(f"taken over into {profile.settings}; a liqdesk that runs follows at once")
