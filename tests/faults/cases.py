"""The scripts of the matrix: what goes wrong, and what is demanded of the feed while it does and after."""

import re
from dataclasses import dataclass
from typing import Any

from liqdesk.simulator.contracts import VENUES as SIMULATED
from liqdesk.simulator.contracts import contracts
from liqdesk.simulator.publishing import FEEDS

BEGIN = 60.0
"""The second at which whatever a script does begins; every venue has long been live then."""

SEEN_DEAD = 15.0
"""A transport that carries nothing is not shown live longer than this."""

SEEN_MUTE = 30.0
"""Nor is a channel whose canary is mute."""

BACK = 15.0
"""After a fault of less than a minute every venue is live again within this."""

SOON = {0.5: 2.0, 0.95: 5.0, 0.99: 15.0}
"""By when what share of the connections is back after an outage of less than a minute, over all venues and scripts."""

WINDOW = 300.0
"""The span in which a venue is spared more than twenty connects."""

HALF_HOUR = 1_800.0

CANARIES = ("binance-usdm", "aster", "backpack", "orderly", "poloniex")
"""The feeds that promise a price every few seconds."""

PRICE_FIELDS = {
    "binance-usdm": "ap", "aster": "ap", "bybit": "p", "okx": "bkPx", "bitget": "price", "gateio": "fill_price",
    "htx": "price", "backpack": "p", "orderly": "price", "poloniex": "price", "deribit": "price",
    "kraken-futures": "price", "dydx-v4": "price", "lighter": "price", "hyperliquid": "px",
}  # fmt: skip
"""What each feed's frames call a price; Bitfinex's are lists without names."""


@dataclass(frozen=True)
class Case:
    """One script. Times are seconds; `faults` may name all venues at once.

    `length` is how long the fault holds. `dark_after`: so long after its beginning and until its end no venue of `feeds`
    is shown live. `blind`: nothing at all can be heard while it holds, so none of it may count as covered. `back` is by
    when after its end every lane covers again, and `lossy` says that what is sent until then may be lost. `silent_until`:
    no connect and no page is asked for from just after the beginning until then; `probes` bounds the connects while it
    holds. `leaves`: the lanes may leave the covering states although nothing ended. `feeds` are the venues it is about;
    the others must not notice. From `strict_after` on nothing may be lost and every value must be exact after all.
    """

    name: str
    faults: tuple[str, ...]
    length: float = 0.0
    dark_after: float | None = None
    blind: bool = False
    back: float = BACK
    lossy: bool = True
    leaves: bool = True
    silent_until: float | None = None
    probes: int | None = None
    feeds: tuple[str, ...] = FEEDS
    unplugged: bool = False
    settle: float = 45.0
    strict_after: float | None = None
    money: bool = True
    """Whether the values must be exact too; not where the price comes in another frame, and that is what goes wrong."""

    @property
    def end(self) -> float:
        """When the fault ends."""
        return BEGIN + self.length

    @property
    def runs_for(self) -> float:
        """How long the scene is."""
        return self.end + self.back + self.settle


def _held(word: str, length: float, name: str = "", **demands: Any) -> Case:
    return Case(name or f"{word} {length:.0f} s", (f"*:{word}@{BEGIN:.0f}s+{length:.0f}s",), length, **demands)


def _of(venues: tuple[str, ...], word: str, length: int) -> tuple[str, ...]:
    return tuple(f"{venue}:{word}@{BEGIN:.0f}s+{length}s" for venue in venues)


def _refused(what: str, length: float, **demands: Any) -> Case:
    spec = f"*:refuse={what}@{BEGIN:.0f}s+{length:.0f}s"
    return Case(f"refuse {what}, {length:.0f} s", (spec, f"*:drop@{BEGIN:.0f}s"), length, blind=True, **demands)


def _moment(word: str, **demands: Any) -> Case:
    return Case(word, (f"*:{word}@{BEGIN:.0f}s",), **demands)


def _closed(code: int) -> Case:
    return _moment(f"close={code}")


def _bad(word: str, **demands: Any) -> Case:
    return _moment(word, **{"lossy": False, "leaves": False} | demands)


