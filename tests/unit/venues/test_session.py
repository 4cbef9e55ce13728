"""The values of the adapter contract."""

from dataclasses import FrozenInstanceError

import pytest

from liqdesk.domain.instrument import SizeUnit
from liqdesk.domain.liquidation import LiquidationReport, PositionSide, PriceKind
from liqdesk.domain.venue import VenueId
from liqdesk.venues.adapters.okx import OkxSession
from liqdesk.venues.session import (
    Addresses,
    Alive,
    ConnectionPlan,
    InstrumentPage,
    Rejected,
    Send,
    Skipped,
    reports_among,
)
from tests.fakes.rows import T0

OKX = VenueId("okx")


def test_what_is_passed_on_is_frozen():
    with pytest.raises(FrozenInstanceError):
        Send("ping").text = "pong"
    assert Rejected("a") == Rejected("a") != Rejected("b")


def test_a_plan_says_little_where_little_is_to_be_said():
    plan = ConnectionPlan("all", "wss://x", (VenueId("okx"),), OkxSession, topics=1)
    assert plan.canary_limit is plan.rotate_after is None
    assert not plan.transport_pings
    assert not plan.history_before_open
    assert plan.headers == plan.subscribes == ()
    assert plan.keepalive_every < plan.silence_limit


def test_addresses_and_pages_have_plain_defaults():
    assert Addresses("wss://x", "https://x").ws_by_category == {}
    assert InstrumentPage(()).next_url is None


def test_the_reports_of_a_frame_are_picked_out_in_order():
    first, second = (
        LiquidationReport(OKX, "S", PositionSide.LONG, size, SizeUnit.BASE, 1.0, PriceKind.FILL, T0) for size in (1, 2)
    )
    assert reports_among([first, Rejected("a row"), second]) == [first, second]
    assert reports_among([Alive("pong"), Skipped("a notice")]) == []
    whole = [first, second]
    assert reports_among(whole) is whole
