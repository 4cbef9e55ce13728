"""The matrix as a table, printed after the tests that filled it."""

import pytest

from tests.faults.table import Table

TABLE = pytest.StashKey[Table]()


@pytest.fixture(scope="session")
def table(request: pytest.FixtureRequest) -> Table:
    """Where each scene leaves its row."""
    return request.config.stash.setdefault(TABLE, Table())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what there is."""
    table = config.stash.get(TABLE, None)
    if table is not None:
        terminalreporter.write_sep("=", "fault matrix")
        for line in table.lines():
            terminalreporter.write_line(line)
