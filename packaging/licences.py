"""Writes the licences of everything a build contains into one file, from what is installed beside this Python.

    python packaging/licences.py THIRD-PARTY-LICENCES.txt
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from liqdesk.app.parts import installed_parts
from liqdesk.app.resources import Resources

RULE = "=" * 100


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    parts = installed_parts(Resources())
    lines = [
        "liqdesk and what it is made of, with the licences it is under.", "",
        *(f"{part.name} {part.version}: {part.licence}" for part in parts),
    ]
    for part in parts:
        text = part.text() or "It brings no text of its licence along; its home page has it."
        lines += ["", RULE, f"{part.name} {part.version}: {part.licence}", RULE, "", text.rstrip()]
    Path(sys.argv[1]).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(parts)} parts in {sys.argv[1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
