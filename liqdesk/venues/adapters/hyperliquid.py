"""Hyperliquid: no feed of everybody's liquidations, so those in which its own liquidity vault was the other side."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Annotated, Any, Literal

import msgspec

from liqdesk.domain.instrument import Instrument, Settlement, SizeUnit
from liqdesk.domain.language import marked
from liqdesk.domain.liquidation import LiquidationKind, LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.market import PriceTick
from liqdesk.domain.time import SECOND, DurationMs
from liqdesk.domain.venue import Completeness, SideRule, VenueId, VenueInfo
from liqdesk.venues.session import (
    Addresses,
    Alive,
    ConnectionPlan,
    InstrumentPage,
    Post,
    Refused,
    Rejected,
    Send,
    Skipped,
    Subscribed,
    Unknown,
    VenueEvent,
    VenueSession,
)
from liqdesk.venues.wire.frames import UNREADABLE, convert_rows, keys_of, read_object, shown
from liqdesk.venues.wire.pages import instruments_of, read_page
from liqdesk.venues.wire.rows import Amount, Moment, Symbol
from liqdesk.venues.wire.symbols import believable, unscaled
from liqdesk.venues.wire.tradfi import no_coin

HYPERLIQUID = VenueId("hyperliquid")
FILLS = "userFills"
TRADES = "trades"
VAULT = "0xdfc24b077bc1425ad1dea75bcb6f8158e10df303"
"""The parent of the liquidity vaults; its children, among them the liquidator, are asked for at run time."""
MOST_ACCOUNTS = 10
"""So many different accounts may be listened to from one address."""
DELEVERAGING = "Auto-Deleveraging"

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class _Forced(msgspec.Struct, gc=False):
    closed: _Text = msgspec.field(name="liquidatedUser")
    method: Literal["market", "backstop"]


class _Fill(msgspec.Struct, gc=False):
    coin: Symbol
    price: Amount = msgspec.field(name="px")
    size: Amount = msgspec.field(name="sz")
    side: Literal["A", "B"]
    at: Moment = msgspec.field(name="time")
    number: Annotated[int, msgspec.Meta(ge=0, lt=10**18)] = msgspec.field(name="tid")
    forced: _Forced = msgspec.field(name="liquidation")
    direction: str = msgspec.field(name="dir", default="")


class _Trade(msgspec.Struct, gc=False):
    coin: Symbol
    price: Amount = msgspec.field(name="px")
    at: Moment = msgspec.field(name="time")


class HyperliquidSession:
    """One connection with the fills of these accounts."""

    def __init__(self, accounts: Sequence[str] = ()) -> None:
        self._accounts = accounts
        self._own = frozenset(one.lower() for one in (VAULT, *accounts))
        self._followed: frozenset[str] = frozenset()

    def opened(self) -> Sequence[VenueEvent]:
        """One request an account."""
        return [_said("subscribe", {"type": FILLS, "user": one, "aggregateByTime": False}) for one in self._accounts]

    def keepalive(self) -> Sequence[VenueEvent]:
        """A ping; a connection on which nothing was sent for a minute is closed."""
        return (Send('{"method":"ping"}'),)

    def follow(self, symbols: Sequence[str]) -> Sequence[VenueEvent]:
        """Trades, because the mark prices carry no time."""
        wanted = frozenset(symbols)
        gone, new = self._followed - wanted, wanted - self._followed
        self._followed = wanted
        return [
            *(_said("unsubscribe", {"type": TRADES, "coin": coin}) for coin in sorted(gone)),
            *(_said("subscribe", {"type": TRADES, "coin": coin}) for coin in sorted(new)),
        ]

    def received(self, frame: str | bytes) -> Sequence[VenueEvent]:
        """A push of fills, or anything else."""
        value = read_object(frame)
        if isinstance(value, Unknown):
            return [value]
        channel, data = value.get("channel"), value.get("data")
        if channel == FILLS and isinstance(data, dict):
            return list(self._fills(data)) or [Alive("fills, none of them forced")]
        if channel == "pong":
            return [Alive("pong")]
        if channel == TRADES:
            return _prices(data)
        if channel == "subscriptionResponse" and isinstance(data, dict):
            return [_answered(data)]
        if channel == "error":
            return [self._refused(data)]
        if channel in ("allMids", "activeAssetCtx"):
            return [Skipped("prices without a time")]
        if channel in ("user", "userEvents"):
            return [Skipped("events of an account, whose fills tell the same")]
        return [Unknown(f"channel {shown(channel)}, with {keys_of(value)}")]

    def _fills(self, data: dict[str, Any]) -> Iterator[VenueEvent]:
        user, rows = data.get("user"), data.get("fills")
        if not isinstance(user, str) or not isinstance(rows, list):
            yield Rejected(f"fills of {shown(user)}")
            return
        # A fill that closed nobody by force carries no such object.
        forced = [row for row in rows if not isinstance(row, dict) or row.get("liquidation") is not None]
        good, bad = convert_rows(forced, _Fill, "coin")
        for fill in good:
            yield self._fill(fill, user.lower(), data.get("isSnapshot") is True)
        yield from bad

    def _fill(self, fill: _Fill, user: str, history: bool) -> VenueEvent:
        closed = fill.forced.closed.lower()
        if closed in self._own:
            return Skipped(f"{shown(fill.coin)}: a vault of the venue itself was reduced")
        # Both sides of a trade tell of it. The closed account's own fill sells a long; any other account's is the other
        # side of it and buys what the long sold.
        sold = (fill.side == "A") == (user == closed)
        return LiquidationReport(
            HYPERLIQUID,
            fill.coin,
            PositionSide.LONG if sold else PositionSide.SHORT,
            fill.size,
            SizeUnit.BASE,
            fill.price,
            PriceKind.FILL,
            fill.at,
            kind=_kind(fill),
            history=history,
            # The number is the trade's, whichever account's fill tells of it.
            ident=str(fill.number),
        )

    def _refused(self, data: object) -> VenueEvent:
        """The text repeats the request, and with it the account; some name none."""
        said = str(data)
        topic = next((_topic(one) for one in self._accounts if one.lower() in said.lower()), "")
        already = topic and said.startswith("Already subscribed")
        return Subscribed(topic) if already else Refused(topic, shown(said))


def _said(method: str, subscription: dict[str, Any]) -> Send:
    return Send(msgspec.json.encode({"method": method, "subscription": subscription}).decode())


def _topic(account: object) -> str:
    return f"{FILLS} {shown(account).lower()}"


def _answered(data: dict[str, Any]) -> VenueEvent:
    asked = data.get("subscription")
    if data.get("method") == "subscribe" and isinstance(asked, dict) and asked.get("type") == FILLS:
        return Subscribed(_topic(asked.get("user")))
    return Skipped(f"{shown(data.get('method'))} was granted")


def _kind(fill: _Fill) -> LiquidationKind:
    if fill.direction == DELEVERAGING:
        return LiquidationKind.DELEVERAGE
    return LiquidationKind.BACKSTOP if fill.forced.method == "backstop" else LiquidationKind.LIQUIDATION


def _prices(rows: object) -> Sequence[VenueEvent]:
    """The price of the last trade of a frame; nothing in it says which trade was forced."""
    good, bad = convert_rows(rows, _Trade, "coin")
    if not good:
        return bad or [Skipped("an empty push")]
    last = max(good, key=lambda trade: trade.at)
    return [PriceTick(HYPERLIQUID, last.coin, last.price, PriceKind.FILL, last.at), *bad]


class _Coin(msgspec.Struct):
    name: str
    delisted: bool = msgspec.field(name="isDelisted", default=False)


class _Children(msgspec.Struct):
    addresses: list[str] = msgspec.field(name="childAddresses", default_factory=list)


class _Kin(msgspec.Struct):
    data: _Children | None = None


class _Vault(msgspec.Struct):
    kin: _Kin = msgspec.field(name="relationship")


class Hyperliquid:
    """Implements `Venue`. Which accounts are the vault's is on its page, so there is no connection until that was read."""

    info = VenueInfo(
        id=HYPERLIQUID,
        name="Hyperliquid",
        short="HL",
        completeness=Completeness.PARTIAL,
        publishes=marked("Backstop liquidations and those filled by its liquidity vault (HLP), at the price paid."),
        hides=marked("Every liquidation that others filled, which is most: no public feed of all of them exists."),
        side=SideRule(
            "side",
            "A",
            "B",
            marked(
                "A sells and B buys. The closed account's own fill that sells closes a long; in another"
                " account's fill, such as the vault's, it is the other way round."
            ),
            "hyperliquid.gitbook.io/hyperliquid-docs",
        ),
    )
    addresses = Addresses(ws="wss://api.hyperliquid.xyz/ws", rest="https://api.hyperliquid.xyz/info")

    def plan(self, instruments: Sequence[Instrument], addresses: Addresses) -> Sequence[ConnectionPlan]:
        """One connection for the vault and its children."""
        accounts = addresses.accounts[:MOST_ACCOUNTS]
        plan = ConnectionPlan(
            part="vaults",
            url=addresses.ws,
            carries=(HYPERLIQUID,),
            new_session=partial(HyperliquidSession, accounts),
            topics=len(accounts),
            keepalive_every=DurationMs(5 * SECOND),
            silence_limit=DurationMs(13 * SECOND),
            subscribes=accounts,
        )
        return (plan,) if accounts else ()

    def instrument_urls(self, addresses: Addresses) -> Sequence[Post]:
        """The vault's page, then the list of coins; both are asked for at one address."""
        url = f"{addresses.rest.removesuffix('/info')}/info"
        asked = ({"type": "vaultDetails", "vaultAddress": VAULT}, {"type": "meta"})
        return tuple(Post(url, msgspec.json.encode(one).decode()) for one in asked)

    def read_instruments(self, page: bytes, url: str) -> InstrumentPage:
        """The accounts on the vault's page, or the coins of the list; the body tells which it is."""
        try:
            vault = msgspec.json.decode(page, type=_Vault)
        except UNREADABLE:
            return InstrumentPage(instruments_of(read_page(page, ["universe"])[1], _Coin, _instrument))
        children = vault.kin.data.addresses if vault.kin.data else []
        named = tuple(dict.fromkeys(one.lower() for one in children if believable(one)))
        if not named:
            raise ValueError("the vault's page names no child vaults")
        return InstrumentPage((), accounts=(VAULT, *(one for one in named if one != VAULT)))

    def infer(self, symbol: str) -> Instrument | None:
        """Every perpetual is linear and counted in coins; `dex:COIN` is of a builder, `@1` and `A/B` are spot."""
        dex, mark, coin = symbol.rpartition(":")
        if not coin or (mark and not dex) or "/" in symbol or symbol.startswith("@") or not believable(symbol):
            return None
        base, scale = unscaled(coin)
        return Instrument(
            HYPERLIQUID,
            symbol,
            base,
            # Builders choose their quote; all that were seen are dollars.
            "USD" if dex else "USDC",
            Settlement.LINEAR,
            scale=scale,
            group=dex,
            tradfi=no_coin(base),
        )

    def decoder(self) -> VenueSession:
        """Reads frames of any account."""
        return HyperliquidSession()


def _instrument(row: _Coin) -> Instrument | None:
    return None if row.delisted else Hyperliquid().infer(row.name)
