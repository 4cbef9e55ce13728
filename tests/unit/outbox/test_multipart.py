"""Forms with a picture."""

from email import message_from_bytes
from email.policy import HTTP

from liqdesk.outbox.multipart import multipart


def test_another_reader_understands_it():
    kind, body = multipart({"chat_id": "-1", "caption": "▲ two\r\nlines"}, "photo", b"\x89PNG\r\n--\x00")
    read = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=HTTP)
    parts = {part.get_param("name", header="content-disposition"): part for part in read.iter_parts()}
    assert parts["chat_id"].get_payload(decode=True) == b"-1"
    assert parts["caption"].get_payload(decode=True).decode() == "▲ two\r\nlines"
    assert parts["photo"].get_payload(decode=True) == b"\x89PNG\r\n--\x00"
    assert parts["photo"].get_filename() == "liqdesk.png"
