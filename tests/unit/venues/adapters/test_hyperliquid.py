"""Hyperliquid: fills of the vaults its page names, from either side of a trade, and what they leave out."""

import json

import pytest

from liqdesk.domain.liquidation import LiquidationKind, LiquidationReport, PositionSide
from liqdesk.domain.venue import Completeness
from liqdesk.venues.adapters.hyperliquid import VAULT, Hyperliquid, HyperliquidSession
from liqdesk.venues.session import Addresses, Alive, Post, Refused, Rejected, Send, Skipped, Subscribed

T = 1_795_350_000_123
CHILD = "0x2e3d94f0562703b25c83308a05046ddaf9a8dd14"
VICTIM = "0x7fdafde5cfb5465924316eced2d3715494c517d1"


def fill(**changed: object) -> dict[str, object]:
    return {
        "coin": "ETH",
        "px": "2948.7",
        "sz": "12.4",
        "side": "B",
        "time": T,
        "dir": "Open Long",
        "tid": 9,
        "liquidation": {"liquidatedUser": VICTIM, "markPx": "2950.2", "method": "market"},
    } | changed


def fills(*rows: object, user: object = CHILD, snapshot: object = False) -> str:
    return json.dumps({"channel": "userFills", "data": {"isSnapshot": snapshot, "user": user, "fills": list(rows)}})


def heard(*rows: object, **more: object) -> list:
    return list(HyperliquidSession((VAULT, CHILD)).received(fills(*rows, **more)))


def sent(events) -> list[dict]:
    return [json.loads(event.text) for event in events if isinstance(event, Send)]


@pytest.mark.parametrize(
    ("user", "side", "position"),
    [
        (CHILD, "B", PositionSide.LONG),
        (CHILD, "A", PositionSide.SHORT),
        (VICTIM, "A", PositionSide.LONG),
        (VICTIM, "B", PositionSide.SHORT),
    ],
)
def test_both_sides_of_a_trade_tell_of_the_same_position(user, side, position):
    (report,) = heard(fill(side=side), user=user)
    assert (report.position, report.ident) == (position, "9")


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({}, LiquidationKind.LIQUIDATION),
        ({"liquidation": {"liquidatedUser": VICTIM, "method": "backstop"}}, LiquidationKind.BACKSTOP),
        ({"dir": "Auto-Deleveraging"}, LiquidationKind.DELEVERAGE),
    ],
)
def test_kinds(changed, kind):
    (report,) = heard(fill(**changed))
    assert report.kind is kind


@pytest.mark.parametrize("closed", [VAULT, CHILD, CHILD.upper()])
def test_a_vault_that_is_reduced_itself_is_no_liquidation(closed):
    (event,) = heard(fill(liquidation={"liquidatedUser": closed, "method": "market"}))
    assert isinstance(event, Skipped)


def test_fills_that_closed_nobody_prove_life():
    unforced = fill()
    del unforced["liquidation"]
    assert heard(unforced, unforced | {"liquidation": None, "px": "x"}) == [Alive("fills, none of them forced")]


def test_the_snapshot_is_history():
    assert [report.history for report in heard(fill(), fill(tid=10), snapshot=True)] == [True, True]
    assert [report.history for report in heard(fill(), snapshot="yes")] == [False]


@pytest.mark.parametrize(
    "bad",
    [
        {"side": "S"},
        {"side": None},
        {"px": "-1"},
        {"sz": "NaN"},
        {"tid": "x"},
        {"time": 0},
        {"coin": ""},
        {"coin": "\u202e"},
        {"liquidation": 5},
        {"liquidation": {"method": "market"}},
        {"liquidation": {"liquidatedUser": VICTIM, "method": "gift"}},
    ],
)
def test_a_fill_that_cannot_be_costs_only_itself(bad):
    first, second = heard(fill() | bad, fill())
    assert isinstance(first, LiquidationReport)
    assert isinstance(second, Rejected)


@pytest.mark.parametrize(
    "data", [{"fills": []}, {"user": CHILD}, {"user": 5, "fills": []}, {"user": CHILD, "fills": {}}]
)
def test_fills_of_nobody_cannot_be_told_apart(data):
    (event,) = HyperliquidSession().received(json.dumps({"channel": "userFills", "data": data}))
    assert isinstance(event, Rejected)


def test_one_request_an_account_and_a_ping():
    session = HyperliquidSession((VAULT, CHILD))
    assert sent(session.opened()) == [
        {"method": "subscribe", "subscription": {"type": "userFills", "user": one, "aggregateByTime": False}}
        for one in (VAULT, CHILD)
    ]
    assert sent(session.keepalive()) == [{"method": "ping"}]


def answer(method: str, **subscription: object) -> str:
    return json.dumps({"channel": "subscriptionResponse", "data": {"method": method, "subscription": subscription}})


