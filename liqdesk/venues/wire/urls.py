"""Adding to addresses."""

UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def with_query(url: str, query: str) -> str:
    """The address with `query` (already escaped) added to whatever query it has."""
    return f"{url}{'&' if '?' in url else '?'}{query}"


def escaped(text: str) -> str:
    """`text` as a value within a query: everything but letters, digits and `-._~` as percent signs and hexadecimal."""
    return "".join(
        chr(byte) if chr(byte) in UNRESERVED else f"%{byte:02X}" for byte in text.encode("utf-8", errors="replace")
    )
