"""Short stories of forced orders for the detector's laws: a restless background and bursts, drawn from a seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from liqdesk.domain.instrument import Instrument
from liqdesk.domain.liquidation import Batch, Liquidation, PositionSide
from tests.fakes.rows import T0, instrument, row

BASES = ("BTC", "ETH", "SOL", "LINK", "ARB")
STORY_VENUES = ("bybit", "okx", "gateio")
LENGTH_S = 900


@dataclass(frozen=True, slots=True)
class Told:
    """A row before anybody knows when it arrives."""

    at: int
    of: Instrument
    position: PositionSide
    micro: int | None


def story(seed: int) -> list[Told]:
    """A quarter of an hour with up to five bursts, each of one coin or of all."""
    random = Random(seed)
    listed = {(base, venue): instrument(base, venue) for base in BASES for venue in STORY_VENUES}

    def one(second: float, bases: Sequence[str], position: PositionSide, usd: float) -> Told:
        of = listed[random.choice(bases), random.choice(STORY_VENUES)]
        micro = None if random.random() < 0.01 else round(usd * random.lognormvariate(0.0, 1.0) * 1e6)
        return Told(T0 + int(second * 1_000), of, position, micro)

    told = [
        one(random.uniform(0, LENGTH_S), BASES, random.choice(tuple(PositionSide)), 3_000)
        for _ in range(random.randrange(50, 300))
    ]
    for _ in range(random.randrange(6)):
        start, length = random.uniform(0, LENGTH_S - 300), random.uniform(2, 200)
        bases = BASES if random.random() < 0.5 else (random.choice(BASES),)
        position = random.choice(tuple(PositionSide))
        usd = random.choice((10_000, 40_000, 150_000))
        told += [one(start + random.uniform(0, length), bases, position, usd) for _ in range(random.randrange(5, 200))]
    return sorted(told, key=lambda each: each.at)


def rows_of(told: Sequence[Told], delays: Sequence[int]) -> list[Liquidation]:
    """The rows with these delays, in the order they are received."""
    rows = [
        row(each.at, each.micro, each.position, each.of, received_at=each.at + delay)
        for each, delay in zip(told, delays, strict=True)
    ]
    return sorted(rows, key=lambda each: each.received_at)


def batches_of(rows: Sequence[Liquidation]) -> list[Batch]:
    """Each row in a frame of its own."""
    return [(each,) for each in rows]


def throttled(told: Sequence[Told], venue: str) -> list[Told]:
    """What is left when the venue tells only the last order of each symbol and second."""
    last = {(each.of, each.at // 1_000): each for each in told if each.of.venue == venue}
    return [each for each in told if each.of.venue != venue or last[each.of, each.at // 1_000] is each]
