"""Coinalyze: bars of one hour per market, added up here over some perpetuals of each coin. Free key, REST alone."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import marked
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import ServiceId, ServiceInfo, TheirTotal
from liqdesk.domain.time import DAY, SECOND, UnixMs
from liqdesk.thirdparty.reading import Bar, parsed, summed, tables, usd_of, whole, word
from liqdesk.thirdparty.script import Ask, Script, closed_spans

INFO = ServiceInfo(
    id=ServiceId("coinalyze"),
    name="Coinalyze",
    address="https://api.coinalyze.net/v1",
    calls_a_minute=40,
    source="coinalyze.net",
    offers=marked("bars of one hour per market with a free key"),
    caveat=marked("Which exchanges it hears and how much of them is its own; what an exchange samples stays sampled."),
)

MARKETS_A_COIN = 12
"""A symbol counts as a call, and 40 are allowed a minute: five coins take a minute and a half."""

_DOLLARS = ("USDT", "USD", "USDC", "FDUSD", "BUSD")


@dataclass(frozen=True, slots=True)
class Market:
    """A perpetual as the service lists it."""

    symbol: str
    exchange: str
    base: str
    quote: str


class Coinalyze:
    """A `Service`. The list of markets is asked for once a day."""

    def __init__(self) -> None:
        self._markets: tuple[Market, ...] = ()
        self._listed_at: UnixMs | None = None

    @property
    def info(self) -> ServiceInfo:
        """What is known of it."""
        return INFO

    def headers(self, key: Secret) -> Mapping[str, str]:
        """The key goes into a header: a query is written into other people's logs."""
        return {"api_key": key.reveal()}

    def failure_in(self, body: bytes) -> None:
        """It says no with HTTP's own words only."""

    def check(self) -> Script:
        """The list of exchanges is the cheapest question that needs a key."""
        names = read_exchanges((yield Ask("/exchanges")))
        return f"The key works: {INFO.name} lists {len(names)} exchanges."

    def totals(self, bases: Sequence[str], familiar: Sequence[str], now: UnixMs) -> Script:
        """The bars of the last closed day, coin by coin."""
        if self._listed_at is None or not 0 <= now - self._listed_at < DAY:
            names = read_exchanges((yield Ask("/exchanges")))
            self._markets = read_markets((yield Ask("/future-markets")), names)
            self._listed_at = now
        spans = closed_spans(now)
        for base in bases:
            listed = [market for market in self._markets if market.base == base]
            chosen = choose(listed, familiar)
            if not chosen:
                yield tuple(
                    TheirTotal(base, window, span, True, None, missing=f"it lists no perpetual of {base}")
                    for window, span in spans.items()
                )
                continue
            bars = read_history((yield Ask(_history(chosen, spans["24h"]), calls=len(chosen))))
            yield tuple(_totals(base, spans, bars, chosen, len(listed)))
        return f"sums of up to {MARKETS_A_COIN} perpetuals a coin, from its bars of one hour"


def _history(markets: Sequence[Market], span: Span) -> str:
    """Both ends are inclusive, in seconds: the end is the last second of the span."""
    symbols = quote(",".join(market.symbol for market in markets), safe=",._-")
    times = f"from={span.start // SECOND}&to={span.end // SECOND - 1}"
    return f"/liquidation-history?symbols={symbols}&interval=1hour&{times}&convert_to_usd=true"


def _totals(
    base: str, spans: Mapping[str, Span], bars: Mapping[str, Sequence[Bar]], chosen: Sequence[Market], listed: int
) -> Iterator[TheirTotal]:
    answered = [market for market in chosen if market.symbol in bars]
    every = [bar for market in answered for bar in bars[market.symbol]]
    venues = tuple(dict.fromkeys(market.exchange for market in answered))
    for window, span in spans.items():
        amounts = summed(every, span)
        missing = "" if amounts else "it has no bar of that time yet"
        yield TheirTotal(base, window, span, True, amounts, venues, len(answered), listed, missing)


def choose(markets: Sequence[Market], familiar: Sequence[str]) -> tuple[Market, ...]:
    """At most `MARKETS_A_COIN` of one coin's: first those of exchanges we hear too, one of each exchange before a second.

    Within an exchange the dollar quotes come first, in the order of `_DOLLARS`.
    """
    known = {_plain(name) for name in familiar}

    def of_exchange(market: Market) -> tuple[bool, int, str]:
        quoted = _DOLLARS.index(market.quote) if market.quote in _DOLLARS else len(_DOLLARS)
        return _plain(market.exchange) not in known, quoted, market.symbol

    turns: Counter[str] = Counter()
    ranked: list[tuple[bool, int, int, str, Market]] = []
    for market in sorted(markets, key=of_exchange):
        strange, quoted, symbol = of_exchange(market)
        ranked.append((strange, turns[market.exchange], quoted, symbol, market))
        turns[market.exchange] += 1
    return tuple(entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:-1])[:MARKETS_A_COIN])


def _plain(name: str) -> str:
    """An exchange's name as far as two lists agree on it: `Gate.io` and `Gate`, `Binance USD-M` and `Binance`."""
    return name.lower().replace(".io", "").split(" ")[0]


def read_exchanges(body: bytes) -> Mapping[str, str]:
    """Name by code. Raises ServiceFailure."""
    what = "its list of exchanges"
    rows = tables(parsed(body, what), what)
    return {word(row.get("code"), what): word(row.get("name"), what) for row in rows}


def read_markets(body: bytes, names: Mapping[str, str]) -> tuple[Market, ...]:
    """Every perpetual. Raises ServiceFailure."""
    what = "its list of markets"
    found = []
    for row in tables(parsed(body, what), what):
        if row.get("is_perpetual") is True:
            code = word(row.get("exchange"), what)
            symbol, base, quoted = (word(row.get(name), what) for name in ("symbol", "base_asset", "quote_asset"))
            found.append(Market(symbol, names.get(code, code), base, quoted))
    return tuple(found)


def read_history(body: bytes) -> Mapping[str, Sequence[Bar]]:
    """Bars by symbol; `t` is the start in seconds, `l` longs and `s` shorts in USD. Raises ServiceFailure."""
    what = "its history"
    found: dict[str, list[Bar]] = {}
    for row in tables(parsed(body, what), what):
        bars = [
            (whole(bar.get("t"), what) * SECOND, usd_of(bar.get("l"), what), usd_of(bar.get("s"), what))
            for bar in tables(row.get("history"), what)
        ]
        found[word(row.get("symbol"), what)] = bars
    return found
