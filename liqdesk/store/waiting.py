"""Small pieces of waiting on the event loop."""

import asyncio


def tell(waiters: "list[asyncio.Future[bool]]", stored: bool, first: int | None = None) -> None:
    """Tell all of them, or the first so many, which then wait no longer."""
    told = waiters[:first]
    del waiters[:first]
    for one in told:
        if not one.done():
            one.set_result(stored)


async def within(seconds: float, event: asyncio.Event) -> None:
    """Until the event, but not longer than so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
