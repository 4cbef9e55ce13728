"""`python -m liqdesk`, and the `liqdesk` command."""

import sys


def main() -> int:
    """Run with the process's arguments; returns the exit code."""
    from liqdesk.app.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
