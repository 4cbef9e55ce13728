"""The library that asks for pages is loaded beside the window, all of it."""

import subprocess
import sys

FIRST_PAGE = """
import asyncio, sys, threading
from liqdesk.feed.http import HttpFetcher
from liqdesk.feed.route import Route

async def answer(reader, writer):
    await reader.readuntil(b"\\r\\n\\r\\n")
    writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\n{}")
    writer.close()

async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    loops, found = threading.get_ident(), []

    class Watch:
        def find_spec(self, name, path=None, target=None):
            if threading.get_ident() == loops:
                found.append(name)

    sys.meta_path.insert(0, Watch())
    page = await HttpFetcher(Route({}, ""), "test").get(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    print(page.decode(), *found)

asyncio.run(main())
"""


def test_the_first_page_imports_nothing_where_the_window_lives() -> None:
    told = subprocess.run([sys.executable, "-c", FIRST_PAGE], capture_output=True, text=True, check=True)
    page, *imported = told.stdout.split()
    assert page == "{}"
    assert [name for name in imported if name.startswith(("httpx2", "httpcore2", "anyio", "h11", "socksio"))] == []
