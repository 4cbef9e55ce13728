"""Frames and instrument pages on file, as the venues' documentation has them, with what they must come to."""

import base64
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import LiquidationReport
from liqdesk.domain.money import dollars
from liqdesk.domain.venue import VenueId
from liqdesk.venues.registry import VENUES
from liqdesk.venues.session import Addresses, VenueEvent, VenueSession

FOLDER = Path(__file__).parents[1] / "venues"


@dataclass(frozen=True)
class Golden:
    """One frame of one venue; `expect` has an object for each event it gives, in order.

    `before` are the frames of the same connection that it needs to be understood.
    """

    venue: VenueId
    name: str
    frame: str | bytes
    expect: list[dict[str, Any]]
    source: str
    before: tuple[str, ...] = ()

    def session(self) -> VenueSession:
        """A fresh session that has heard what comes before."""
        session = VENUES[self.venue].decoder()
        for frame in self.before:
            session.received(frame)
        return session


@dataclass(frozen=True)
class GoldenPage:
    """One REST body of one venue's instrument list."""

    venue: VenueId
    name: str
    url: str
    body: bytes
    expect: list[dict[str, Any]]
    source: str
    next_url: str | None = field(default=None)


def goldens() -> list[Golden]:
    """Every frame on file."""
    found = []
    for path in sorted(FOLDER.glob("*/*.json")):
        on_file = json.loads(path.read_text(encoding="utf-8"))
        frame = base64.b64decode(on_file["base64"]) if "base64" in on_file else on_file["frame"]
        before = tuple(on_file.get("before", ()))
        found.append(Golden(VenueId(path.parent.name), path.stem, frame, on_file["expect"], on_file["source"], before))
    return found


def golden_pages() -> list[GoldenPage]:
    """Every instrument page on file."""
    found = []
    for path in sorted(FOLDER.glob("*/pages/*.json")):
        on_file = json.loads(path.read_text(encoding="utf-8"))
        found.append(
            GoldenPage(
                VenueId(path.parents[1].name),
                path.stem,
                on_file["url"],
                on_file["page"].encode(),
                on_file["expect"],
                on_file["source"],
                on_file.get("next_url"),
            )
        )
    return found


def listed() -> dict[tuple[VenueId, str], Instrument]:
    """Every contract of the pages on file, by venue and wire name."""
    return {
        (one.venue, one.wire_name): one
        for page in golden_pages()
        for one in VENUES[page.venue].read_instruments(page.body, page.url).instruments
    }


def named_by_pages(venue: VenueId, addresses: Addresses) -> Addresses:
    """The addresses with the accounts that the venue's pages on file name."""
    pages = [page for page in golden_pages() if page.venue == venue]
    read = [VENUES[venue].read_instruments(page.body, page.url) for page in pages]
    return replace(addresses, accounts=tuple(account for page in read for account in page.accounts))


def told(event: VenueEvent, wanted: dict[str, Any], contracts: dict[tuple[VenueId, str], Instrument]) -> dict[str, Any]:
    """What the event says of everything `wanted` asks for; `usd` (text, to the cent) and `quantity` are worked out."""
    answer: dict[str, Any] = {"event": _kind(event)}
    for name in wanted:
        if name in ("usd", "quantity"):
            assert isinstance(event, LiquidationReport)
            contract = contracts.get((event.venue, event.symbol)) or VENUES[event.venue].infer(event.symbol)
            assert contract is not None
            quantity, usd = contract.measure(event.size, event.unit, event.price, event.quote_value)
            answer["quantity"] = quantity if quantity is None else round(quantity, 9)
            answer["usd"] = usd if usd is None else f"{dollars(usd):.2f}"
        elif name != "event":
            answer[name] = getattr(event, name)
    return {name: answer[name] for name in wanted}


def _kind(event: VenueEvent) -> str:
    return "LiquidationReport" if isinstance(event, LiquidationReport) else type(event).__name__


def rounded(wanted: dict[str, Any]) -> dict[str, Any]:
    """The expectation with its quantity rounded like the answer's."""
    if isinstance(wanted.get("quantity"), float):
        return wanted | {"quantity": round(wanted["quantity"], 9)}
    return wanted
