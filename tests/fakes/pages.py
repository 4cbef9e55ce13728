"""Pages of the venues' histories on file, with what they must tell."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liqdesk.domain.feed_state import Span
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.venues.history import HistoryRequest

FOLDER = Path(__file__).parents[1] / "venues"


@dataclass(frozen=True)
class GoldenHistory:
    """One answer of one venue to one request; `expect` holds reports, then, whole and alike, or the words of the refusal."""

    venue: VenueId
    name: str
    request: HistoryRequest
    page: bytes
    expect: dict[str, Any]


def golden_histories() -> list[GoldenHistory]:
    """Every page on file."""
    found = []
    for path in sorted(FOLDER.glob("*/history/*.json")):
        on_file = json.loads(path.read_text(encoding="utf-8"))
        assert len(on_file["source"]) > 10
        start, end = on_file["span"]
        request = HistoryRequest(on_file["url"], Span(UnixMs(start), UnixMs(end)), on_file.get("symbol", ""))
        found.append(
            GoldenHistory(VenueId(path.parents[1].name), path.stem, request, on_file["page"].encode(), on_file)
        )
    return found
