"""The file that says where the simulated venues and services are."""

from collections.abc import Iterable
from pathlib import Path

import tomli_w

from liqdesk.simulator.server import HOST, VenueServer
from liqdesk.simulator.services import ServiceServer


def addresses(servers: Iterable[VenueServer]) -> dict[str, dict[str, object]]:
    """`ws`, `rest` and `ws_by_category` of every venue, also of those whose rows another one carries."""
    found: dict[str, dict[str, object]] = {}
    for server in servers:
        place = f"{HOST}:{server.port}"
        main, *others = server.dialect.sockets
        for venue in server.dialect.carries:
            found[venue] = {"ws": f"ws://{place}{main.path}", "rest": f"http://{place}{server.dialect.rest_path}"}
        if others:
            found[server.venue]["ws_by_category"] = {socket.category: f"ws://{place}{socket.path}" for socket in others}
    return found


def write_endpoints(path: Path, servers: Iterable[VenueServer], services: Iterable[ServiceServer]) -> None:
    """Write the file whole or not at all; raises OSError where that is not possible."""
    fresh = path.with_name(path.name + ".new")
    rest = {server.service.name: {"rest": server.address} for server in services}
    fresh.write_text(tomli_w.dumps({"venues": addresses(servers), "services": rest}), encoding="utf-8")
    fresh.replace(path)
