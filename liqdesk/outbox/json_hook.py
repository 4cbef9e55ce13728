"""A JSON webhook: a body of our own, documented here, for programs.

`POST`, with `Idempotency-Key` set to `id`. The same `id` is the same message: it may come more than once.

| key | what it holds |
|---|---|
| `schema` | 1 |
| `id`, `alert` | the message's and the alert's own names; an alert that grows sends several messages |
| `level` | `watch`, `alert` or `critical` |
| `title`, `text` | plain text for people; `text` has several lines |
| `sentence` | what it is about, with how whole the number is |
| `at`, `opened_at` | Unix milliseconds: when the alert spoke, when it opened |
| `scope`, `side` | `market`, a coin, a group or a venue; whose positions were closed, `long`, `short` or null |
| `usd`, `at_least` | the sum it speaks of in dollars, null where of none; whether there may have been more |
| `event`, `rules` | the event's id or null; the names of the rules that were met |
| `test` | whether it is only a test |
"""

import msgspec

from liqdesk.domain.money import MICRO
from liqdesk.domain.secret import Secret
from liqdesk.outbox.post import Call
from liqdesk.outbox.sender import Errand, Form, not_usable
from liqdesk.settings.target_words import secure_complaint

SCHEMA = 1


class JsonHook(Form):
    """A `Form`. Where the target has an address the secret is a token, else the secret is the address."""

    def call(self, errand: Errand) -> Call:
        """One message."""
        address, token = errand.target.address.strip(), errand.secret
        if not address:
            address, token = errand.secret.reveal() if errand.secret else "", None
        complaint = secure_complaint(address)
        if complaint:
            raise not_usable(complaint)
        letter = errand.letter
        body = {
            "schema": SCHEMA,
            "id": letter.id,
            "alert": letter.alert,
            "level": letter.level,
            "title": letter.heading,
            "text": letter.body,
            "sentence": letter.sentence,
            "at": letter.at,
            "opened_at": letter.opened_at,
            "scope": letter.scope,
            "side": letter.side,
            "usd": None if letter.micro is None else letter.micro / MICRO,
            "at_least": letter.at_least,
            "event": letter.event,
            "rules": letter.rules,
            "test": bool(letter.mark),
        }
        headers = (("Idempotency-Key", letter.id),)
        return Call(Secret(address), msgspec.json.encode(body), token=token, headers=headers)
