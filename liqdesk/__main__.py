"""`python -m liqdesk`, and the `liqdesk` command."""

import os
import sys


def main() -> int:
    """Run with the process's arguments; returns the exit code."""
    if getattr(sys, "frozen", False):
        from liqdesk.app.frozen import give_back_libraries, run_part

        give_back_libraries(os.environ)
        run_part(sys.argv)
    from liqdesk.app.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
