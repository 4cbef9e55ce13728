"""A bundle for whoever looks for a fault: what the doctor found, versions, settings, logs, reports; no keys and no rows."""

import io
import json
import platform
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from liqdesk import __version__
from liqdesk.app.apart import apart
from liqdesk.app.crash_reports import reports
from liqdesk.app.examination import Findings
from liqdesk.app.parts import installed_parts
from liqdesk.app.resources import Resources
from liqdesk.app.session import Session
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import figure, tr
from liqdesk.domain.secret import HIDDEN, Secret, telling_parts
from liqdesk.domain.time import UnixMs
from liqdesk.settings.codec import write_settings
from liqdesk.settings.withheld import BOT, RANDOM, without_secrets
from liqdesk.store.keys import KeyShelf
from liqdesk.store.outline import outline

WORD = re.compile(rf"(?<![\w-]){RANDOM.pattern}(?![\w-])", re.ASCII)
"""A word within a text that looks like a token."""

LOG_BYTES = 1_000_000
"""Of each log file its end."""

READ_ME = """\
Written by liqdesk for whoever looks for a fault. It went nowhere by itself: you decide who gets it.

doctor.json     what works on this machine
versions.json   the program and its parts
settings.toml   the settings, without logins and tokens
store.json      the schema and the sizes of the recordings, none of their rows
logs/           the ends of the log files; keys, logins and whatever looks like a token are taken out
reports/        reports of unexpected failures, oldest first
"""


class Diagnostics:
    """The bundle of one profile at one moment."""

    def __init__(self, opened: Session, resources: Resources, now: UnixMs) -> None:
        self._opened = opened
        self._resources = resources
        self._now = now

    async def write(self, file: Path, found: Findings) -> str:
        """Write the bundle whole or not at all; a sentence about it. Raises ExpectedFailure."""
        await self._learn()
        try:
            size = await apart(lambda: self._written(file, found))
        except OSError as fault:
            raise ExpectedFailure(
                tr("the diagnostics cannot be written to {file}: {why}").format(file=file, why=fault.strerror)
            ) from fault
        return tr("Diagnostics are in {file} ({size} kB): no keys, no rows. Nothing was sent.").format(
            file=file, size=figure(f"{size / 1000:,.0f}")
        )

    async def _learn(self) -> None:
        """Every secret of this profile, so that none is left wherever it may stand."""
        profile, secrets = self._opened.profile, list[Secret]()
        for file in (profile.keys, profile.secrets):
            try:
                kept = await KeyShelf(file, None).load()
            except ExpectedFailure:
                continue  # a file of keys that cannot be read is not in the bundle either
            secrets += [one.key for one in kept.values() if one.key is not None]
        settings = self._opened.settings.value
        secrets += [Secret(one.address) for one in settings.webhooks.targets if one.address]
        if settings.network.proxy:
            secrets.append(Secret(settings.network.proxy))
        bare = write_settings(without_secrets(settings)[0])
        for secret in secrets:
            for part in telling_parts(secret):
                if part.reveal() not in bare:
                    self._opened.redaction.learn(part)

    def _written(self, file: Path, found: Findings) -> int:
        memory = io.BytesIO()
        moment = datetime.fromtimestamp(self._now / 1000, tz=UTC)
        with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, text in self._texts(found):
                entry = zipfile.ZipInfo(f"liqdesk-diagnostics/{name}", moment.timetuple()[:6])
                entry.external_attr = 0o600 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                bundle.writestr(entry, self.clean(text))
        fresh = file.with_name(f"{file.name}.new")
        fresh.write_bytes(memory.getvalue())
        fresh.chmod(0o600)
        fresh.replace(file)
        return len(memory.getvalue())

    def clean(self, text: str) -> str:
        """The text without secrets and without the name of the user's home."""
        return self._opened.redaction.clean(text).replace(str(Path.home()), "~")

    def _texts(self, found: Findings) -> Iterator[tuple[str, str]]:
        yield "README.txt", READ_ME
        yield "doctor.json", json.dumps(found.form(), indent=1, ensure_ascii=False)
        parts = {part.name: f"{part.version}, {part.licence}" for part in installed_parts(self._resources)}
        made = {"liqdesk": __version__, "python": platform.python_version(), "system": platform.platform()}
        yield "versions.json", json.dumps({**made, "parts": parts}, indent=1)
        bare, left_out = without_secrets(self._opened.settings.value)
        yield "settings.toml", "".join(f"# {line}\n" for line in left_out) + write_settings(bare)
        yield "store.json", self._store()
        logs = self._opened.profile.logs
        for file in (*sorted(logs.glob("*.log*")), *reports(logs)):
            yield f"{'reports' if file.suffix == '.txt' else 'logs'}/{file.name}", without_tokens(_end_of(file))

    def _store(self) -> str:
        profile = self._opened.profile
        told: dict[str, object] = {}
        for name, path in (("recordings", profile.store), ("imported", profile.imports)):
            try:
                told[name] = outline(path)
            except ExpectedFailure as fault:
                told[name] = str(fault)
        return json.dumps(told, indent=1)


def without_tokens(text: str) -> str:
    """The text without whatever looks like a token, whoever it may belong to: in logs stands what others sent."""
    return WORD.sub(HIDDEN, BOT.sub(HIDDEN, text))


def _end_of(file: Path) -> str:
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - LOG_BYTES))
        return opened.read().decode("utf-8", "replace")
