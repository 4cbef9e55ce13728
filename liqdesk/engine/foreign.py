"""Rows of other people's files valued by the same arithmetic as live ones."""

from collections.abc import Mapping, Sequence

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import Liquidation, LiquidationReport
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.ports import InstrumentSource

REMEMBERED = 200_000
"""Equal rows are counted among so many different ones, and twice as many at most."""


class ForeignIntake:
    """Makes rows of the reports of one file, in its order. All are history: nobody saw them happen here.

    Equal rows of a venue that tells every order are so many orders, told apart by their order in the file. A venue that tells
    samples, one order a second of each contract, has not told two equal ones: there they are one, written again.
    """

    def __init__(self, instruments: InstrumentSource, completeness: Mapping[VenueId, Completeness]) -> None:
        self._instruments = instruments
        self._completeness = completeness
        self._spelled: dict[VenueId, Mapping[str, str]] = {}
        self._young: dict[int, int] = {}
        self._old: dict[int, int] = {}

    def take(self, report: LiquidationReport, symbols: Sequence[str], received_at: UnixMs | None) -> Liquidation:
        """The row of one report; the contract is known by one of `symbols`. Raises ValueError with what cannot be.

        A size in base units of an inverse contract counts contracts: there, venues and those who write them down use one word.
        """
        instrument = self._find(report.venue, symbols)
        if instrument is None:
            raise ValueError(
                f"no list knows the contract {symbols[0][:40]!r} of {report.venue}, and its name says nothing"
            )
        unit = report.unit
        if unit is SizeUnit.BASE and instrument.settlement is Settlement.INVERSE:
            unit = SizeUnit.CONTRACTS
        try:
            quantity, notional = instrument.measure(report.size, unit, report.price, report.quote_value)
        except OverflowError as beyond:
            raise ValueError(str(beyond)) from beyond
        at = report.at or received_at
        if at is None:
            raise ValueError("no time is given")
        completeness = self._completeness[report.venue]
        row = Liquidation(
            instrument,
            report.position,
            report.price if instrument.scale == 1.0 else report.price / instrument.scale,
            report.price_kind,
            quantity,
            notional,
            at,
            received_at or at,
            report.kind,
            True,
            completeness,
            report.size,
            report.price,
            0,
            report.ident,
        )
        if report.ident or completeness is Completeness.SAMPLED:
            return row
        occurrence = self._count(hash((instrument.token, at, report.position, report.size, report.price)))
        return msgspec.structs.replace(row, occurrence=occurrence) if occurrence else row

    def _count(self, identity: int) -> int:
        """How often a row stood in the file before."""
        before = self._young.get(identity)
        if before is None:
            before = self._old.get(identity, -1)
            if len(self._young) >= REMEMBERED:
                self._old, self._young = self._young, {}
        self._young[identity] = before + 1
        return before + 1

    def _find(self, venue: VenueId, symbols: Sequence[str]) -> Instrument | None:
        """A listed contract of one of these names, however it is spelled; else what the first telling name gives away."""
        if venue not in self._completeness:
            return None
        listed = self._instruments.listed.get(venue, {})
        for symbol in symbols:
            if symbol in listed:
                return listed[symbol]
        spelled = self._spelled.get(venue)
        if spelled is None:
            spelled = self._spelled[venue] = {name.upper(): name for name in listed}
        for symbol in symbols:
            if symbol.upper() in spelled:
                return listed[spelled[symbol.upper()]]
        return next((one for symbol in symbols if (one := self._instruments.find(venue, symbol)) is not None), None)
