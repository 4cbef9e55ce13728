"""The table of imported files as it is painted."""

from liqdesk.ui.tables.imports import ImportRow
from liqdesk.ui.tables.text_table import TextView


class ImportsView(TextView[ImportRow]):
    """When and how many in full ink; what was broken off stands back."""

    def ink(self, row: ImportRow, column: int) -> str:
        """The ink of a cell."""
        surface = self._theme.tokens.surface
        if not row.whole:
            return surface.dim
        return surface.text if column < 3 else surface.dim
