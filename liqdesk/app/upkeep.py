"""The upkeep of a profile's recordings by its settings, and what is said of them."""

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


def upkeep_of(disk: Writer, settings: CurrentSettings, clock: Clock, imports: Path | None = None) -> Upkeep:
    """Who keeps the file of a writer within the settings, and as they change, and copies it and that of the imports."""
    upkeep = Upkeep(disk, disk.path, clock, lambda: limits_of(settings.value.storing), imports)
    settings.subscribe(lambda value: value.storing, lambda _: upkeep.chosen())
    return upkeep


def orders_kept(since: UnixMs) -> str:
    """From when on single orders are kept; 0 where none was removed."""
    if not since:
        return tr("all single orders")
    return tr("single orders since {day}").format(day=fmt_day_of_year(since))


def newest_backup(store: Path, now: UnixMs) -> str:
    """How old the newest copy is, and how many there are."""
    kept = backups_of(store)
    if not kept:
        return tr("no backup yet")
    hours = max(0, (now - kept[0].at) // HOUR)
    age = tr("%n hour(s)", "", hours) if hours < 48 else tr("%n day(s)", "", hours // 24)
    return tr("newest backup {age} old, {count} of {most} kept").format(age=age, count=len(kept), most=KEPT)


def recorded_words(disk: Writer, upkeep: Upkeep | None) -> str:
    """What is kept, for the settings; with what stands in the way of the limits and of backups."""
    status = disk.status()
    size = fmt_bytes(status.size)
    kept = backups_of(disk.path)
    backup = tr("no backup yet") if not kept else tr("newest backup of {day}").format(day=fmt_day_of_year(kept[0].at))
    said = [tr("{size}: {orders}; {backup}.").format(size=size, orders=orders_kept(status.since), backup=backup)]
    if upkeep is not None and upkeep.words:
        said.append(f"{upkeep.words[:1].upper()}{upkeep.words[1:]}.")
    if upkeep is not None and upkeep.backup_trouble:
        said.append(tr("The last backup failed: {reason}.").format(reason=upkeep.backup_trouble))
    return " ".join(said)
