"""Unpacking a venue's gzip frames without letting a small frame become a large one."""

import zlib

LARGEST = 8 * 1024 * 1024
GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


def inflated(packed: bytes, limit: int = LARGEST) -> bytes:
    """The content of a gzip or zlib frame. Raises ValueError where it is none, is cut short, or is larger than `limit`."""
    inflater = zlib.decompressobj(GZIP_OR_ZLIB)
    try:
        content = inflater.decompress(packed, limit)
    except zlib.error as fault:
        raise ValueError(f"not gzip: {fault}") from fault
    if inflater.unconsumed_tail:
        raise ValueError(f"a compressed frame of more than {limit} bytes")
    if not inflater.eof:
        raise ValueError("a compressed frame that is cut short")
    return content
