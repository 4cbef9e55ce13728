"""Which venues are listened to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import pytest

from liqdesk.analytics.cumulative import CumulativeQuery
from liqdesk.analytics.live import LiveAnalytics
from liqdesk.analytics.surroundings import LedgerWatch, NoContext
from liqdesk.analytics.venue_stacks import VenueStacksQuery
from liqdesk.domain.feed_state import CoveredSpan, LaneId, LaneState, LaneStatus, Span
from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.liquidation import Liquidation, LiquidationKey
from liqdesk.domain.time import DAY, HOUR, MINUTE, UnixMs
from liqdesk.domain.venue import Standing, VenueId
from liqdesk.engine.afterwards import Afterwards
from liqdesk.engine.catalogue import Catalogue
from liqdesk.engine.desk import Mode
from liqdesk.engine.ingest import Ingest
from liqdesk.engine.intake import Intake
from liqdesk.engine.journal import Journal
from liqdesk.engine.live_desk import LiveDesk, enabled_venues
from liqdesk.engine.memory_past import MemoryPast
from liqdesk.engine.pipeline import Pipeline, Ring
from liqdesk.engine.ports import RawMessage
from liqdesk.engine.recorded_hours import RecordedHours
from liqdesk.engine.surroundings import Surroundings
from liqdesk.engine.unstored import Unstored
from liqdesk.settings.current import CurrentSettings
from liqdesk.settings.filtering import FilterSettings
from liqdesk.settings.model import Settings, TradfiSettings, VenueSettings
from tests.fakes.clock import StepClock
from tests.fakes.detecting import KnownMarket
from tests.fakes.rows import T0, info, instrument, row

PLAIN, TRIAL, OLD = VenueId("plain"), VenueId("trial"), VenueId("old")
INFOS = {
    PLAIN: info("plain"),
    TRIAL: replace(info("trial"), standing=Standing.EXPERIMENTAL),
    OLD: replace(info("old"), standing=Standing.TAPES_ONLY),
}


def test_by_default_only_the_regular_ones():
    assert enabled_venues(INFOS, VenueSettings()) == {PLAIN}


def test_a_hand_switches_all_but_those_of_old_tapes():
    switched = VenueSettings(switched={"plain": False, "trial": True, "old": True, "nobody": True})
    assert enabled_venues(INFOS, switched) == {TRIAL}


class Orders:
    """A feed that remembers what it was asked to follow."""

    def __init__(self) -> None:
        self.followed: dict[VenueId, list[str]] = {}
        self.enabled: list[set[str]] = []

    def set_enabled(self, venues: frozenset[VenueId]) -> None:
        self.enabled.append(set(venues))

    def renew(self, lane: LaneId) -> None:
        """Nobody is doubted here."""

    def retry(self, venue: VenueId) -> None:
        raise AssertionError

    def follow(self, symbols: Mapping[VenueId, Sequence[str]]) -> None:
        self.followed = {venue: list(ones) for venue, ones in symbols.items()}


class Shelf:
    """A shelf with these messages on it."""

    def __init__(self, messages: dict[LiquidationKey, RawMessage]) -> None:
        self.messages = messages

    async def find(self, row: Liquidation) -> RawMessage | None:
        return self.messages.get(row.key)


class Scene:
    """A desk over some venues, of which `light` has light prices, and some are `carried` by another's connection."""

    def __init__(
        self,
        mode: Mode = Mode.LIVE,
        settings: Settings | None = None,
        venues: Sequence[str] = ("heavy", "light", "third"),
        carried: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        infos = {
            VenueId(name): replace(
                info(name),
                light_prices=name == "light",
                carried_by=VenueId(carried[name]) if name in carried else None,
            )
            for name in venues
        }
        self.clock = StepClock()
        self.catalogue = Catalogue({venue: lambda _: None for venue in infos})
        for venue in infos:
            coins = ("BTC", "ETH", "SOL") if venue != "light" else ("ETH", "SOL")
            listed = [Instrument(venue, f"{coin}USDT", coin, "USDT", Settlement.LINEAR) for coin in coins]
            self.catalogue.replace(venue, listed, "live", T0)
        self.analytics = LiveAnalytics(infos)
        unstored = Unstored("a test")
        intake = Intake(self.catalogue, {})
        self.around = Surroundings(self.catalogue, self.analytics, unstored)
        ring = Ring()
        self.journal = journal = Journal(LedgerWatch(self.analytics.coverage), NoContext(), unstored, "live")
        pipeline = Pipeline(unstored, self.analytics, journal, ring, None)
        ingest = Ingest(intake, pipeline, self.analytics, self.catalogue, journal, unstored, unstored, self.around)
        self.desk = LiveDesk(
            mode,
            self.clock,
            infos,
            CurrentSettings(settings or Settings()),
            self.analytics,
            journal,
            ingest,
            ring,
            self.catalogue,
            unstored.status,
            self.around,
        )
        self.orders = Orders()


def test_the_chart_s_coin_is_followed_at_two_venues_and_the_liquidated_ones_where_that_is_light():
    scene = Scene()
    scene.desk.follow("BTC")
    scene.desk.attach(scene.orders)
    scene.desk.follow("BTC")
    assert scene.orders.followed == {"heavy": ["BTCUSDT"], "light": ["ETHUSDT"], "third": ["BTCUSDT"]}
    scene.analytics.restore([row(of=instrument("SOL"))])
    scene.analytics.step(T0)
    scene.desk.look_around()
    assert scene.orders.followed["light"] == ["ETHUSDT", "SOLUSDT"]
    assert scene.around.wanted == {"BTC", "ETH", "SOL"}
    assert scene.desk.watched_symbols(VenueId("third")) == ["BTCUSDT", "ETHUSDT", "SOLUSDT"]


def test_prices_are_asked_of_venues_that_are_heard_before_those_that_are_blocked():
    scene = Scene(venues=("blocked", "light", "other", "third", "fourth"))
    scene.desk.attach(scene.orders)
    scene.desk.follow("BTC")
    assert set(scene.orders.followed) == {"blocked", "light", "other"}
    for venue in ("third", "fourth"):
        heard = LaneStatus(LaneId(f"{venue}/1"), VenueId(venue), LaneState.LIVE, vouched_at=scene.clock.monotonic())
        scene.analytics.coverage.lane_changed(heard)
    scene.desk.look_around()
    assert set(scene.orders.followed) == {"light", "third", "fourth"}


def test_a_venue_that_another_one_brings_is_no_second_source():
    scene = Scene(venues=("heavy", "brought", "third"), carried={"brought": "heavy"})
    scene.desk.attach(scene.orders)
    scene.desk.follow("BTC")
    assert set(scene.orders.followed) == {"heavy", "third"}


def test_the_most_liquidated_coins_come_with_their_market():
    scene = Scene()
    scene.analytics.restore([row(of=instrument("SOL")), row(micro=9_000_000_000, of=instrument("ETH"))])
    board = scene.desk.coins(5)
    assert [coin.base for coin in board.coins] == ["ETH", "SOL"]
    assert board.coins[0].totals[1].count == 1
    assert board.coins[0].market == scene.desk.context("ETH")
    assert board.window("1h") == scene.desk.totals().window("1h")
    small = scene.desk.coins(1)
    assert ([coin.base for coin in small.coins], small.known) == (["ETH"], 2)


def test_the_coins_are_those_that_the_filter_lets_through():
    scene = Scene()
    scene.analytics.restore([row(of=instrument("SOL")), row(micro=9_000_000_000, of=instrument("ETH"))])
    value = scene.desk.settings.value
    scene.desk.replace_settings(value.model_copy(update={"filter": FilterSettings(coins=("SOL",))}))
    board = scene.desk.coins(5)
    assert [coin.base for coin in board.coins] == ["SOL"]
    assert board.choice is not None
    assert board.window("1h").total == board.coins[0].totals[1]


def test_the_charts_of_sums_hold_the_totals_of_their_windows():
    scene = Scene()
    scene.analytics.restore([row(of=instrument("SOL")), row(micro=9_000_000_000, of=instrument("ETH"))])
    whole = scene.desk.totals().window("1h").total
    assert scene.desk.cumulative(CumulativeQuery(trailing=HOUR)).total == whole
    assert scene.desk.venue_stacks(VenueStacksQuery(MINUTE)).total == whole
    assert scene.desk.coin_tiles("1h").whole.total == whole
    assert [one.base for one in scene.desk.coin_tiles("1h").coins] == ["ETH", "SOL"]


def test_within_a_second_totals_step_and_the_venues_lines_stay_unless_a_connection_says_something():
    scene = Scene()
    ring = scene.desk._ring

    def rows(at: int, many: int) -> None:
        batch = tuple(
            row(at + number, 1_000_000, of=instrument("ETH", "heavy"), occurrence=number) for number in range(many)
        )
        scene.analytics.take(batch)
        ring.take(batch)

    rows(T0, 60)
    first, seen = scene.desk.frame(0, calm=True)
    scene.clock.step(500)
    rows(T0 + 400, 60)
    second, seen = scene.desk.frame(seen, calm=True)
    assert second.totals.window("1h").total.count == 120
    assert second.venues is first.venues
    rows(T0 + 450, 60)
    scene.analytics.lane_changed(LaneStatus(LaneId("heavy/a"), VenueId("heavy"), LaneState.LIVE))
    said, seen = scene.desk.frame(seen, calm=True)
    assert {venue.id: venue.state for venue in said.venues}["heavy"] is not LaneState.CONNECTING
    scene.clock.step(500)
    third, _ = scene.desk.frame(seen, calm=True)
    assert third.venues is not said.venues
    assert scene.desk.frame(0)[0].venues is not third.venues, "who does not ask calmly gets all anew"


def test_pausing_closes_everything_and_what_is_switched_meanwhile_waits_for_its_end():
    scene = Scene()
    desk, asked = scene.desk, scene.orders.enabled
    desk.pause(True)
    assert not desk.paused  # there is nothing to pause
    desk.attach(scene.orders)
    revision = desk.revision
    desk.pause(True)
    assert desk.paused
    assert desk.revision > revision
    desk.enable_venue(VenueId("third"), False)
    assert asked == [set()]
    desk.pause(False)
    desk.pause(False)
    assert asked == [set(), {"heavy", "light"}]
    assert not desk.paused


def test_a_replay_is_about_the_venues_of_its_tape_whatever_is_switched_on():
    scene = Scene(Mode.REPLAY, Settings())
    assert scene.desk.enabled == frozenset()
    told = LaneStatus(LaneId("third/1"), VenueId("third"), LaneState.LIVE, vouched_at=scene.clock.monotonic())
    scene.analytics.coverage.lane_changed(told)
    assert scene.desk.enabled == {"third"}
    said = {venue.id: venue.sentence for venue in scene.desk.frame(0)[0].venues}
    assert said == {"heavy": "not in the recording", "light": "not in the recording", "third": "live"}


COUNTED = Settings(tradfi=TradfiSettings(counted=True))


@pytest.mark.parametrize(
    ("mode", "settings", "told"),
    [
        (Mode.LIVE, Settings(), True),
        (Mode.LIVE, COUNTED, False),
        (Mode.DEMO, Settings(), False),
        (Mode.REPLAY, Settings(), False),
    ],
)
def test_only_an_hour_of_the_live_market_is_ranked_and_only_by_what_the_recordings_sum(run, mode, settings, told):
    scene = Scene(mode, settings)
    heavy = VenueId("heavy")
    scene.analytics.coverage.covered(CoveredSpan(LaneId("heavy/1"), heavy, Span(UnixMs(T0 - DAY), T0)))
    scene.analytics.restore([row(of=instrument("BTC"))])
    past = MemoryPast(scene.analytics)
    afterwards = Afterwards(scene.journal, RecordedHours(past, lambda: (heavy,)), past, KnownMarket(), scene.desk.now)
    assert scene.desk.frame(0)[0].rank is None
    scene.desk.rank_by(afterwards)
    run(afterwards.look())
    frame, card = scene.desk.frame(0)[0], scene.desk.hour_card()
    words = "not enough history to rank it: 1 of 7 recorded days"
    assert (frame.rank is not None and frame.rank.words == words) is told
    assert ("Not enough history" in frame.headline) is told
    assert (card.notes == (("Rank", words),)) is told


def test_a_row_s_message_is_asked_of_who_keeps_them(run):
    scene = Scene()
    known = row(at=T0)
    assert run(scene.desk.raw(known)) is None
    message = RawMessage(known.instrument.venue, known.received_at, b"as it came")
    scene.desk.attach_messages(Shelf({known.key: message}))
    assert run(scene.desk.raw(known)) == message
