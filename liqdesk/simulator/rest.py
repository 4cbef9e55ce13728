"""The REST side of a simulated venue: plain requests on the port of its websocket."""

from dataclasses import dataclass
from http import HTTPStatus

from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from liqdesk.simulator.faults import Refusal

POST = b"POST "
LARGEST_POST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted where."""

    path: str
    body: bytes


def read_post(data: bytes) -> Posted | None:
    """The request that `data` holds; None while it is not whole. Raises ValueError where it never will be."""
    head, mark, body = data.partition(b"\r\n\r\n")
    if len(data) > LARGEST_POST:
        raise ValueError("a request that is too large")
    if not mark:
        return None
    first, *rest = head.decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    length = int(fields.get("content-length", "0"))
    if not 0 <= length <= LARGEST_POST:
        raise ValueError("a body that is too large")
    return Posted(first.split(" ")[1], body[:length]) if len(body) >= length else None


def wants_socket(request: Request) -> bool:
    """Whether this is a websocket handshake."""
    return "websocket" in request.headers.get("Upgrade", "").lower()


def response(status: int, body: str, *, kind: str = "application/json", retry_after: str = "") -> Response:
    """A whole HTTP answer."""
    data = body.encode()
    headers = Headers({"Content-Type": kind, "Content-Length": str(len(data)), "Connection": "close"})
    if retry_after:
        headers["Retry-After"] = retry_after
    return Response(status, _phrase(status), headers, data)


def refusal(refused: Refusal) -> Response:
    """The answer to a handshake or a request that a fault refuses."""
    return response(refused.status, refused.body, kind="text/plain", retry_after=refused.retry_after)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Refused"
