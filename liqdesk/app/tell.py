"""One clear line on stderr."""

import sys


def tell(sentence: str) -> None:
    """Say a sentence to whoever started the program."""
    sys.stderr.write(f"liqdesk: {sentence}\n")
    sys.stderr.flush()
