"""Coroutines of widgets: results and failures arrive where they belong, and end with their owner."""

import asyncio

import pytest
from PySide6.QtCore import QObject

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.ui.tasks import UiTasks


def _run(coroutine):
    with asyncio.Runner() as runner:
        return runner.run(asyncio.wait_for(coroutine, 5))


async def _gives(value):
    return value


async def _fails(failure):
    raise failure


def test_a_result_arrives(qapp):
    async def story():
        got, owner = [], QObject()
        tasks = UiTasks(got.append)
        await tasks.run(owner, _gives(42), got.append)
        await asyncio.sleep(0)
        return got, tasks.running

    assert _run(story()) == ([42], 0)


def test_the_world_s_failure_is_a_sentence(qapp):
    async def story():
        told, owner = [], QObject()
        tasks = UiTasks(told.append)
        task = tasks.run(owner, _fails(ExpectedFailure("the file cannot be read")))
        await asyncio.wait([task])
        await asyncio.sleep(0)
        return told

    assert _run(story()) == ["the file cannot be read"]


def test_a_bug_goes_to_the_loop_s_handler(qapp):
    async def story():
        told, seen, owner = [], [], QObject()
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: seen.append(context["exception"]))
        task = UiTasks(told.append).run(owner, _fails(KeyError("x")))
        await asyncio.wait([task])
        await asyncio.sleep(0)
        return told, [type(one) for one in seen]

    assert _run(story()) == ([], [KeyError])


@pytest.mark.parametrize("how", ["owner", "all"])
def test_a_task_ends_with_its_owner(qapp, how):
    async def story():
        got, owner = [], QObject()
        tasks = UiTasks(got.append)
        task = tasks.run(owner, asyncio.Event().wait(), got.append)
        await asyncio.sleep(0)
        if how == "owner":
            del owner
        else:
            tasks.cancel_all()
        await asyncio.wait([task])
        return got, task.cancelled(), tasks.running

    assert _run(story()) == ([], True, 0)
