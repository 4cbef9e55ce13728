"""The door to chats and webhooks: nothing before there is a target, secrets learned before they are used, sentences."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import KeyPlace
from liqdesk.engine.sending import LiveSending, NoSending, Standing, shelf_name
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.model import Settings
from liqdesk.settings.webhooks import TargetKind, WebhookSettings
from liqdesk.store.keys import KeyShelf
from tests.fakes.outbox import target
from tests.fakes.sending import FakeOutbox

TOKEN = Secret("123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc")


class Ring:
    """A keyring that can be locked."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise RuntimeError("locked")
        return self.held.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.held[username]


@dataclass
class Box:
    settings: CurrentSettings
    shelf: KeyShelf
    learned: list[Secret] = field(default_factory=list)
    opened: list[FakeOutbox] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sending = LiveSending(self.settings, self.shelf, self.learned.append, self.open, self.tell)

    def tell(self, key: str, sentence: str) -> None:
        self.told.append(sentence)

    def open(self) -> FakeOutbox:
        self.opened.append(FakeOutbox())
        return self.opened[-1]

    def choose(self, *targets) -> None:
        webhooks = WebhookSettings(targets=targets)
        self.settings.replace(self.settings.value.model_copy(update={"webhooks": webhooks}))

    async def until(self, condition) -> None:
        while not condition():  # noqa: ASYNC110  # what is waited for is the other side's state
            await asyncio.sleep(0.001)


@asynccontextmanager
async def box(folder, *targets, shelf=None):
    settings = CurrentSettings(Settings(webhooks=WebhookSettings(targets=targets)))
    made = Box(settings, shelf or KeyShelf(folder / "secrets.json", None))
    task = asyncio.get_running_loop().create_task(made.sending.run())
    try:
        yield made
    finally:
        task.cancel()
        await asyncio.wait([task])


def test_without_targets_nothing_is_opened_and_nothing_read(run, tmp_path):
    async def story():
        async with box(tmp_path) as made:
            await asyncio.sleep(0.01)
            assert (made.opened, made.sending.targets(), made.sending.sentence) == ([], (), "")
            made.choose(target())
            await made.until(lambda: made.opened and made.opened[0].running)
            assert made.opened[0].targets == (target(),)
            made.choose()
            assert made.opened[0].targets == ()
            assert len(made.opened) == 1

    run(story())


def test_a_kept_secret_is_learned_and_used_also_after_a_restart(run, tmp_path):
    async def story():
        async with box(tmp_path, target()) as made:
            await made.until(lambda: made.opened[0].running)
            assert made.sending.sentence == "The desk: The bot token is missing."
            said = await made.sending.keep_secret(target(), TOKEN, KeyPlace.FILE)
            assert said == "The bot token is kept in a file of this profile."
            assert made.opened[0].secrets == {"desk": TOKEN}
        async with box(tmp_path, target()) as again:
            await again.until(lambda: again.opened[0].secrets != {})
            assert again.opened[0].secrets == {"desk": TOKEN}
            assert TOKEN in again.learned
            assert Secret("AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc") in again.learned
            assert again.sending.targets()[0].place is KeyPlace.FILE
            await again.sending.forget_secret("desk")
            assert again.opened[0].secrets == {}
            assert not (tmp_path / "secrets.json").exists()

    run(story())


@pytest.mark.parametrize(
    "after",
    [
        (),
        (target(TargetKind.NTFY),),
        (target(TargetKind.SLACK), target(TargetKind.NTFY, "other")),
    ],
)
def test_a_secret_goes_with_its_target_whichever_way_that_came_about(run, tmp_path, after):
    async def story():
        async with box(tmp_path, target()) as made:
            await made.sending.keep_secret(target(), TOKEN, KeyPlace.FILE)
            made.choose(*after)
            assert made.opened[0].secrets == {}
            await made.until(lambda: not (tmp_path / "secrets.json").exists())
            made.choose(target())  # as an undo puts it back
            made.sending.retry("desk")
            assert made.opened[0].secrets == {}
            await made.sending.keep_secret(target(), TOKEN, KeyPlace.FILE)
            assert made.opened[0].secrets == {"desk": TOKEN}

    run(story())


