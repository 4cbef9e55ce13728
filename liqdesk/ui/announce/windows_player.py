"""Plays one WAV file by Windows' own means and ends: `python -m liqdesk.ui.announce.windows_player FILE`. Untried."""

import importlib
import sys


def main() -> int:
    """Play until the end of the file; 1 where the system has no such means."""
    try:
        sound = importlib.import_module("winsound")
    except ImportError:
        return 1
    sound.PlaySound(sys.argv[1], sound.SND_FILENAME)
    return 0


if __name__ == "__main__":
    sys.exit(main())
