"""A process that brings one message somewhere through apprise and ends: whatever a plugin does there, it does not do to us.

It reads an `Order` from its input and prints a `Result`. It is run as `python -m liqdesk.outbox.courier`.
"""

import base64
import contextlib
import logging
import os
import sys
import threading
from collections.abc import Callable

import msgspec

MEMORY = 1 << 30
"""Bytes of address space; an answer that never ends is read into memory by the library behind most plugins."""

NOT_FOR_ALERTS = frozenset({"dbus", "gio", "glib", "gnome", "kde", "macosx", "qt", "syslog", "windows"})
"""Services of this machine itself: notifications have their own channel."""


class Order(msgspec.Struct):
    """What is to be sent, where, and for how many seconds to try; `card` is a PNG in base64, empty for none."""

    address: str
    title: str
    body: str
    kind: str
    limit_s: float
    card: str = ""


class Result(msgspec.Struct):
    """`sent`, or else whether the `address` is to blame, and why in words that do not repeat it."""

    sent: bool
    address: bool = False
    why: str = ""


def shown(address: str) -> str:
    """The kind of an address, which is all of it that may be told: even its host may be a token."""
    scheme = address.partition("://")[0]
    return f"{scheme}://…" if scheme.isalnum() and len(scheme) <= 20 else "…"


def deliver(order: Order) -> Result:
    """Send it; blocks."""
    import apprise  # half a second, in a process of its own
    from apprise.attachment.memory import AttachMemory

    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)
    asset = apprise.AppriseAsset(
        async_mode=False, secure_logging=True, http_redirects=False, storage_mode="memory", app_id="liqdesk",
        app_desc="liqdesk", allow_templates=False, service_timeout=order.limit_s,
    )  # fmt: skip
    barred = order.address.partition("://")[0].lower() in NOT_FOR_ALERTS
    service = None if barred else apprise.Apprise.instantiate(order.address, asset=asset)
    if service is None:
        return Result(False, True, f"apprise makes nothing of this address ({shown(order.address)})")
    sending = apprise.Apprise(asset=asset)
    sending.add(service)
    picture: Callable[..., object] = AttachMemory
    card = base64.b64decode(order.card)
    sent = sending.notify(
        body=order.body,
        title=order.title,
        notify_type=order.kind,
        body_format=apprise.NotifyFormat.TEXT,
        attach=picture(card, name="liqdesk.png", mimetype="image/png") if card else None,
        timeout=order.limit_s,
    )
    return Result(True) if sent else Result(False, False, f"apprise could not deliver it ({shown(order.address)})")


def main() -> None:
    """One message."""
    with contextlib.suppress(ImportError):  # Windows has none of these limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    # Whoever started it may be gone by then: it ends by itself.
    guard = threading.Timer(order.limit_s + 1, os._exit, (1,))
    guard.daemon = True
    guard.start()
    sys.stdout.buffer.write(msgspec.json.encode(deliver(order)))
    sys.stdout.flush()
    os._exit(0)  # a plugin's thread that hangs would be waited for


if __name__ == "__main__":
    main()
