"""Instruments and liquidations for tests, with every field that does not matter filled in."""

from msgspec.structs import replace

from liqdesk.domain.instrument import OPTION, Instrument, Settlement
from liqdesk.domain.liquidation import Liquidation, LiquidationKind, PositionSide, PriceKind
from liqdesk.domain.money import MicroUsd
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import Completeness, VenueId, VenueInfo

T0 = UnixMs(1_768_339_560_000)


def instrument(base: str = "BTC", venue: str = "bybit", quote: str = "USDT") -> Instrument:
    """A linear contract that counts in coins."""
    return Instrument(VenueId(venue), f"{base}{quote}", base, quote, Settlement.LINEAR)


def option(base: str = "BTC", settlement: Settlement = Settlement.LINEAR) -> Instrument:
    """An option on a coin."""
    return Instrument(VenueId("deribit"), f"{base}-25DEC26-90000-C", base, "USD", settlement, group=OPTION)


def share(base: str = "NVDA", venue: str = "bybit") -> Instrument:
    """A contract on something that is no coin."""
    return Instrument(VenueId(venue), f"{base}USDT", base, "USDT", Settlement.LINEAR, tradfi=True)


BTC = instrument()


def row(
    at: int = T0,
    micro: int | None = 1_000_000,
    position: PositionSide = PositionSide.SHORT,
    of: Instrument = BTC,
    kind: LiquidationKind = LiquidationKind.LIQUIDATION,
    history: bool = False,
    received_at: int | None = None,
    occurrence: int = 0,
    ident: str = "",
    price: float = 1.0,
) -> Liquidation:
    """One liquidation worth `micro` millionths of a dollar."""
    size = 0.0 if micro is None else micro / 1e6 / price
    return Liquidation(
        of,
        position,
        price,
        PriceKind.BANKRUPTCY,
        size,
        None if micro is None else MicroUsd(micro),
        UnixMs(at),
        UnixMs(at + 40 if received_at is None else received_at),
        kind,
        history,
        Completeness.FULL,
        size,
        price,
        occurrence,
        ident,
    )


def priced(kind: PriceKind, micro: int, received_at: int) -> Liquidation:
    """The one order its venue numbers 7, as told at some kind of price."""
    return replace(row(T0, micro, ident="7", received_at=received_at), price_kind=kind)


def info(venue: str = "bybit", completeness: Completeness = Completeness.FULL, name: str = "") -> VenueInfo:
    """A venue that needs no description."""
    return VenueInfo(VenueId(venue), name or venue.capitalize(), completeness, "all of it", "nothing")
