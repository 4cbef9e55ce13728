"""Prints what became of each recorded frame."""

from collections import Counter
from collections.abc import Iterable
from typing import TextIO

from liqdesk.console.forms import liquidation_form
from liqdesk.console.output import write_out
from liqdesk.console.printer import json_line
from liqdesk.domain.venue import VenueId
from liqdesk.engine.decoded import Decoded, DecodedRow


def print_decoded(venue: VenueId, answers: Iterable[Decoded], stream: TextIO | None = None) -> Counter[str]:
    """One JSON object a line, flushed at once; returns how often each outcome occurred."""
    counts: Counter[str] = Counter()
    for answer in answers:
        if isinstance(answer, DecodedRow):
            form = {**liquidation_form(answer.entry), "line": answer.line}
            counts["liquidation"] += 1
        else:
            form = {"venue": venue, "line": answer.line, "outcome": answer.outcome, "reason": answer.reason}
            counts[answer.outcome] += 1
        write_out(json_line(form), stream)
    return counts
