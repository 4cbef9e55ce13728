"""A publisher of releases: signs news with keys of its own, and a page that gives them out."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from liqdesk.domain.time import UnixMs
from liqdesk.updates.manifest import PREFIX
from liqdesk.updates.publisher import Publisher
from tests.fakes.rows import T0

NEWS = "https://releases.example/news.json"
PAGE = "https://releases.example/liqdesk/0.2.0"


class MadeUpPublisher:
    """`key` signs; `publisher` is what a copy of the program knows of it."""

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.publisher = Publisher(NEWS, ("releases.example",), (self.public(self.key),))

    @staticmethod
    def public(key: Ed25519PrivateKey) -> str:
        return key.public_key().public_bytes_raw().hex()

    def manifest(self, at: UnixMs = T0, **changed: Any) -> dict[str, Any]:
        """News of 0.2.0, published at `at` for 45 days, with what is `changed` in them."""
        day = datetime.fromtimestamp(at / 1000, tz=UTC)
        made = {
            "serial": 7, "version": "0.2.0", "published": day.isoformat(),
            "expires": (day + timedelta(days=45)).isoformat(), "page": PAGE, "notes": "Replay in the window.",
            "files": [{"name": "liqdesk.deb", "size": 3, "sha256": "ab" * 32}],
        }  # fmt: skip
        return made | changed

    def signed(self, manifest: Mapping[str, Any] | str, key: Ed25519PrivateKey | None = None) -> bytes:
        """The file as it is given out, signed by the publisher or by another `key`."""
        text = manifest if isinstance(manifest, str) else json.dumps(manifest)
        signature = base64.b64encode((key or self.key).sign(PREFIX + text.encode())).decode()
        return json.dumps({"liqdesk_release": 1, "signature": signature, "manifest": text}).encode()


class Page:
    """Gives out `body`, or fails with it where it is a failure; counts who came."""

    def __init__(self, body: bytes | Exception) -> None:
        self.body = body
        self.asked: list[str] = []

    async def get(self, url: str) -> bytes:
        self.asked.append(url)
        if isinstance(self.body, Exception):
            raise self.body
        return self.body


class Drawer:
    """Keeps one file's bytes in memory."""

    def __init__(self) -> None:
        self.content: bytes | None = None

    def load(self) -> bytes:
        if self.content is None:
            raise FileNotFoundError
        return self.content

    def save(self, content: bytes) -> None:
        self.content = content
