"""The way out of this machine: which proxy to take for an address, and whose certificates to trust."""

import ssl
from collections.abc import Mapping
from functools import cache
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from liqdesk.domain.internet import is_loopback

DIRECT = "direct"


class Route:
    """Chooses the proxy of an address by the setting, else by the environment and the system.

    `setting` is what the user chose: empty for the environment's, `direct` for none, else a proxy's URL. It is read anew
    for every connection by the caller that owns it.
    """

    def __init__(self, environment: Mapping[str, str], setting: str = "") -> None:
        self._environment = environment
        self.setting = setting

    def proxy_for(self, url: str) -> str | None:
        """The proxy's URL, or None to connect directly; this machine itself is never reached through one."""
        address = urlsplit(url)
        host = address.hostname or ""
        if is_loopback(host) or self.setting == DIRECT:
            return None
        if self.setting:
            return self.setting
        if proxy_bypass(f"{host}:{address.port or (443 if address.scheme in ('wss', 'https') else 80)}"):
            return None
        return self._of_environment(address.scheme in ("wss", "https"))

    def _of_environment(self, secure: bool) -> str | None:
        known = dict(getproxies())
        known["all"] = (
            known.get("all") or self._environment.get("all_proxy") or self._environment.get("ALL_PROXY") or ""
        )
        for kind in ("wss" if secure else "ws", "socks", "https" if secure else "http", "all"):
            found = known.get(kind)
            if found:
                return _remote_names(found, kind)
        return None


def _remote_names(proxy: str, kind: str) -> str:
    """The proxy's URL with a scheme; names are always resolved on its far side."""
    scheme, mark, rest = proxy.partition("://")
    if not mark:
        return f"{'socks5h' if kind == 'socks' else 'http'}://{proxy}"
    if scheme in ("socks", "socks5") or (kind == "socks" and scheme == "http"):
        return f"socks5h://{rest}"
    return proxy


@cache
def trusted() -> ssl.SSLContext:
    """The certificates this system trusts; loaded when first needed."""
    import truststore  # a tenth of a second that only a real venue needs

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
