"""The past of a simulated venue over a real socket: what its pages tell counts as sent."""

import json

from tests.conftest import Run
from tests.fakes.forced import START
from tests.fakes.serving import serving
from tests.integration.test_simulator import page, push_of


def test_a_page_of_the_past_counts_as_a_later_sending(run: Run) -> None:
    async def scene() -> None:
        async with serving("okx") as served:
            served.server.publish(push_of("okx", 1))
            served.server.publish(push_of("okx", 2))
            assert served.book.sent == {1: 0, 2: 0}
            served.time.ahead_ms = START + 60_000 - served.time()
            where = "/api/v5/public/liquidation-orders?instType=SWAP&instFamily=BTC-USDT&state=filled"
            status, body = await page(served, where)
            assert (status, len(json.loads(body)["data"][0]["details"])) == (200, 2)
            assert served.book.sent == {1: 1, 2: 1}

    run(scene())
