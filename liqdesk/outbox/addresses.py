"""Addresses of webhooks: at another host where somebody said so, and with steps added to them."""

from urllib.parse import urlsplit

from liqdesk.domain.secret import Secret
from liqdesk.outbox.sender import not_usable
from liqdesk.settings.target_words import secure_complaint


def moved(address: str, own: str, base: str) -> Secret:
    """A webhook's address, at `base` where it stood at the service's `own`. Raises Undelivered where it is no safe one."""
    if base != own and address.startswith(f"{own}/"):
        address = base + address.removeprefix(own)
    complaint = secure_complaint(address)
    if complaint:
        raise not_usable(complaint)
    return Secret(address)


def with_step(address: Secret, step: str, question: str = "") -> Secret:
    """The address with one more step in its path and one more parameter; those it has stay (a thread's number)."""
    parts = urlsplit(address.reveal())
    path = f"{parts.path.rstrip('/')}/{step}" if step else parts.path
    query = "&".join(part for part in (parts.query, question) if part)
    return Secret(parts._replace(path=path, query=query, fragment="").geturl())
