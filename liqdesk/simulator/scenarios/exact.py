"""Making what is published of one side add up to a given sum, to the millionth of a dollar.

All events but one or two keep their sizes. Where a contract's notional does not depend on its price, one event takes
what is missing. Elsewhere two events of one contract are priced a tick apart: with `m` and `m + 1` ticks every large
enough number of units is `a * m + b * (m + 1)`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from liqdesk.simulator.market import Contract, Forced
from liqdesk.simulator.publishing import RULES

ALONE_MS = 2_100
"""An event with no other of its symbol so near is published whatever its size, on every venue."""

SLACK_MICRO = 60_000_000_000
"""How much the caller should leave to be added."""


@cache
def _unit(contract: Contract) -> tuple[int, bool]:
    """The millionths of a dollar that every notional is a multiple of, and whether the price does not enter."""
    direct = contract.inverse or contract.counts_in == "quote"
    return contract.micro_usd(contract.size_step, Decimal(1) if direct else contract.price_step), direct


@dataclass(frozen=True, slots=True)
class _Remedy:
    """Events whose notionals may be anything that sums up; the `least` sum they can take, in millionths of a dollar."""

    events: tuple[Forced, ...]
    least: int


def freely_sized(events: Sequence[Forced]) -> list[Forced]:
    """The events, of a list in time order, that would be published whatever their size."""
    latest: dict[tuple[str, str], int] = {}
    crowded: set[int] = set()
    previous: dict[tuple[str, str], int] = {}
    for event in events:
        symbol = (event.contract.venue, event.contract.symbol)
        if event.at - latest.get(symbol, -ALONE_MS) < ALONE_MS:
            crowded.update((event.number, previous[symbol]))
        latest[symbol], previous[symbol] = event.at, event.number
    return [event for event in events if RULES[event.contract.venue].keep == "all" or event.number not in crowded]


def settle(free: Iterable[Forced], units_of: Iterable[Contract], missing: int) -> tuple[Forced, ...]:
    """One or two of the `free` events of one side, resized so that together they are worth `missing` more.

    `units_of` are the contracts of everything published on that side. Raises ArithmeticError where it cannot be done.
    """
    unit = min(_unit(contract)[0] for contract in units_of)
    if missing % unit:
        raise ArithmeticError(f"{missing} is no multiple of {unit} millionths of a dollar")
    remedy = _best(free, unit, missing)
    if remedy is None:
        raise ArithmeticError(f"no event can take another {missing} millionths of a dollar")
    total = sum(event.micro_usd for event in remedy.events) + missing
    if len(remedy.events) == 1:
        event = remedy.events[0]
        return (replace(event, size=total // unit * event.contract.size_step),)
    first, second = remedy.events
    step, tick = first.contract.size_step, first.contract.price_step
    ticks = int(first.price / tick)
    rounds, more = divmod(total // unit, ticks)
    return (
        replace(first, size=(rounds - more) * step, price=ticks * tick),
        replace(second, size=more * step, price=(ticks + 1) * tick),
    )


def _best(free: Iterable[Forced], unit: int, missing: int) -> _Remedy | None:
    """The remedy that needs the least money in few events."""
    best: _Remedy | None = None
    previous: dict[str, Forced] = {}
    for event in free:
        own_unit, direct = _unit(event.contract)
        if own_unit != unit:
            continue
        before = previous.get(event.contract.symbol)
        previous[event.contract.symbol] = event
        if direct:
            remedy = _Remedy((event,), unit)
        elif before is None or before.contract is not event.contract:
            continue
        else:
            ticks = int(before.price / event.contract.price_step)
            remedy = _Remedy((before, event), ticks * (ticks + 2) * unit)
        total = sum(each.micro_usd for each in remedy.events) + missing
        possible = total >= remedy.least and _splits(remedy, total, unit)
        if possible and (best is None or remedy.least < best.least):
            best = remedy
    return best


def _splits(remedy: _Remedy, total: int, unit: int) -> bool:
    """Whether both of a pair keep a size."""
    if len(remedy.events) == 1:
        return True
    rounds, more = divmod(total // unit, int(remedy.events[0].price / remedy.events[0].contract.price_step))
    return 0 < more < rounds
