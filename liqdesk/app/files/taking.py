"""Files looked through or taken in, some thousand rows at a time."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from liqdesk.app.files.reading import Known, Reading
from liqdesk.app.files.unpacking import Unpacked
from liqdesk.app.resources import Resources
from liqdesk.app.venues import bundled_list, infos, new_catalogue
from liqdesk.console.import_words import Contents, wrong_words
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import Liquidation
from liqdesk.domain.venue import VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.store.imports import ImportList, Imports
from liqdesk.store.rows import digest_of

ROWS_AT_ONCE = 10_000
"""Of one commit: enough to be fast, few enough for the disk to be free again soon."""

Progress = Callable[[float, int], None]
"""Told after each group: the share of the file that was read, and how many rows were found."""


class Met:
    """The digests of a file's rows so far, 8 bytes each: in sorted runs, of which none is nearly as long as the one before."""

    def __init__(self) -> None:
        self._runs: list[NDArray[np.int64]] = []

    def firsts(self, digests: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these are met for the first time; from now on all of them are known."""
        values, places = np.unique(digests, return_index=True)
        new = np.ones(len(values), np.bool_)
        for run in self._runs:
            new &= run[np.minimum(np.searchsorted(run, values), len(run) - 1)] != values
        if new.any():
            self._runs.append(values[new])
        while len(self._runs) > 1 and len(self._runs[-2]) < 2 * len(self._runs[-1]):
            self._runs[-2:] = [np.sort(np.concatenate(self._runs[-2:]), kind="stable")]
        told = np.zeros(len(digests), np.bool_)
        told[places[new]] = True
        return told


def known_forms(recorded: Sequence[Instrument] = ()) -> Known:
    """What is known of venues and contracts without asking anybody: from the lists that came along and what was `recorded`."""
    resources = Resources()

    def catalogue() -> Catalogue:
        made = new_catalogue(resources)
        for venue, contracts in _unsized(made, recorded).items():
            made.add(venue, list(contracts.values()), "recorded", None)
        return made

    completeness = {venue: info.completeness for venue, info in infos().items()}
    return Known(catalogue, completeness, lambda venue: bundled_list(resources, venue))


def _unsized(made: Catalogue, recorded: Sequence[Instrument]) -> dict[VenueId, dict[str, Instrument]]:
    """The recorded contracts that the lists do not know, or not the size of; the newest of each name."""
    found: dict[VenueId, dict[str, Instrument]] = {}
    for one in recorded:
        listed = made.listed.get(one.venue)
        if listed is not None and (one.symbol not in listed or listed[one.symbol].multiplier is None):
            found.setdefault(one.venue, {})[one.symbol] = one
    return found


def look_through(path: Path, known: Known, there: ImportList, progress: Progress) -> Contents:
    """What a file would add to what is there. Raises ExpectedFailure where it holds no liquidation at all."""
    found = Contents(path.name)
    with Unpacked(path) as source:
        for _, firsts in _groups(source, known, found, progress):
            found.fresh += there.fresh(firsts)
    return found


def take_in(path: Path, known: Known, opened: Callable[[], Imports], progress: Progress) -> Contents:
    """Every row of a file that is not there yet, into the book that is opened once there is one.

    Raises ExpectedFailure where it holds none at all. What is broken off leaves the rows so far, and is gone on with by
    taking the file in again.
    """
    found = Contents(path.name)
    with Unpacked(path) as source:
        imports: Imports | None = None
        for group, _ in _groups(source, known, found, progress):
            if imports is None:
                imports = opened()
                imports.begin(path.name)
            found.fresh += imports.take(group)
        if imports is not None:
            imports.end(" and ".join(found.forms))
    return found


def _groups(
    source: Unpacked, known: Known, found: Contents, progress: Progress
) -> Iterator[tuple[list[Liquidation], list[Liquidation]]]:
    """The rows, some thousands at a time, and those of them that did not stand in the file before.

    Never an empty group, and at least one.
    """
    reading = Reading(source, known, forms=found.forms, notes=found.notes)
    group: list[Liquidation] = []
    met = Met()
    for number, row in reading.rows():
        if isinstance(row, str):
            found.refuse(f"line {number}" + (f" of {reading.part}" if reading.part else ""), row)
            if found.wrong_count % ROWS_AT_ONCE == 0:
                progress(source.share, found.rows)
            continue
        group.append(row)
        if len(group) == ROWS_AT_ONCE:
            yield group, _firsts(group, met, found)
            progress(source.share, found.rows)
            group = []
    if group:
        yield group, _firsts(group, met, found)
    if not found.rows:
        raise ExpectedFailure(wrong_words(found) or f"{source.path} holds no liquidation")
    progress(1.0, found.rows)


def _firsts(group: list[Liquidation], met: Met, found: Contents) -> list[Liquidation]:
    """Count a group; those of its rows that did not stand in the file before."""
    new = met.firsts(np.array([digest_of(row.key) for row in group], np.int64)).tolist()
    firsts = [row for row, first in zip(group, new, strict=True) if first]
    found.take(firsts, len(group) - len(firsts))
    return firsts
