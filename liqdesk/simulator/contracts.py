"""What the simulated venues list.

Every linear contract's size step times its price step is a whole number of millionths of a dollar, so a notional is the
same whether it is rounded to the millionth or not.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from math import floor, log10

from liqdesk.simulator.coins import COINS, Coin
from liqdesk.simulator.market import Contract
from liqdesk.simulator.publishing import RULES

VENUES: tuple[str, ...] = tuple(RULES)
"""Every venue whose contracts are simulated."""

USUAL: tuple[str, ...] = ("binance-usdm", "binance-coinm", "bybit", "okx", "bitget", "gateio", "htx")
"""Those a story is about unless others are asked for by name; the others can be connected to and stay quiet."""

ONE = Decimal(1)
DATED = "260327"


def _tens(exponent: int) -> Decimal:
    return Decimal(10**exponent) if exponent >= 0 else ONE.scaleb(exponent)


def _digits(price: float) -> int:
    return floor(log10(price))


def price_step(price: float) -> Decimal:
    """Five significant digits, a tenth of a dollar at most."""
    return min(_tens(_digits(price) - 4), Decimal("0.1"))


def _linear(
    venue: str,
    symbol: str,
    coin: Coin,
    group: str,
    *,
    quote: str = "USDT",
    scale: int = 1,
    multiplier: Decimal = ONE,
    size_step: Decimal = ONE,
    counts_in_contracts: bool = False,
) -> Contract:
    return Contract(
        venue=venue,
        symbol=symbol,
        base=coin.base,
        quote=quote,
        inverse=False,
        counts_in="contracts" if counts_in_contracts else "base",
        multiplier=multiplier,
        scale=scale,
        size_step=size_step,
        price_step=price_step(coin.price * scale),
        group=group,
    )


def _inverse(venue: str, symbol: str, coin: Coin, group: str, usd: int) -> Contract:
    return Contract(
        venue=venue,
        symbol=symbol,
        base=coin.base,
        quote="USD",
        inverse=True,
        counts_in="contracts",
        multiplier=Decimal(usd),
        scale=1,
        size_step=ONE,
        price_step=price_step(coin.price),
        group=group,
    )


def _base_step(coin: Coin, scale: int = 1) -> Decimal:
    """About a dollar's worth, at most ten; BTC and ETH a thousandth and a hundredth."""
    return _tens({"BTC": -3, "ETH": -2}.get(coin.base, -_digits(coin.price * scale)))


def _thousands(coin: Coin) -> tuple[str, int]:
    return (f"1000{coin.base}", 1_000) if coin.thousands else (coin.base, 1)


def _binance_usdm() -> Iterable[Contract]:
    for coin in COINS:
        name, scale = _thousands(coin)
        step = _base_step(coin, scale)
        yield _linear("binance-usdm", f"{name}USDT", coin, "usdm", scale=scale, size_step=step)
    for coin in COINS[:5]:
        yield _linear("binance-usdm", f"{coin.base}USDC", coin, "usdm", quote="USDC", size_step=_base_step(coin))
    for coin in COINS[:2]:
        yield _linear("binance-usdm", f"{coin.base}USDT_{DATED}", coin, "usdm", size_step=_base_step(coin))


def _binance_coinm() -> Iterable[Contract]:
    inverse = {"BTC", "ETH", "SOL", "XRP", "DOGE", "BNB", "SUI", "ADA", "LINK", "AVAX", "LTC", "BCH", "DOT", "NEAR"}
    for coin in COINS:
        if coin.base in inverse:
            usd = 100 if coin.base == "BTC" else 10
            yield _inverse("binance-coinm", f"{coin.base}USD_PERP", coin, "coinm", usd)
            if coin.rank < 2:
                yield _inverse("binance-coinm", f"{coin.base}USD_{DATED}", coin, "coinm", usd)


def _bybit() -> Iterable[Contract]:
    for coin in COINS:
        name, scale = _thousands(coin)
        symbol = "SHIB1000USDT" if coin.base == "SHIB" else f"{name}USDT"
        yield _linear("bybit", symbol, coin, "linear", scale=scale, size_step=_base_step(coin, scale))
    for coin in COINS[:3]:
        yield _linear("bybit", f"{coin.base}PERP", coin, "linear", quote="USDC", size_step=_base_step(coin))
    yield _linear("bybit", "BTCUSDT-27MAR26", COINS[0], "linear", size_step=_base_step(COINS[0]))
    for coin in COINS[:6]:
        yield _inverse("bybit", f"{coin.base}USD", coin, "inverse", 1)
    yield _inverse("bybit", "BTCUSDH26", COINS[0], "inverse", 1)


