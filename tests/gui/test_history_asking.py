"""Questions of the panel of the past: the newest counts, what is slow says so."""

import asyncio

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.ui.panels.history_asking import SLOW_MS, Asking


class Scene:
    """Somebody who asks and is told."""

    def __init__(self):
        self.failed, self.waited, self.took = [], [], []
        self.asking = Asking(self.failed.append, lambda name, on: self.waited.append((name, on)))

    def ask(self, question, work):
        self.asking.ask("bars", question, work, self.took.append)


def test_a_newer_question_breaks_off_the_older(qapp, until):
    async def run():
        scene, ended = Scene(), []

        async def endless():
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                ended.append(True)
                raise

        async def seven():
            return 7

        scene.ask("old", endless)
        await asyncio.sleep(0)
        scene.ask("new", seven)
        await until(lambda: not scene.asking.busy)
        assert (scene.took, ended) == ([7], [True])
        scene.ask("new", endless)  # known already
        assert not scene.asking.busy
        scene.asking.drop_all()
        scene.ask("new", seven)
        await until(lambda: not scene.asking.busy)
        assert scene.took == [7, 7]

    asyncio.run(run())


def test_who_waits_long_is_told_and_a_failure_is_asked_again(qapp, until):
    async def run():
        scene, go = Scene(), asyncio.Event()

        async def slow():
            await go.wait()
            raise ExpectedFailure("the disk is gone")

        scene.ask("old", slow)
        await until(lambda: scene.waited == [("bars", True)])
        assert SLOW_MS == 150
        go.set()
        await until(lambda: not scene.asking.busy)
        assert scene.waited == [("bars", True), ("bars", False)]
        assert scene.failed == ["the disk is gone"]
        scene.ask("old", slow)
        await until(lambda: not scene.asking.busy)
        assert len(scene.failed) == 2

    asyncio.run(run())
