"""The settings: nested frozen models with their defaults and bounds; titles and descriptions are what the dialog shows."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator

from liqdesk.domain.language import marked, tr
from liqdesk.settings.alerting import AlertSettings
from liqdesk.settings.announcing import BackgroundSettings, NotificationSettings, SoundSettings
from liqdesk.settings.filtering import FilterSettings
from liqdesk.settings.groups import GroupSettings
from liqdesk.settings.panels import ChartPanelSettings, CoinTableSettings
from liqdesk.settings.raw_messages import RawSettings
from liqdesk.settings.section import Control, Page, Section, Shown
from liqdesk.settings.storing import StoringSettings
from liqdesk.settings.strip import StripSettings
from liqdesk.settings.webhooks import WebhookSettings

SCHEMA_VERSION = 1

LANGUAGE = r"^[A-Za-z]{2,8}(_[A-Za-z0-9]{2,8})*$"
"""A language's code, such as `de` or `pt_BR`, or `system` for that of the system."""

PROXY_SCHEMES = ("http://", "socks5h://")


class Theme(StrEnum):
    """Which looks to wear."""

    SYSTEM = marked("system")
    DARK = marked("dark")
    LIGHT = marked("light")


class BarColours(StrEnum):
    """What the two sides are coloured by; glyph and word always say the side too."""

    BLUE_ORANGE = marked("blue-orange")
    BY_POSITION = marked("by-position")
    BY_PRESSURE = marked("by-pressure")


class Zone(StrEnum):
    """Whose clock labels are written in; everything is kept in UTC."""

    UTC = marked("utc")
    LOCAL = marked("local")


class BucketWidth(StrEnum):
    """How much time one bar holds."""

    MINUTE = "1m"
    FIVE_MINUTES = "5m"
    QUARTER = "15m"
    HOUR = "1h"


class VenueSettings(Section):
    """Which venues are listened to."""

    switched: Annotated[
        dict[str, bool],
        Field(
            title=marked("Venues"),
            description=marked("Venues switched on or off by hand; the others keep their default."),
        ),
        Shown(control=Control.VENUES),
    ] = Field(default_factory=dict)


class TapeSettings(Section):
    """What the tape shows."""

    minimum_usd: Annotated[
        int,
        Field(
            title=marked("Smallest order on the tape"),
            description=marked("US dollars; smaller orders still count."),
            ge=0,
            le=10**9,
        ),
        Shown(control=Control.AMOUNT, unit="USD"),
    ] = 1_000


class TradfiSettings(Section):
    """What becomes of contracts on something else than a coin: shares, metals, indices, currencies."""

    counted: Annotated[
        bool,
        Field(
            title=marked("Count them in totals"),
            description=marked(
                "Off, totals are of coins alone. Sums kept for longer than a day are always of coins alone."
            ),
        ),
    ] = False
    on_tape: Annotated[
        bool, Field(title=marked("Show them on the tape"), description=marked("Marked trad beside their name."))
    ] = True


class RankSettings(Section):
    """What hours and events are ranked among."""

    imported: Annotated[
        bool,
        Field(
            title=marked("Count imported history"),
            description=marked(
                "Where nothing was recorded, hours from imported files stand in. A rank that rests on them says so."
            ),
        ),
    ] = False


class LookSettings(Section):
    """How the window looks."""

    theme: Annotated[Theme, Field(title=marked("Theme"))] = Theme.SYSTEM
    colours: Annotated[BarColours, Field(title=marked("Bar colours"))] = BarColours.BLUE_ORANGE
    zone: Annotated[Zone, Field(title=marked("Time zone of labels"))] = Zone.UTC
    language: Annotated[
        str,
        Field(
            title=marked("Language"),
            description=marked("Another one is spoken from the next start on."),
            pattern=LANGUAGE,
        ),
        Shown(control=Control.LANGUAGE),
    ] = "system"
    font_scale: Annotated[
        int,
        Field(
            title=marked("Text size"),
            description=marked("Beside the system's own; everything grows with it."),
            ge=80,
            le=160,
        ),
        Shown(control=Control.PERCENT),
    ] = 100
    reduced_motion: Annotated[
        bool, Field(title=marked("Reduced motion"), description=marked("Nothing fades or pulses."))
    ] = False


class ChartSettings(Section):
    """What the charts start with."""

    bucket: Annotated[BucketWidth, Field(title=marked("Bar width"))] = BucketWidth.MINUTE
    price_base: Annotated[
        str,
        Field(
            title=marked("Price of"), description=marked("The coin whose price is drawn above the bars."), max_length=32
        ),
    ] = "BTC"
    link_axes: Annotated[
        bool,
        Field(
            title=marked("Link time axes"), description=marked("Where one chart is taken in time, the others go along.")
        ),
    ] = True