def _listed(word: str, name: str, **demands: Any) -> Case:
    """What happens to one contract of every feed, one whose events have odd numbers, is known after a quarter of an hour."""
    faults = []
    for feed in FEEDS:
        symbol = contracts(feed)[0 if SIMULATED.index(feed) % 2 else 1].symbol
        newcomer = re.sub("BTC|XBT|ETH", "QQQ", symbol)
        faults.append(f"{feed}:{word.format(symbol=symbol, newcomer=newcomer)}@{BEGIN:.0f}s")
    known = BEGIN + 900 + 30
    wanted: dict[str, Any] = {"money": False, "leaves": False, "settle": 1_000.0, "strict_after": known} | demands
    return Case(name, tuple(faults), **wanted)


CASES: tuple[Case, ...] = (
    Case("nothing", (), lossy=False, leaves=False),
    _moment("drop"),
    _moment("reset"),
    *map(_closed, (1000, 1001, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 4000, 4999)),
    Case("close=1008 12 times", tuple(f"*:close=1008@{BEGIN + 10 * n:.0f}s" for n in range(12)), 110.0, back=WINDOW),
    _held("accept-and-close", 120.0, back=60.0, leaves=True),
    _held("stall", 40.0, dark_after=SEEN_DEAD, blind=True),
    _held("half-open", 40.0, dark_after=SEEN_DEAD, blind=True),
    _held("deaf", 40.0),
    _held("no-pong", 40.0),
    _held("slow=20", 40.0),
    Case("no network 40 s", (), 40.0, dark_after=SEEN_DEAD, blind=True, unplugged=True),
    Case("no network 10 min", (), 600.0, dark_after=SEEN_DEAD, blind=True, unplugged=True, back=60.0),
    Case("slow-handshake=4", (f"*:slow-handshake=4@{BEGIN - 10:.0f}s+50s", f"*:drop@{BEGIN:.0f}s"), 40.0),
    Case("slow-handshake=20", (f"*:slow-handshake=20@{BEGIN - 10:.0f}s+50s", f"*:drop@{BEGIN:.0f}s"), 40.0, blind=True),
    _refused("403;body=not available in your country", 3_000.0, silent_until=HALF_HOUR, probes=3, back=HALF_HOUR + BACK),
    _refused("403;body=access too frequent", 40.0, silent_until=600.0, back=600.0 + BACK),
    _refused("451", 3_000.0, silent_until=HALF_HOUR, probes=3, back=HALF_HOUR + BACK),
    _refused("418", 40.0, silent_until=600.0, back=600.0 + BACK),
    _refused("418;Retry-After=300", 40.0, silent_until=300.0, back=300.0 + BACK),
    _refused("429", 40.0, silent_until=60.0, back=60.0 + BACK),
    _refused("429;Retry-After=200", 40.0, silent_until=200.0, back=200.0 + BACK),
    _refused("503", 40.0),
    _refused("503;Retry-After=100", 40.0, silent_until=100.0, back=100.0 + BACK),
    _held("mute", 40.0, name="acknowledged, then mute 40 s", leaves=False),
    Case("mute-canary 50 s", _of(CANARIES, "mute-canary", 50), 50.0, dark_after=SEEN_MUTE, feeds=CANARIES, money=False),
    Case(
        "acknowledged, then no canary",
        (*_of(CANARIES, "mute-canary", 50), *(f"{venue}:drop@{BEGIN:.0f}s" for venue in CANARIES)),
        50.0,
        dark_after=SEEN_MUTE,
        feeds=CANARIES,
        money=False,
    ),
    _held("mute-topic=BTC", 40.0, leaves=True),
    Case("replay=400 after a drop", (f"*:replay=400@{BEGIN - 30:.0f}s+", f"*:drop@{BEGIN:.0f}s")),
    _held("duplicate", 40.0, lossy=False, leaves=False),
    _held("reorder=4", 40.0, lossy=False, leaves=False, money=False),
    _moment("burst=2000", lossy=False, leaves=False),
    _bad("garbage"),
    _bad("truncated"),
    _bad("wrong-type"),
    _bad("nan"),
    _bad("deep"),
    _moment("oversize=17"),
    _moment("bomb=12"),
    Case(
        "rename the price 40 s",
        tuple(f"{venue}:rename={name}@{BEGIN:.0f}s+40s" for venue, name in PRICE_FIELDS.items()),
        40.0,
        back=960.0,
        feeds=tuple(PRICE_FIELDS),
    ),
    _listed("resize={symbol}*10", "a contract grows tenfold", lossy=False),
    _listed("list={newcomer}~{symbol}", "a contract is listed"),
    _listed("delist={symbol}", "a contract is delisted", lossy=False),
)  # fmt: skip
