"""From an older form of the store to the newest, step by step, each inside one transaction."""

from collections.abc import Callable, Sequence
from importlib import resources

import apsw


def schema_scripts() -> tuple[str, ...]:
    """The SQL of every step, oldest first; step n makes version n."""
    folder = resources.files("liqdesk.store") / "schema"
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".sql")), key=lambda one: one.name)
    return tuple(one.read_text(encoding="utf-8") for one in files)


def version_of(connection: apsw.Connection) -> int:
    """The version a file was left at; 0 for a new one."""
    return int(connection.pragma("user_version"))


def migrate(
    connection: apsw.Connection, scripts: Sequence[str], begins: Callable[[int], None] = lambda _: None
) -> None:
    """Run the steps that are missing. A kill at any point leaves the form before or after a step, never between.

    A new file gets them all at once: one that was begun is never of an older form. `begins` hears which form is made next.
    """
    made = version_of(connection)
    if made == 0:
        begins(len(scripts))
        _run(connection, scripts, len(scripts))
        return
    for number in range(made + 1, len(scripts) + 1):
        begins(number)
        _run(connection, scripts[number - 1 : number], number)


def _run(connection: apsw.Connection, steps: Sequence[str], version: int) -> None:
    """Steps and the version they make, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for script in steps:
            connection.execute(script)
        connection.execute(f"PRAGMA user_version = {version}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
