"""News of releases for the window: who is asked, what is kept, and what it says of them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from liqdesk import __version__
from liqdesk.app.paths import Profile
from liqdesk.app.resources import Resources
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.language import tr
from liqdesk.domain.time import Clock
from liqdesk.feed.http import HttpFetcher
from liqdesk.feed.route import Route
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.store.update_memory import UpdateMemory
from liqdesk.ui.dialogs.updates import Heard, Offered, ReleaseNews, UpdateDoor
from liqdesk.ui.tasks import UiTasks
from liqdesk.updates.checker import News, UpdateChecker, matching
from liqdesk.updates.publisher import Publisher, read_publisher

PUBLISHER = "publisher.toml"


def publisher_of(resources: Resources) -> Publisher:
    """Who publishes this copy. Raises ExpectedFailure where the shipped file makes no sense."""
    return read_publisher(resources.text(PUBLISHER) or "")


def build_updates(
    publisher: Publisher,
    settings: CurrentSettings,
    profile: Profile,
    route: Route,
    clock: Clock,
    told: Callable[[str], None],
) -> UpdateChecker:
    """What asks for news of releases; `told` gets what is worth a line in the window."""
    fetcher = HttpFetcher(route, f"liqdesk/{__version__}")
    memory = UpdateMemory(profile.layout.with_name("updates.json"))
    return UpdateChecker(publisher, __version__, fetcher.get, memory, clock, lambda: settings.value.updates.check, told)


def door_to(
    checker: UpdateChecker,
    settings: CurrentSettings,
    replace: Callable[[Settings], None],
    tasks: Callable[[], UiTasks],
) -> UpdateDoor:
    """What the dialog of a window can reach."""

    def want(wanted: bool) -> None:
        value = settings.value
        replace(value.model_copy(update={"updates": value.updates.model_copy(update={"check": wanted})}))

    def check(owner: QObject, heard: Heard) -> None:
        async def asking() -> News:
            try:
                return await checker.check()
            except ExpectedFailure as failure:  # a disk that keeps nothing: the dialog says it where it was asked
                return News(None, str(failure))

        tasks().run(owner, asking(), lambda news: heard(in_words(news, checker.running)))

    def verify(owner: QObject, file: Path, say: Callable[[str, bool], None]) -> None:
        async def comparing() -> tuple[str, bool]:
            found = checker.news.finding
            try:
                same = await matching(file, () if found is None else found.manifest.files)
            except ExpectedFailure as failure:
                return str(failure), True
            if same is None:
                return tr("{name} is none of the published files: do not run it.").format(name=file.name), True
            return tr("{name} is the published {same}, byte for byte.").format(name=file.name, same=same.name), False

        tasks().run(owner, comparing(), lambda told: say(*told))

    host = checker.publisher.host if checker.publisher.known else ""
    return UpdateDoor(
        host, lambda: in_words(checker.news, checker.running), lambda: settings.value.updates.check, want, check, verify
    )


def in_words(news: News, running: str) -> ReleaseNews:
    """What is known of releases, for people."""
    if news.trouble:
        return ReleaseNews(f"{news.trouble[0].upper()}{news.trouble[1:]}.", fault=True)
    if news.finding is None:
        return ReleaseNews(
            tr("This is liqdesk {version}. Nobody was asked yet for newer ones.").format(version=running)
        )
    manifest = news.finding.manifest
    files = [Offered(one.name, one.size, one.sha256) for one in manifest.files]
    if news.finding.newer:
        said = tr("liqdesk {newer} is out, published {day}. This is {version}.")
    else:
        said = tr("This is liqdesk {version}, and nothing newer is published (newest: {newer} of {day}).")
    sentence = said.format(newer=manifest.version, day=f"{manifest.published:%Y-%m-%d}", version=running)
    return ReleaseNews(sentence, False, manifest.notes, manifest.page, files)