class NetworkSettings(Section):
    """How the exchanges are reached."""

    proxy: Annotated[
        str,
        Field(
            title=marked("Proxy"),
            description=marked("http://… or socks5h://…; empty uses the environment's, 'direct' uses none."),
            max_length=300,
        ),
    ] = ""

    @field_validator("proxy")
    @classmethod
    def _known_scheme(cls, value: str) -> str:
        value = value.strip()
        if value in ("", "direct") or value.startswith(PROXY_SCHEMES):
            return value
        raise ValueError(tr("a proxy begins with http:// or socks5h:// (socks5h resolves names at the proxy)"))


class UpdateSettings(Section):
    """Whether news of releases are asked for."""

    check: Annotated[
        bool,
        Field(
            title=marked("Look for new versions once a day"),
            description=marked("One signed file is asked for; it tells and links, nothing is installed by itself."),
        ),
    ] = False


class KeySettings(Section):
    """Keys chosen by hand."""

    chosen: Annotated[
        dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=60)]],
        Field(
            title=marked("Keys"),
            description=marked("Keys of commands in place of their usual ones; an empty one takes the key away."),
            max_length=200,
        ),
        Shown(control=Control.KEYS),
    ] = Field(default_factory=dict)


class StartSettings(Section):
    """What is remembered of how the program began here."""

    first_steps_done: Annotated[
        bool, Field(title=marked("The first steps were taken")), Shown(control=Control.NONE)
    ] = False


class Settings(Section):
    """Everything the user chose."""

    schema_version: Annotated[int, Shown(control=Control.NONE)] = SCHEMA_VERSION
    venues: Annotated[VenueSettings, Field(title=marked("Venues")), Shown(Page.VENUES)] = VenueSettings()
    look: Annotated[LookSettings, Field(title=marked("Looks")), Shown(Page.DISPLAY)] = LookSettings()
    chart: Annotated[ChartSettings, Field(title=marked("Chart")), Shown(Page.DISPLAY)] = ChartSettings()
    strip: Annotated[StripSettings, Field(title=marked("Strip")), Shown(Page.DISPLAY)] = StripSettings()
    tape: Annotated[TapeSettings, Field(title=marked("Tape")), Shown(Page.DISPLAY)] = TapeSettings()
    tradfi: Annotated[
        TradfiSettings, Field(title=marked("Shares, metals, indices, currencies")), Shown(Page.DISPLAY)
    ] = TradfiSettings()
    ranks: Annotated[RankSettings, Field(title=marked("Ranks")), Shown(Page.HISTORY)] = RankSettings()
    storing: Annotated[StoringSettings, Field(title=marked("Recordings")), Shown(Page.HISTORY)] = StoringSettings()
    raw: Annotated[RawSettings, Field(title=marked("Raw messages")), Shown(Page.HISTORY)] = RawSettings()
    filter: Annotated[FilterSettings, Field(title=marked("Filter")), Shown(Page.DISPLAY)] = FilterSettings()
    coin_table: Annotated[CoinTableSettings, Field(title=marked("Coins")), Shown(Page.DISPLAY)] = CoinTableSettings()
    chart_panels: Annotated[ChartPanelSettings, Field(title=marked("Charts")), Shown(Page.DISPLAY)] = (
        ChartPanelSettings()
    )
    network: Annotated[NetworkSettings, Field(title=marked("Network")), Shown(Page.NETWORK)] = NetworkSettings()
    updates: Annotated[UpdateSettings, Field(title=marked("Updates")), Shown(Page.NETWORK)] = UpdateSettings()
    alerts: Annotated[AlertSettings, Field(title=marked("Alerts")), Shown(Page.ALERTS)] = AlertSettings()
    groups: Annotated[GroupSettings, Field(title=marked("Groups of coins")), Shown(Page.ALERTS)] = GroupSettings()
    sound: Annotated[SoundSettings, Field(title=marked("Sounds")), Shown(Page.SOUND)] = SoundSettings()
    notifications: Annotated[NotificationSettings, Field(title=marked("Notifications")), Shown(Page.NOTIFICATIONS)] = (
        NotificationSettings()
    )
    background: Annotated[BackgroundSettings, Field(title=marked("In the background")), Shown(Page.NOTIFICATIONS)] = (
        BackgroundSettings()
    )
    webhooks: Annotated[WebhookSettings, Field(title=marked("Webhooks and chat")), Shown(Page.WEBHOOKS)] = (
        WebhookSettings()
    )
    keys: Annotated[KeySettings, Field(title=marked("Keys")), Shown(Page.KEYS)] = KeySettings()
    start: Annotated[StartSettings, Field(title=marked("Start")), Shown(Page.ADVANCED)] = StartSettings()