def test_acknowledgements_count_by_account_whatever_its_spelling():
    session = HyperliquidSession((VAULT, CHILD))
    assert session.received(answer("subscribe", type="userFills", user=CHILD.upper())) == [
        Subscribed(f"userFills {CHILD}")
    ]
    for other in (answer("unsubscribe", type="userFills", user=CHILD), answer("subscribe", type="trades", coin="BTC")):
        assert isinstance(session.received(other)[0], Skipped)


def error(text: object) -> str:
    return json.dumps({"channel": "error", "data": text})


def test_an_error_is_the_accounts_it_names():
    session = HyperliquidSession((VAULT, CHILD))
    said = f'Invalid subscription {{"type":"userFills","user":"{CHILD}"}}'
    assert session.received(error(said)) == [Refused(f"userFills {CHILD}", said)]
    again = f'Already subscribed: {{"type":"userFills","user":"{CHILD}"}}'
    assert session.received(error(again)) == [Subscribed(f"userFills {CHILD}")]
    for text in ("Cannot track more than 10 total users.", 5, None):
        assert session.received(error(text)) == [Refused("", str(text))]


def test_prices_are_those_of_trades():
    session = HyperliquidSession()
    assert sent(session.follow(["BTC"])) == [{"method": "subscribe", "subscription": {"type": "trades", "coin": "BTC"}}]
    assert sent(session.follow(["ETH"])) == [
        {"method": "unsubscribe", "subscription": {"type": "trades", "coin": "BTC"}},
        {"method": "subscribe", "subscription": {"type": "trades", "coin": "ETH"}},
    ]
    rows = [{"coin": "ETH", "px": "2", "time": T + 1}, {"coin": "ETH", "px": "1", "time": T}]
    (tick,) = session.received(json.dumps({"channel": "trades", "data": rows}))
    assert (tick.symbol, tick.price, tick.at, tick.price_kind) == ("ETH", 2.0, T + 1, "fill")
    assert session.received('{"channel":"trades","data":[]}') == [Skipped("an empty push")]
    assert isinstance(session.received('{"channel":"trades","data":[{"coin":"ETH"}]}')[0], Rejected)


def at(*accounts: str) -> Addresses:
    return Addresses("wss://x", "https://x/info", accounts=accounts)


def test_there_is_no_connection_before_the_vaults_are_known():
    assert list(Hyperliquid().plan([], at())) == []
    (plan,) = Hyperliquid().plan([], at(VAULT, CHILD))
    assert (plan.topics, plan.subscribes) == (2, (VAULT, CHILD))
    assert len(plan.new_session().opened()) == 2


def test_never_more_accounts_than_one_address_may_listen_to():
    (plan,) = Hyperliquid().plan([], at(*(f"0x{n}" for n in range(15))))
    assert plan.topics == 10


def vault(**relationship: object) -> bytes:
    return json.dumps({"vaultAddress": VAULT, "relationship": relationship}).encode()


def test_the_vaults_page_names_its_children_once_each_after_itself():
    named = [CHILD.upper(), VAULT, CHILD, "\u202e"]
    page = Hyperliquid().read_instruments(vault(type="parent", data={"childAddresses": named}), "")
    assert (page.instruments, page.accounts) == ((), (VAULT, CHILD))


@pytest.mark.parametrize(
    "kin", [{"type": "normal"}, {"type": "child", "data": {"parentAddress": VAULT}}, {"data": None}]
)
def test_a_vault_without_children_is_told(kin):
    with pytest.raises(ValueError, match="names no child vaults"):
        Hyperliquid().read_instruments(vault(**kin), "")


@pytest.mark.parametrize("rest", ["https://api.hyperliquid.xyz/info", "https://api.hyperliquid.xyz"])
def test_both_pages_are_posted_for_at_one_address(rest):
    first, second = Hyperliquid().instrument_urls(Addresses("", rest))
    url = "https://api.hyperliquid.xyz/info"
    assert first == Post(url, f'{{"type":"vaultDetails","vaultAddress":"{VAULT}"}}')
    assert second == Post(url, '{"type":"meta"}')


@pytest.mark.parametrize(
    ("symbol", "base", "quote", "scale"),
    [
        ("BTC", "BTC", "USDC", 1.0),
        ("kPEPE", "PEPE", "USDC", 1000.0),
        ("kaito", "kaito", "USDC", 1.0),
        ("xyz:NVDA", "NVDA", "USD", 1.0),
    ],
)
def test_names(symbol, base, quote, scale):
    one = Hyperliquid().infer(symbol)
    assert (one.base, one.quote, one.scale) == (base, quote, scale)


@pytest.mark.parametrize("symbol", ["@107", "PURR/USDC", ":NVDA", "xyz:"])
def test_names_of_spot_and_of_nothing(symbol):
    assert Hyperliquid().infer(symbol) is None


def test_it_says_that_it_is_partial():
    info = Hyperliquid().info
    assert info.completeness is Completeness.PARTIAL
    assert "no public feed" in info.hides
