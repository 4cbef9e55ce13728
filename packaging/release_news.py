"""Makes and checks the signed file with the news of a release.

    python packaging/release_news.py keygen SECRET_FILE
    python packaging/release_news.py sign SECRET_FILE NEWS.json --serial 7 --page https://… [--notes TEXT] [--days 45] --files FILE…
    python packaging/release_news.py check NEWS.json

`keygen` writes a new private key (0600, refuses to overwrite) and prints the public one for resources/publisher.toml. `sign` takes
the version from the program; files are what people download. `check` opens a file as the program would, with the shipped
publisher.toml. The serial must grow with every file that is signed, also where only the expiry is new.
"""

import argparse
import base64
import hashlib
import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from liqdesk import __version__
from liqdesk.app.resources import Resources
from liqdesk.app.updating import publisher_of
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.updates.manifest import PREFIX, open_envelope


def keygen(secret: Path) -> None:
    key = Ed25519PrivateKey.generate()
    with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key.private_bytes_raw().hex() + "\n")
    print(key.public_key().public_bytes_raw().hex())


def sign(asked: argparse.Namespace) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(asked.secret.read_text().strip()))
    now = datetime.now(UTC).replace(microsecond=0)
    files = []
    for path in asked.files:
        content = path.read_bytes()
        files.append({"name": path.name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()})
    text = json.dumps(
        {
            "serial": asked.serial, "version": __version__, "published": now.isoformat(),
            "expires": (now + timedelta(days=asked.days)).isoformat(), "page": asked.page, "notes": asked.notes,
            "files": files,
        },
        ensure_ascii=False,
    )
    signature = base64.b64encode(key.sign(PREFIX + text.encode())).decode()
    envelope = {"liqdesk_release": 1, "signature": signature, "manifest": text}
    asked.news.write_text(json.dumps(envelope, indent=1) + "\n", encoding="utf-8")
    print(f"{asked.news}: {__version__}, number {asked.serial}, signed by {key.public_key().public_bytes_raw().hex()}")


def check(news: Path) -> None:
    manifest = open_envelope(news.read_bytes(), publisher_of(Resources())).manifest
    print(f"{manifest.version}, number {manifest.serial}, until {manifest.expires:%Y-%m-%d}, {len(manifest.files)} files")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words = parser.add_subparsers(dest="word", required=True)
    words.add_parser("keygen").add_argument("secret", type=Path)
    signing = words.add_parser("sign")
    signing.add_argument("secret", type=Path)
    signing.add_argument("news", type=Path)
    signing.add_argument("--serial", type=int, required=True)
    signing.add_argument("--page", required=True)
    signing.add_argument("--notes", default="")
    signing.add_argument("--days", type=int, default=45)
    signing.add_argument("--files", type=Path, nargs="*", default=[])
    words.add_parser("check").add_argument("news", type=Path)
    asked = parser.parse_args()
    try:
        if asked.word == "keygen":
            keygen(asked.secret)
        elif asked.word == "sign":
            sign(asked)
        else:
            check(asked.news)
    except (OSError, ValueError, ExpectedFailure) as failure:
        print(f"release_news: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
