"""The upkeep of a profile's recordings by its settings, and what is said of them."""

from datetime import UTC, datetime
from pathlib import Path

from liqdesk.domain.language import tr
from liqdesk.domain.time import HOUR, Clock, UnixMs
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.storing import StoringSettings
from liqdesk.store.backups import KEPT, backups_of
from liqdesk.store.retention import Limits
from liqdesk.store.upkeep import Upkeep
from liqdesk.store.writer import Writer
from liqdesk.ui.format import fmt_bytes, fmt_day_of_year

GIGABYTE = 10**9


def limits_of(chosen: StoringSettings) -> Limits:
    """What the settings allow."""
    return Limits(chosen.days, chosen.gigabytes * GIGABYTE)


def upkeep_of(disk: Writer, settings: CurrentSettings, clock: Clock) -> Upkeep:
    """Who keeps the file of a writer within the settings, and as they change."""
    upkeep = Upkeep(disk, disk.path, clock, lambda: limits_of(settings.value.storing))
    settings.subscribe(lambda value: value.storing, lambda _: upkeep.chosen())
    return upkeep


def day(at: UnixMs) -> str:
    """A day for people: 9 Jan 2026."""
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return f"{moment.day} {moment:%b %Y}"


def newest_backup(store: Path, now: UnixMs) -> str:
    """How old the newest copy is, for the terminal."""
    kept = backups_of(store)
    if not kept:
        return "no backup yet"
    hours = max(0, (now - kept[0].at) // HOUR)
    age = f"{hours} h old" if hours < 48 else f"{hours // 24} days old"
    return f"newest backup {age}, {len(kept)} of {KEPT} kept"


def recorded_words(disk: Writer, upkeep: Upkeep | None) -> str:
    """What is kept, for the settings; with what stands in the way of the limits and of backups."""
    status = disk.status()
    size = fmt_bytes(status.size)
    orders = tr("all single orders")
    if status.since:
        orders = tr("single orders since {day}").format(day=fmt_day_of_year(status.since))
    kept = backups_of(disk.path)
    backup = tr("no backup yet") if not kept else tr("newest backup of {day}").format(day=fmt_day_of_year(kept[0].at))
    said = [tr("{size}: {orders}; {backup}.").format(size=size, orders=orders, backup=backup)]
    if upkeep is not None and upkeep.words:
        said.append(f"{upkeep.words[:1].upper()}{upkeep.words[1:]}.")
    if upkeep is not None and upkeep.backup_trouble:
        said.append(tr("The last backup failed: {reason}.").format(reason=upkeep.backup_trouble))
    return " ".join(said)
