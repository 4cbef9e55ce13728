"""The program as one bundle with its Python inside: it answers to `-m MODULE` as an interpreter would, for its own parts."""

import runpy
from collections.abc import MutableMapping, Sequence

PARTS = frozenset(
    {
        "liqdesk",
        "liqdesk.outbox.courier",
        "liqdesk.simulator",
        "liqdesk.ui.announce.player",
        "liqdesk.ui.announce.windows_player",
    }
)
"""What this program starts as processes of their own, by `sys.executable -m`."""

LIBRARIES = "LD_LIBRARY_PATH"
BEFORE = f"{LIBRARIES}_ORIG"
"""Where the bundle's loader keeps what it replaced, as PyInstaller documents it."""


def part_of(words: Sequence[str]) -> str | None:
    """The part that these words ask for; None where they are for the program itself."""
    return words[1] if len(words) > 1 and words[0] == "-m" and words[1] in PARTS else None


def run_part(argv: list[str]) -> None:
    """Be the part `argv` asks for, `argv` becoming its own; the program itself just goes on after its name was taken off."""
    part = part_of(argv[1:])
    if part is None:
        return
    del argv[1:3]
    if part != "liqdesk":
        runpy.run_module(part, run_name="__main__", alter_sys=True)
        raise SystemExit(0)


def give_back_libraries(environment: MutableMapping[str, str]) -> None:
    """Let programs of the system find its own libraries and not the bundle's; what is loaded here stays loaded."""
    before = environment.pop(BEFORE, "")
    if before:
        environment[LIBRARIES] = before
    else:
        environment.pop(LIBRARIES, None)