OKX_CONTRACT = {"BTC": "0.01", "ETH": "0.1", "SOL": "1", "XRP": "100", "DOGE": "1000", "BNB": "0.01", "LTC": "1"}
GATE_CONTRACT = {"BTC": "0.001", "ETH": "0.01", "SOL": "1", "XRP": "10", "DOGE": "10", "BNB": "0.01", "LTC": "0.1"}
HTX_CONTRACT = {"BTC": "0.001", "ETH": "0.01", "SOL": "1", "XRP": "10", "DOGE": "100", "BNB": "0.01", "LTC": "0.1"}


def _contract_size(known: dict[str, str], coin: Coin, worth: int) -> Decimal:
    """The contract size where it is known, otherwise that of 1 to 10 times 10 to the power of `worth` dollars."""
    return Decimal(known[coin.base]) if coin.base in known else _tens(worth - _digits(coin.price))


def _okx() -> Iterable[Contract]:
    def linear(symbol: str, coin: Coin, group: str, quote: str = "USDT") -> Contract:
        size = _contract_size(OKX_CONTRACT, coin, 1)
        step = {"BTC": Decimal("0.1"), "ETH": Decimal("0.1"), "SOL": Decimal("0.01")}.get(coin.base, ONE)
        return _linear(
            "okx", symbol, coin, group, quote=quote, multiplier=size, size_step=step, counts_in_contracts=True
        )

    for coin in COINS[:54]:
        yield linear(f"{coin.base}-USDT-SWAP", coin, "SWAP")
    for coin in COINS[:2]:
        yield linear(f"{coin.base}-USDC-SWAP", coin, "SWAP", "USDC")
        yield linear(f"{coin.base}-USDT-{DATED}", coin, "FUTURES")
        yield _inverse("okx", f"{coin.base}-USD-{DATED}", coin, "FUTURES", 100 if coin.base == "BTC" else 10)
    for coin in COINS[:6]:
        yield _inverse("okx", f"{coin.base}-USD-SWAP", coin, "SWAP", 100 if coin.base == "BTC" else 10)


def _bitget() -> Iterable[Contract]:
    def quoted(symbol: str, coin: Coin, group: str, quote: str, scale: int = 1) -> Contract:
        return Contract(
            venue="bitget",
            symbol=symbol,
            base=coin.base,
            quote=quote,
            inverse=False,
            counts_in="quote",
            multiplier=ONE,
            scale=scale,
            size_step=Decimal("0.000001"),
            price_step=price_step(coin.price * scale),
            group=group,
        )

    for coin in COINS[:56]:
        scaled = coin.base == "BONK"
        symbol = f"1000{coin.base}USDT" if scaled else f"{coin.base}USDT"
        yield quoted(symbol, coin, "usdt-futures", "USDT", 1_000 if scaled else 1)
    for coin in COINS[:3]:
        yield quoted(f"{coin.base}PERP", coin, "usdc-futures", "USDC")


def _gateio() -> Iterable[Contract]:
    for coin in COINS:
        size = _contract_size(GATE_CONTRACT, coin, 0)
        yield _linear("gateio", f"{coin.base}_USDT", coin, "usdt", multiplier=size, counts_in_contracts=True)
    yield _inverse("gateio", "BTC_USD", COINS[0], "btc", 1)


def _htx() -> Iterable[Contract]:
    for coin in COINS[:44]:
        size = _contract_size(HTX_CONTRACT, coin, 0)
        yield _linear("htx", f"{coin.base}-USDT", coin, "linear-swap", multiplier=size, counts_in_contracts=True)


def _aster() -> Iterable[Contract]:
    for coin in COINS[:40]:
        name, scale = _thousands(coin)
        yield _linear("aster", f"{name}USDT", coin, "perp", scale=scale, size_step=_base_step(coin, scale))
    for coin in COINS[:2]:
        yield _linear("aster", f"{coin.base}USD1", coin, "perp", quote="USD1", size_step=_base_step(coin))


def _backpack() -> Iterable[Contract]:
    for coin in COINS[:36]:
        scale = 1_000 if coin.thousands else 1
        symbol = f"{'k' if coin.thousands else ''}{coin.base}_USDC_PERP"
        step = _base_step(coin, scale)
        yield _linear("backpack", symbol, coin, "perp", quote="USDC", scale=scale, size_step=step)


def _orderly() -> Iterable[Contract]:
    for coin in COINS[:36]:
        name, scale = _thousands(coin)
        step = _base_step(coin, scale)
        yield _linear("orderly", f"PERP_{name}_USDC", coin, "perp", quote="USDC", scale=scale, size_step=step)


POLONIEX_CONTRACT = {"BTC": "0.001", "ETH": "0.01", "SOL": "0.1", "XRP": "10", "DOGE": "100", "BNB": "0.1", "SUI": "1"}
POLONIEX_THOUSANDS = {"PEPE": "1000", "SHIB": "100"}


