"""The signed file with the news of a release: its form, and the proof that a publisher wrote it.

    {"liqdesk_release": 1, "signature": "BASE64", "manifest": "{\\"serial\\": 7, \\"version\\": \\"0.2.0\\", ...}"}

The signature is Ed25519 (RFC 8032) over `PREFIX` and the manifest's text in UTF-8, exactly as it stands there: what is
verified is what is read.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import msgspec

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import UnixMs
from liqdesk.updates.publisher import Publisher, secure

PREFIX = b"liqdesk release manifest 1\n"
LARGEST = 64 * 1024
VERSION = re.compile(r"(\d{1,6})\.(\d{1,6})\.(\d{1,6})")

Text = Annotated[str, msgspec.Meta(max_length=400)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Envelope(msgspec.Struct, frozen=True):
    """The file as it is fetched."""

    liqdesk_release: int
    signature: str
    manifest: str


class ReleaseFile(msgspec.Struct, frozen=True):
    """One file of a release; `size` in bytes, `sha256` as hex."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    size: Annotated[int, msgspec.Meta(ge=1)]
    sha256: Digest


class Manifest(msgspec.Struct, frozen=True):
    """News of the newest release. `serial` grows with every file that is signed; after `expires` it is worth nothing."""

    serial: Annotated[int, msgspec.Meta(ge=1)]
    version: str
    published: Moment
    expires: Moment
    page: Text
    files: tuple[ReleaseFile, ...] = ()
    notes: Text = ""


class Opened(msgspec.Struct, frozen=True):
    """A manifest a publisher signed, with the digest that tells it from every other one."""

    manifest: Manifest
    digest: str


def open_envelope(body: bytes, publisher: Publisher) -> Opened:
    """The manifest in a fetched file. Raises ExpectedFailure with what is wrong; nothing unsigned is ever read."""
    if len(body) > LARGEST:
        raise ExpectedFailure(f"the news of releases are larger than {LARGEST // 1024} KiB; they were not read")
    try:
        envelope = msgspec.json.decode(body, type=Envelope)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise ExpectedFailure("the news of releases are not in the form this version knows") from fault
    if envelope.liqdesk_release != 1:
        raise ExpectedFailure("the news of releases have a newer form; look at the page of releases yourself")
    text = envelope.manifest.encode()
    if not signed(text, envelope.signature, publisher.keys):
        raise ExpectedFailure("the news of releases are not signed by a key of the publisher; do not trust them")
    return Opened(_read(text, publisher), hashlib.sha256(text).hexdigest())


def signed(text: bytes, signature: str, keys: Iterable[str]) -> bool:
    """Whether one of the keys made this signature (base64) of a manifest's text."""
    # Nobody needs it who does not ask for news.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        raw = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    for key in keys:
        try:
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(raw, PREFIX + text)
        except InvalidSignature:
            continue
        return True
    return False


def numbers(version: str) -> tuple[int, int, int]:
    """The three numbers a version begins with, for comparing. Raises ExpectedFailure."""
    found = VERSION.match(version)
    if found is None:
        raise ExpectedFailure(f"{version!r} is no version")
    return int(found[1]), int(found[2]), int(found[3])


def moment(told: datetime) -> UnixMs:
    """A moment of a manifest as Unix milliseconds."""
    return UnixMs(int(told.timestamp() * 1000))


def _read(text: bytes, publisher: Publisher) -> Manifest:
    try:
        manifest = msgspec.json.decode(text, type=Manifest)
    except msgspec.DecodeError as fault:
        raise ExpectedFailure(f"the signed news of releases make no sense: {fault}") from fault
    if not VERSION.fullmatch(manifest.version):
        raise ExpectedFailure("the signed news of releases name no version")
    if not secure(manifest.page) or not _on(manifest.page, publisher.hosts):
        raise ExpectedFailure("the signed news of releases lead to a page that is not the publisher's")
    return manifest


def _on(page: str, hosts: Iterable[str]) -> bool:
    return any(page.startswith(f"https://{host}/") for host in hosts)
