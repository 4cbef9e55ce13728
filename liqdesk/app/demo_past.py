"""The invented day before a demo, as rows, covered spans and prices; every number of it is marked DEMO where it is shown."""

from collections.abc import Mapping
from dataclasses import replace

from liqdesk.app.past_day import PastDay
from liqdesk.app.venues import demo_venues
from liqdesk.domain.feed_state import LaneId, Span
from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.liquidation import Liquidation, LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.time import DAY, MINUTE, DurationMs, UnixMs
from liqdesk.domain.venue import Completeness, VenueId
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.intake import Intake
from liqdesk.simulator.contracts import contracts
from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.past import past_day, past_prices
from liqdesk.simulator.sampling import NEAR_MARKET
from liqdesk.venues.registry import VENUES

ASLEEP_FROM, ASLEEP_FOR = DurationMs(9 * 60 * MINUTE), DurationMs(17 * MINUTE)
"""The invented computer slept once, so that a demo shows what a gap looks like."""
SOMEBODY = "0x"
"""Stands for the accounts that are listened to where there is no feed for everybody."""
PRICED_BY = VenueId("binance-usdm")


def invent_past(seed: int, until: UnixMs, completeness: Mapping[VenueId, Completeness]) -> PastDay:
    """The day that ends at `until`; the same seed invents the same day."""
    since = UnixMs(until - DAY)
    asleep = Span(UnixMs(since + ASLEEP_FROM), UnixMs(since + ASLEEP_FROM + ASLEEP_FOR))
    catalogue = Catalogue({venue: one.infer for venue, one in VENUES.items()})
    intake = Intake(catalogue, completeness)
    known: set[Contract] = set()
    rows = [
        entry
        for forced in past_day(seed, until, frozenset(demo_venues()))
        if not asleep.start <= forced.at < asleep.end
        for entry in _entries(forced, known, catalogue, intake)
    ]
    prices: dict[str, list[tuple[UnixMs, float]]] = {}
    for tick in past_prices(seed, until):
        prices.setdefault(tick.base, []).append((UnixMs(tick.at), float(tick.price)))
    return PastDay(rows, (Span(since, asleep.start), Span(asleep.end, until)), prices)


def planned_lanes() -> list[tuple[LaneId, VenueId]]:
    """The lanes that listen to the simulated exchanges, each with its venue."""
    lanes = []
    for one in VENUES.values():
        if one.info.carried_by is None and one.info.enabled_by_default:
            known = [_instrument(contract) for contract in contracts(one.info.id)]
            for plan in one.plan(known, replace(one.addresses, accounts=(SOMEBODY,))):
                lanes += [(LaneId(f"{carried}/{plan.part}"), carried) for carried in plan.carries]
    return lanes


def _entries(forced: Forced, known: set[Contract], catalogue: Catalogue, intake: Intake) -> tuple[Liquidation, ...]:
    contract = forced.contract
    venue = VenueId(contract.venue)
    if contract not in known:
        known.add(contract)
        catalogue.add(venue, [_instrument(contract)], "simulated", None)
    report = LiquidationReport(
        venue,
        contract.symbol,
        PositionSide(forced.position),
        float(forced.size),
        _unit(contract),
        float(forced.price),
        PriceKind.FILL if venue in NEAR_MARKET else PriceKind.BANKRUPTCY,
        UnixMs(forced.at),
    )
    return intake.take([report], UnixMs(forced.at + 400))


def _unit(contract: Contract) -> SizeUnit:
    return SizeUnit.CONTRACTS if contract.inverse else SizeUnit(contract.counts_in)


def _instrument(contract: Contract) -> Instrument:
    in_dollars = contract.inverse and contract.counts_in == "base"
    return Instrument(
        VenueId(contract.venue),
        contract.symbol,
        contract.base,
        contract.quote,
        Settlement.INVERSE if contract.inverse else Settlement.LINEAR,
        1.0 if in_dollars else float(contract.multiplier),
        float(contract.scale),
        contract.group,
    )
