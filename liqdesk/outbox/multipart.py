"""A picture beside the fields of a message, as forms on the web are sent."""

from collections.abc import Mapping
from hashlib import sha256


def multipart(fields: Mapping[str, str], name: str, picture: bytes) -> tuple[str, bytes]:
    """The content type and the body of a form with these fields and a PNG as the file `name`.

    The mark between the parts is made of what they hold, so that it stands in none of them.
    """
    seed = picture + "".join(fields.values()).encode()
    mark = sha256(seed).hexdigest()
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="liqdesk.png"\r\n'
    parts.append(f"{head}Content-Type: image/png\r\n\r\n".encode() + picture + b"\r\n")
    return f"multipart/form-data; boundary={mark}", b"".join(parts) + f"--{mark}--\r\n".encode()
