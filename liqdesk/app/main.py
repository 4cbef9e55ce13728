"""Understands the command line and hands over to the word's own code; failures become one line and an exit code."""

from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence

from liqdesk.app.arguments import Parser, build_parser, parse
from liqdesk.app.clock import MachineClock
from liqdesk.app.crash import CrashHooks
from liqdesk.app.display import no_display
from liqdesk.app.racing import only_failure
from liqdesk.app.signals import Stopped, ended_by_signals
from liqdesk.app.sources import leave_sources_unread
from liqdesk.app.tell import tell
from liqdesk.console.output import OutputLost, abandon_output, speak_utf8
from liqdesk.domain.failure import ExpectedFailure

Command = Callable[[Namespace, CrashHooks], int]

DONE, WORLDS_FAULT, WRONG_USAGE = 0, 1, 2

NO_LIBRARY = "cannot open shared object file"
"""What the loader says where a package is here and a library of the system that it needs is not."""
INSTALLED_BY = "in a checkout `./run setup` installs it"


# Each word loads its code when it runs: none pays for the libraries of another, and no console word loads Qt.


def _tail(arguments: Namespace, hooks: CrashHooks) -> int:
    from liqdesk.app.headless import tail_command

    return tail_command(arguments, hooks)


def _record(arguments: Namespace, hooks: CrashHooks) -> int:
    from liqdesk.app.headless import record_command

    return record_command(arguments, hooks)


def _board(arguments: Namespace, hooks: CrashHooks) -> int:
    from liqdesk.app.headless import board_command

    return board_command(arguments, hooks)


def _decode(arguments: Namespace, hooks: CrashHooks) -> int:
    from liqdesk.app.offline import decode_command

    return decode_command(arguments, hooks)


def _replay(arguments: Namespace, hooks: CrashHooks) -> int:
    from liqdesk.app.replay import replay_command

    return replay_command(arguments, hooks)


def _totals(arguments: Namespace, hooks: CrashHooks) -> int:
    from liqdesk.app.replay import totals_command

    return totals_command(arguments, hooks)


def _events(arguments: Namespace, hooks: CrashHooks) -> int:
    from liqdesk.app.events import events_command

    return events_command(arguments, hooks)


def _import(arguments: Namespace, hooks: CrashHooks) -> int:
    from liqdesk.app.importing import import_command

    return import_command(arguments, hooks)


def _imports(arguments: Namespace, hooks: CrashHooks) -> int:
    from liqdesk.app.importing import imports_command

    return imports_command(arguments, hooks)


def _export(arguments: Namespace, hooks: CrashHooks) -> int:
    from liqdesk.app.exporting import export_command

    return export_command(arguments, hooks)


def _settings(arguments: Namespace, hooks: CrashHooks) -> int:
    from liqdesk.app.exchange import settings_command

    return settings_command(arguments, hooks)


def _simulate(arguments: Namespace, hooks: CrashHooks) -> int:
    from liqdesk.app.simulate import simulate_command

    return simulate_command(arguments, hooks)


def _doctor(arguments: Namespace, hooks: CrashHooks) -> int:
    from liqdesk.app.doctor import doctor_command

    return doctor_command(arguments, hooks)


def _screenshot(arguments: Namespace, hooks: CrashHooks) -> int:
    from liqdesk.app.screenshot import screenshot_command

    return screenshot_command(arguments, hooks)


def _window(arguments: Namespace, hooks: CrashHooks) -> int:
    with ended_by_signals():  # until the loop takes them over
        leave_sources_unread()
        from liqdesk.app.window import window_command

        return window_command(arguments, hooks)


COMMANDS: Mapping[str, Command] = {
    "tail": _tail,
    "record": _record,
    "decode": _decode,
    "replay": _replay,
    "totals": _totals,
    "events": _events,
    "import": _import,
    "imports": _imports,
    "export": _export,
    "settings": _settings,
    "simulate": _simulate,
    "doctor": _doctor,
    "screenshot": _screenshot,
}


def run(words: Sequence[str]) -> int:
    """The whole program; returns the exit code."""
    started = MachineClock().monotonic()
    parser = build_parser(simulating="simulate" in words)
    arguments = parse(parser, words)
    arguments.started = started
    speak_utf8()
    hooks = CrashHooks()
    hooks.install(None)
    try:
        return _command(arguments, parser)(arguments, hooks)
    except Stopped:
        return DONE
    except BaseExceptionGroup as group:
        return _ended_by(only_failure(group))
    except (ExpectedFailure, BrokenPipeError, KeyboardInterrupt) as failure:
        return _ended_by(failure)
    except ImportError as fault:
        lacking = _lacking(fault)
        if not lacking:
            raise
        return _ended_by(
            ExpectedFailure(f"a library of the system is missing ({lacking}); in a checkout `./run setup` installs it")
        )


def _lacking(fault: ImportError) -> str:
    """What the loader said of a library that is not here; empty where the import failed for another reason."""
    if NO_LIBRARY in str(fault):
        return str(fault)
    try:
        import PySide6.QtWidgets  # noqa: F401  # asked anew, because qasync only says that there is no Qt
    except ImportError as of_qt:
        return str(of_qt) if NO_LIBRARY in str(of_qt) else ""
    return ""


def _ended_by(failure: BaseException) -> int:
    """The exit code of an end that is the world's doing; a failure of ours goes on to the crash hooks."""
    if isinstance(failure, ExpectedFailure):
        if isinstance(failure, OutputLost):
            abandon_output()
        tell(str(failure))
        return WRONG_USAGE if getattr(failure, "wrong_usage", False) else WORLDS_FAULT
    if isinstance(failure, BrokenPipeError):
        abandon_output()  # whoever read it has enough
        return DONE
    if isinstance(failure, KeyboardInterrupt):
        return DONE
    raise failure


def _command(arguments: Namespace, parser: Parser) -> Command:
    for option in ("--safe-mode", "--reset-settings"):
        if getattr(arguments, option[2:].replace("-", "_")) and not _lived(arguments):
            parser.error(f"{option} is for the window of the live market")
    if arguments.word is None:
        return _windowed(arguments)
    if arguments.demo is not None and arguments.word != "screenshot":
        parser.error(f"--demo does not go with {arguments.word}")
    return _named(arguments)


def _lived(arguments: Namespace) -> bool:
    """Whether the window of the live market is asked for."""
    return arguments.word is None and arguments.demo is None and arguments.selftest is None


def _named(arguments: Namespace) -> Command:
    """The code behind a word."""
    if arguments.word == "replay" and not arguments.headless:
        return _windowed(arguments)
    return COMMANDS[arguments.word]


def _windowed(arguments: Namespace) -> Command:
    why = no_display()
    if why is None:
        return _window
    if not _lived(arguments) or arguments.safe_mode or arguments.reset_settings:
        hint = " (replay has --headless)" if arguments.word == "replay" else ""
        raise ExpectedFailure(f"{why}; a window was asked for{hint}")
    tell(f"{why}; here is the live board instead")
    return _board
