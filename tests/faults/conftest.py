"""The matrix as a table, printed after the tests that filled it, whichever process ran them."""

import pytest

from tests.faults.table import PROPERTY, Row, Table


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what there is."""
    rows = [
        Row.read(value)
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        for name, value in report.user_properties
        if name == PROPERTY
    ]
    if rows:
        terminalreporter.write_sep("=", "fault matrix")
        for line in Table(rows).lines():
            terminalreporter.write_line(line)
