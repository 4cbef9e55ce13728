"""Decode, map and intake of one event, against typed decoding plus one dictionary add in the same run.

Run by name: `./run test tests/benchmarks/test_intake.py -s`. Budget: 1.5 times the floor, which is not met so far: decoding,
with every value checked on the way in, takes about one floor by itself, and what that leaves of a row of twenty is less than
remembering it against replays and making a `Liquidation` of it cost together. The floor's one addition is all of its
account; what ours costs on top (a day of windows, stepped every few hundred rows) is printed beside it, so that nothing moved
from the intake into the account goes unseen.
"""

import time
from statistics import median

import msgspec
import pytest

from liqdesk.analytics.live import LiveAnalytics
from liqdesk.app.resources import Resources
from liqdesk.app.venues import new_catalogue
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.intake import Intake
from liqdesk.venues.registry import VENUES
from liqdesk.venues.session import reports_among

FRAMES = 20_000
REPEATS = 7
BUDGET = 1.5
ROWS_A_STEP = 2_500
T = 1_793_000_000_000


class Order(msgspec.Struct, gc=False):
    s: str
    S: str
    z: float
    ap: float
    T: int


class Force(msgspec.Struct, gc=False):
    o: Order


class Binance(msgspec.Struct, gc=False):
    data: Force


class Row(msgspec.Struct, gc=False):
    T: int
    s: str
    S: str
    v: float
    p: float


class Bybit(msgspec.Struct, gc=False):
    data: list[Row]


class Detail(msgspec.Struct, gc=False):
    posSide: str
    sz: float
    bkPx: float
    ts: int


class Group(msgspec.Struct, gc=False):
    instId: str
    details: list[Detail]


class Okx(msgspec.Struct, gc=False):
    data: list[Group]


def binance(n: int) -> str:
    return (
        f'{{"stream":"!forceOrder@arr","data":{{"e":"forceOrder","E":{T + n + 1000},"o":{{"s":"SOLUSDT","ps":"SOLUSDT",'
        '"st":1,"S":"SELL","o":"LIMIT","f":"IOC","q":"61.25","p":"142.1100","ap":"143.0421","X":"FILLED","l":"4.10",'
        f'"z":"61.25","T":{T + n}}}}}}}'
    )


def bybit(n: int, rows: int = 1) -> str:
    body = ",".join(
        f'{{"T":{T + n * rows + k},"s":"ARBUSDT","S":"Buy","v":"18420.5","p":"0.3127"}}' for k in range(rows)
    )
    return f'{{"topic":"allLiquidation.ARBUSDT","type":"snapshot","ts":{T},"data":[{body}]}}'


def bybit_cascade(n: int) -> str:
    """Twenty orders of one millisecond, each of its own size: what a cascade sends."""
    body = ",".join(f'{{"T":{T + n},"s":"ARBUSDT","S":"Buy","v":"{18420 + k}.5","p":"0.3127"}}' for k in range(20))
    return f'{{"topic":"allLiquidation.ARBUSDT","type":"snapshot","ts":{T},"data":[{body}]}}'


def okx(n: int, rows: int = 1) -> str:
    body = ",".join(
        f'{{"side":"sell","posSide":"long","sz":"12.4","bkPx":"2688.15","bkLoss":"0","ccy":"","ts":"{T + n * rows + k}"}}'
        for k in range(rows)
    )
    return (
        '{"arg":{"channel":"liquidation-orders","instType":"SWAP"},"data":[{"instType":"SWAP","instFamily":"ETH-USDT",'
        f'"uly":"ETH-USDT","instId":"ETH-USDT-SWAP","details":[{body}]}}]}}'
    )


def floor_binance(decode, frame, sums):
    order = decode(frame).data.o
    key = (order.s, order.S)
    sums[key] = sums.get(key, 0.0) + order.z * order.ap


def floor_bybit(decode, frame, sums):
    for row in decode(frame).data:
        key = (row.s, row.S)
        sums[key] = sums.get(key, 0.0) + row.v * row.p


def floor_okx(decode, frame, sums):
    for group in decode(frame).data:
        for row in group.details:
            key = (group.instId, row.posSide)
            sums[key] = sums.get(key, 0.0) + row.sz * row.bkPx


def run_floor(kind, add, frames) -> float:
    decode = msgspec.json.Decoder(kind, strict=False).decode
    sums: dict[tuple[str, str], float] = {}
    start = time.thread_time_ns()
    for frame in frames:
        add(decode, frame, sums)
    return time.thread_time_ns() - start


def run_ours(venue: VenueId, frames, catalogue) -> float:
    session = VENUES[venue].decoder() if venue != "bybit" else linear()
    intake = Intake(catalogue, {known: one.info.completeness for known, one in VENUES.items()})
    received, take, now = session.received, intake.take, UnixMs(T)
    start = time.thread_time_ns()
    for frame in frames:
        take(reports_among(received(frame)), now)
    return time.thread_time_ns() - start


def run_counting(venue: VenueId, frames, catalogue) -> float:
    """What entering the rows into the account costs, stepped as often as a window does at 5,000 rows a second."""
    session = VENUES[venue].decoder() if venue != "bybit" else linear()
    infos = {known: one.info for known, one in VENUES.items()}
    intake = Intake(catalogue, {known: info.completeness for known, info in infos.items()})
    batches = [intake.take(session.received(frame), UnixMs(T)) for frame in frames]
    analytics = LiveAnalytics(infos)
    step_every = max(1, ROWS_A_STEP * len(frames) // FRAMES)
    start = time.thread_time_ns()
    for number, batch in enumerate(batches):
        analytics.take(batch)
        if number % step_every == 0:
            analytics.step(UnixMs(T))
    return time.thread_time_ns() - start


def linear():
    instrument = VENUES[VenueId("bybit")].infer("ARBUSDT")
    assert instrument is not None
    addresses = VENUES[VenueId("bybit")].addresses
    return VENUES[VenueId("bybit")].plan([instrument], addresses)[0].new_session()


@pytest.mark.parametrize(
    ("name", "venue", "make", "rows", "kind", "add"),
    [
        ("binance", "binance-usdm", lambda n: binance(n), 1, Binance, floor_binance),
        ("bybit x1", "bybit", lambda n: bybit(n), 1, Bybit, floor_bybit),
        ("bybit x20", "bybit", lambda n: bybit(n, 20), 20, Bybit, floor_bybit),
        ("bybit at once", "bybit", bybit_cascade, 20, Bybit, floor_bybit),
        ("okx x1", "okx", lambda n: okx(n), 1, Okx, floor_okx),
        ("okx x20", "okx", lambda n: okx(n, 20), 20, Okx, floor_okx),
    ],
)
def test_events_cost_at_most_half_more_than_the_floor(name, venue, make, rows, kind, add):
    frames = [make(n) for n in range(FRAMES // rows)]
    catalogue = new_catalogue(Resources())
    pairs = [(run_floor(kind, add, frames), run_ours(VenueId(venue), frames, catalogue)) for _ in range(REPEATS)]
    events = len(frames) * rows
    floor, ours = median(pair[0] for pair in pairs) / events, median(pair[1] for pair in pairs) / events
    ratio = median(our / low for low, our in pairs)
    counting = median(run_counting(VenueId(venue), frames, catalogue) for _ in range(REPEATS)) / events
    print(f"{name:<14} floor {floor:6.0f} ns  ours {ours:6.0f} ns  ratio {ratio:.2f}  counting {counting:4.0f} ns more")
    assert ratio <= BUDGET
