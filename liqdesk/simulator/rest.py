"""The REST side of a simulated venue: plain GETs on the port of its websocket."""

from http import HTTPStatus

from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from liqdesk.simulator.faults import Refusal


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
