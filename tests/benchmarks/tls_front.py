"""TLS in front of the simulated exchanges' sockets: a program of its own, so that only the window's side of TLS is measured.

`tls_front.py ENDPOINTS FRONTED CERTIFICATE` writes the endpoints file that leads through it and the certificate it shows, says
`ready`, and passes bytes on until it is stopped.
"""

import asyncio
import re
import ssl
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOST = "127.0.0.1"
PIECE = 1 << 16


def certificate(file: Path) -> ssl.SSLContext:
    """What this machine calls itself, signed by itself; whoever trusts the file trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    form = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    signed = made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, *form) + signed)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


async def pass_on(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    try:
        while piece := await source.read(PIECE):
            to.write(piece)
            await to.drain()
    except OSError:
        pass  # one side is gone; so is the line
    finally:
        to.close()


async def front(port: int, tls: ssl.SSLContext) -> int:
    """Listen in front of a port of this machine; where."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection(HOST, port)
        await asyncio.gather(pass_on(reader, inner_writer), pass_on(inner_reader, writer))

    server = await asyncio.start_server(talk, HOST, 0, ssl=tls)
    return server.sockets[0].getsockname()[1]


async def main(endpoints: Path, fronted: Path, shown: Path) -> None:
    tls, text = certificate(shown), endpoints.read_text()
    ports = {int(found) for found in re.findall(r"ws://[^:/]+:(\d+)", text)}
    fronts = {port: await front(port, tls) for port in ports}
    fronted.write_text(re.sub(r"ws://[^:/]+:(\d+)", lambda one: f"wss://{HOST}:{fronts[int(one[1])]}", text))
    print("ready", flush=True)
    await asyncio.Event().wait()


asyncio.run(main(*map(Path, sys.argv[1:])))
