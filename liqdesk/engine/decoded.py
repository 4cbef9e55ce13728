"""What became of a recorded frame."""

from dataclasses import dataclass
from typing import Literal

from liqdesk.domain.liquidation import Liquidation

Outcome = Literal["ignored", "unknown", "rejected"]


@dataclass(frozen=True, slots=True)
class DecodedRow:
    """A liquidation found on input line `line` (from 1)."""

    line: int
    entry: Liquidation


@dataclass(frozen=True, slots=True)
class DecodedOther:
    """What input line `line` was instead, and why."""

    line: int
    outcome: Outcome
    reason: str


Decoded = DecodedRow | DecodedOther