def _poloniex() -> Iterable[Contract]:
    for coin in COINS[:20]:
        size = _contract_size(POLONIEX_CONTRACT, coin, 0)
        name, scale = coin.base, 1
        if coin.base in POLONIEX_THOUSANDS:
            name, scale, size = f"1000{coin.base}", 1_000, Decimal(POLONIEX_THOUSANDS[coin.base])
        yield _linear(
            "poloniex", f"{name}_USDT_PERP", coin, "perp", scale=scale, multiplier=size, counts_in_contracts=True
        )


def _deribit() -> Iterable[Contract]:
    def in_dollars(coin: Coin, ending: str) -> Contract:
        step = Decimal(10 if coin.base == "BTC" else 1)
        return replace(
            _inverse("deribit", f"{coin.base}-{ending}", coin, "future", 1), counts_in="base", size_step=step
        )

    for coin in COINS[:2]:
        yield in_dollars(coin, "PERPETUAL")
        yield in_dollars(coin, "27MAR26")
    for coin in COINS[:26]:
        if not coin.thousands:
            symbol = f"{coin.base}_USDC-PERPETUAL"
            yield _linear("deribit", symbol, coin, "future", quote="USDC", size_step=_base_step(coin))


def _bitfinex() -> Iterable[Contract]:
    for coin in COINS[:24]:
        if not coin.thousands:
            yield _linear("bitfinex", f"t{coin.base}F0:USTF0", coin, "perpetual", size_step=_base_step(coin))
    for coin in COINS[:5]:
        symbol = f"t{coin.base}USD" if len(coin.base) == 3 else f"t{coin.base}:USD"
        yield _linear("bitfinex", symbol, coin, "margin", quote="USD", size_step=_base_step(coin))


def _kraken_futures() -> Iterable[Contract]:
    def named(coin: Coin) -> str:
        return "XBT" if coin.base == "BTC" else coin.base

    def flexible(symbol: str, coin: Coin) -> Contract:
        step = _base_step(coin)
        return _linear(
            "kraken-futures", symbol, coin, symbol[:2], quote="USD", size_step=step, counts_in_contracts=True
        )

    for coin in COINS[:40]:
        if not coin.thousands:
            yield flexible(f"PF_{named(coin)}USD", coin)
    for coin in COINS[:2]:
        yield flexible(f"FF_{named(coin)}USD_{DATED}", coin)
        yield _inverse("kraken-futures", f"PI_{named(coin)}USD", coin, "PI", 1)
        yield _inverse("kraken-futures", f"FI_{named(coin)}USD_{DATED}", coin, "FI", 1)


def _dydx() -> Iterable[Contract]:
    for coin in COINS[:44]:
        # Markets that anybody may open carry where their price comes from.
        name = (
            f"{coin.base},RAYDIUM,9BB6NFEcjBCtnNLFko2FqVQBq8HHM13kCyYcdQbgpump"
            if coin.base == "FARTCOIN"
            else coin.base
        )
        yield _linear("dydx-v4", f"{name}-USD", coin, "perp", quote="USD", size_step=_base_step(coin))


def _lighter() -> Iterable[Contract]:
    for coin in COINS[:48]:
        name, scale = _thousands(coin)
        yield _linear("lighter", name, coin, "perp", quote="USDC", scale=scale, size_step=_base_step(coin, scale))


def _hyperliquid() -> Iterable[Contract]:
    for coin in COINS[:52]:
        name, scale = (f"k{coin.base}", 1_000) if coin.thousands else (coin.base, 1)
        yield _linear("hyperliquid", name, coin, "perp", quote="USDC", scale=scale, size_step=_base_step(coin, scale))


@cache
def contracts(venue: str) -> tuple[Contract, ...]:
    """Everything `venue` lists; raises KeyError for a venue that is not simulated."""
    listings = {
        "binance-usdm": _binance_usdm,
        "binance-coinm": _binance_coinm,
        "bybit": _bybit,
        "okx": _okx,
        "bitget": _bitget,
        "gateio": _gateio,
        "htx": _htx,
        "aster": _aster,
        "backpack": _backpack,
        "orderly": _orderly,
        "poloniex": _poloniex,
        "deribit": _deribit,
        "bitfinex": _bitfinex,
        "kraken-futures": _kraken_futures,
        "dydx-v4": _dydx,
        "lighter": _lighter,
        "hyperliquid": _hyperliquid,
    }
    return tuple(listings[venue]())


def micro_per_step(contract: Contract, price: Decimal) -> int:
    """The worth of one size step at `price`, in millionths of a dollar."""
    return contract.micro_usd(contract.size_step, price)
