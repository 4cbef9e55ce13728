"""The endpoints file: complete addresses, categories by name, also for a venue whose rows another carries."""

import tomllib
from pathlib import Path

from liqdesk.simulator.endpoints import write_endpoints
from liqdesk.simulator.publishing import FEEDS
from liqdesk.simulator.run import build
from liqdesk.simulator.server import VenueServer
from liqdesk.simulator.services import MinuteBook, ServiceServer, SimulatedCoinalyze
from tests.fakes.serving import Book, Time


def test_every_venue_is_found_where_it_is_served(tmp_path: Path) -> None:
    servers = [VenueServer(dialect, board, [], Book(), Time()) for _, dialect, board in build(FEEDS, {})]
    for number, server in enumerate(servers):
        server.port = 9_100 + number
    path = tmp_path / "endpoints.toml"
    service = ServiceServer(SimulatedCoinalyze(MinuteBook()), Time())
    service.port = 9_300
    write_endpoints(path, servers, [service])
    assert tomllib.loads(path.read_text(encoding="utf-8"))["services"] == {
        "coinalyze": {"rest": "http://127.0.0.1:9300/v1"}
    }
    venues = tomllib.loads(path.read_text(encoding="utf-8"))["venues"]
    assert venues["binance-usdm"] == venues["binance-coinm"]
    assert venues["binance-usdm"]["ws"] == "ws://127.0.0.1:9100/market/stream"
    assert venues["bybit"]["ws_by_category"] == {"inverse": "ws://127.0.0.1:9101/v5/public/inverse"}
    assert venues["okx"] == {"ws": "ws://127.0.0.1:9102/ws/v5/public", "rest": "http://127.0.0.1:9102"}
    assert venues["gateio"]["rest"] == "http://127.0.0.1:9104/api/v4"
    assert set(venues["gateio"]["ws_by_category"]) == {"btc", "usd1"}
    assert venues["htx"]["ws"].endswith("/linear-swap-notification")
    assert set(venues["htx"]["ws_by_category"]) == {"coin-swap", "coin-futures"}
    assert [each.name for each in tmp_path.iterdir()] == ["endpoints.toml"]
