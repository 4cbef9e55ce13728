"""Simulated venues at hand: a board full of contracts, and what a conversation said."""

import gzip
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from liqdesk.simulator.contracts import contracts
from liqdesk.simulator.dialects.base import Act, Board, Listing, Say


def board_of(*venues: str, **prices: str) -> Board:
    """The board of a venue that lists the contracts of `venues`; prices by coin."""
    listing = Listing([each for venue in venues for each in contracts(venue)])
    return Board(listing, {base: Decimal(price) for base, price in prices.items()})


def said(acts: Iterable[Act]) -> list[Any]:
    """The JSON values of the text or gzipped frames, plain text as it is."""
    values: list[Any] = []
    for act in acts:
        if isinstance(act, Say):
            text = act.frame if isinstance(act.frame, str) else gzip.decompress(act.frame).decode()
            values.append(json.loads(text) if text[:1] in "{[" else text)
    return values


def kinds(acts: Sequence[Act]) -> list[str]:
    """What each act is: a frame's kind, or the act's own name."""
    return [act.kind if isinstance(act, Say) else type(act).__name__ for act in acts]
