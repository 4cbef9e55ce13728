"""The door to pyarrow, which only Parquet files need and not everybody has."""

from typing import Any

from liqdesk.domain.failure import ExpectedFailure

NO_PARQUET = (
    "Parquet needs pyarrow, which is not here: use .csv or .jsonl, or a liqdesk from pip install 'liqdesk[parquet]'"
)


def pyarrow() -> tuple[Any, Any]:
    """Its Parquet part and itself. Raises ExpectedFailure where it is not installed."""
    try:
        import pyarrow  # a third of a second and fifty megabytes that only this form needs
        import pyarrow.parquet
    except ImportError as fault:
        raise ExpectedFailure(NO_PARQUET) from fault
    return pyarrow.parquet, pyarrow
