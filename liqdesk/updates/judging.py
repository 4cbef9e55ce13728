"""What signed news are worth: newer, known, or not to be believed because of their age or order.

The dangers are those The Update Framework names (theupdateframework.io, "Security"): an old version offered as new
(rollback), old news shown for ever (freeze), and two truths under one number.
"""

import msgspec

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import DAY, UnixMs
from liqdesk.updates.manifest import Manifest, Opened, moment, numbers

SLACK = DAY
"""How far this computer's clock and the publisher's may be apart."""


class Memory(msgspec.Struct, frozen=True):
    """What was believed last, and when; news that fall behind it are refused. `failing_since`: no good answer since then."""

    serial: int = 0
    version: str = "0.0.0"
    digest: str = ""
    published: int = 0
    believed_at: int = 0
    failing_since: int = 0


class Finding(msgspec.Struct, frozen=True):
    """News that can be believed; `newer` says whether they are of a version after the running one."""

    manifest: Manifest
    newer: bool


def judge(opened: Opened, memory: Memory, running: str, now: UnixMs) -> tuple[Finding, Memory]:
    """What the news mean for the running version, and what to remember of them. Raises ExpectedFailure where refused."""
    manifest = opened.manifest
    published, expires = moment(manifest.published), moment(manifest.expires)
    if now < max(memory.published, published) - SLACK:
        raise ExpectedFailure(
            f"news of releases are dated {manifest.published:%Y-%m-%d}, and this computer's clock is before that;"
            " set the clock, then check again"
        )
    if expires <= now:
        raise ExpectedFailure(
            f"the newest news of releases ran out on {manifest.expires:%Y-%m-%d}: the publisher is late, or somebody"
            " holds newer ones back; look at the page of releases yourself"
        )
    _keep_the_order(opened, memory)
    newer = numbers(manifest.version) > numbers(running)
    remembered = Memory(manifest.serial, manifest.version, opened.digest, published, now)
    return Finding(manifest, newer), remembered


def _keep_the_order(opened: Opened, memory: Memory) -> None:
    manifest = opened.manifest
    if manifest.serial < memory.serial:
        raise ExpectedFailure(
            f"the news of releases are older (number {manifest.serial}) than what was read before"
            f" (number {memory.serial}); they were refused"
        )
    if manifest.serial == memory.serial and opened.digest != memory.digest:
        raise ExpectedFailure(f"two different news of releases bear the number {manifest.serial}; both were refused")
    if numbers(manifest.version) < numbers(memory.version):
        raise ExpectedFailure(
            f"the news of releases offer {manifest.version} after {memory.version} had been published; they were refused"
        )