def test_a_token_of_one_server_is_not_told_to_another(run, tmp_path):
    here, moved = (target(TargetKind.NTFY, address=f"https://{host}/alerts") for host in ("a.example", "b.example"))
    named_anew = here.model_copy(update={"address": "https://A.example/others", "name": "Another name"})

    async def story():
        async with box(tmp_path, here) as made:
            await made.sending.keep_secret(here, TOKEN, KeyPlace.FILE)
            made.choose(named_anew)
            assert made.opened[0].secrets == {"desk": TOKEN}
            await made.sending.try_out(moved)
            assert made.opened[0].tried == [(moved, None)]
            await made.sending.keep_secret(moved, TOKEN, KeyPlace.FILE)
            assert made.opened[0].secrets == {}  # the target is still the old one
            made.choose(moved)
            assert made.opened[0].secrets == {"desk": TOKEN}
            made.choose(here)
            assert made.opened[0].secrets == {}
            await made.until(lambda: not (tmp_path / "secrets.json").exists())

    run(story())


def test_what_an_earlier_run_left_behind_is_given_to_no_new_target(run, tmp_path):
    async def story():
        shelf = KeyShelf(tmp_path / "secrets.json", None)
        await shelf.keep(shelf_name("desk"), TOKEN, KeyPlace.FILE)
        async with box(tmp_path) as made:
            made.choose(target(TargetKind.NTFY))
            await made.until(lambda: not (tmp_path / "secrets.json").exists())
            assert made.opened[0].secrets == {}

    run(story())


def test_a_secret_that_cannot_be_removed_is_used_no_more_and_told(run, tmp_path):
    ring = Ring()

    async def story():
        shelf = KeyShelf(tmp_path / "secrets.json", lambda: ring)
        async with box(tmp_path, target(), shelf=shelf) as made:
            await made.sending.keep_secret(target(), TOKEN, KeyPlace.KEYRING)
            ring.held.clear()  # removing it fails now
            made.choose(target(TargetKind.NTFY))
            await made.until(lambda: len(made.told) == 2)
            assert made.told[0].startswith("The desk: its secret was entered for another service or server")
            assert made.told[1].startswith("The secret of the target “desk” is still kept: The keyring did not remove")
            made.choose(target())
            made.sending.retry("desk")
            await asyncio.sleep(0.01)
            assert made.opened[0].secrets == {}
            assert len(made.told) == 2

    run(story())


def test_a_file_that_cannot_be_read_is_said(run, tmp_path):
    (tmp_path / "secrets.json").write_text("nonsense")

    async def story():
        async with box(tmp_path, target()) as made:
            await made.until(lambda: made.opened[0].running)
            assert "is not understood" in made.sending.sentence

    run(story())


def test_a_keyring_that_opens_later_is_asked_again(run, tmp_path):
    ring = Ring()

    async def story():
        shelf = KeyShelf(tmp_path / "secrets.json", lambda: ring)
        await shelf.keep(shelf_name("desk"), TOKEN, KeyPlace.KEYRING)
        ring.locked = True
        async with box(tmp_path, target(), shelf=shelf) as made:
            await made.until(lambda: "does not give out the key" in made.sending.sentence)
            ring.locked = False
            made.sending.retry("desk")
            await made.until(lambda: made.opened[0].secrets == {"desk": TOKEN})
            assert made.sending.sentence == ""

    run(story())


def test_what_can_be_no_target_is_not_tried(run, tmp_path):
    async def story():
        async with box(tmp_path) as made:
            with pytest.raises(ExpectedFailure, match="A chat is a number"):
                await made.sending.try_out(target(address="somewhere"), TOKEN)
            with pytest.raises(ExpectedFailure, match="Nothing can be sent without the bot token"):
                await made.sending.try_out(target())
            assert made.opened == []
            assert await made.sending.try_out(target(), TOKEN) == "It arrived."
            assert made.opened[0].tried == [(target(), TOKEN)]
            assert await made.sending.try_out(target(TargetKind.NTFY)) == "It arrived."

    run(story())


def test_the_sentence_names_the_first_and_counts_the_others(run, tmp_path):
    async def story():
        async with box(tmp_path, target(TargetKind.NTFY), target(TargetKind.NTFY, "two", name="Two")) as made:
            await made.until(lambda: made.opened[0].running)
            assert made.sending.sentence == ""
            made.opened[0].standing = Standing.WAITING
            assert made.sending.sentence == "The desk: It is waiting. (1 more in trouble)"
            made.sending.retry("two")
            assert made.opened[0].retried == ["two"]

    run(story())


@pytest.mark.parametrize(("why", "said"), [("demo", "The demo sends nothing"), ("held", "Another liqdesk")])
def test_who_sends_nothing_says_why(run, why, said):
    desk = NoSending(why)
    assert (desk.targets(), desk.sentence) == ((), "")
    for asked in (desk.places(), desk.try_out(target()), desk.forget_secret("x")):
        with pytest.raises(ExpectedFailure, match=said):
            run(asked)
