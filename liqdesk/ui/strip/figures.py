"""What the strip says, as text and amounts, from one glance at the desk; no painting and no Qt."""

from dataclasses import dataclass
from types import MappingProxyType

from liqdesk.alerts.alert import Held
from liqdesk.analytics.events import MARKET, Event, EventKind, EventState, Level
from liqdesk.analytics.glance import Glance
from liqdesk.analytics.journal import RANKED_SIDE, JournalEntry
from liqdesk.analytics.story import event_name, event_story
from liqdesk.analytics.told import Told, tell
from liqdesk.analytics.views import WINDOWS, Coverage, SideTotal, WindowTotal
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.time import MINUTE, UnixMs
from liqdesk.engine.alerting import AlertsView
from liqdesk.engine.desk import Mode
from liqdesk.settings.model import Settings
from liqdesk.settings.strip import StripWindow
from liqdesk.ui.format import UNKNOWN, floor_words, fmt_minute, fmt_usd_brief
from liqdesk.ui.panels.figures import WindowFigure, window_figure
from liqdesk.ui.panels.silence import alerts_said
from liqdesk.ui.tables.journal import glyph_of

COINS = 2
RISING, FALLING = 1.25, 0.8
"""How many times the pace of the time just before it a flow must have to count as rising or falling."""

MARKS = MappingProxyType({Mode.LIVE: "", Mode.DEMO: marked("DEMO"), Mode.REPLAY: marked("REPLAY")})

_KINDS = MappingProxyType(
    {
        EventKind.SHORT_SQUEEZE: marked("SQUEEZE"),
        EventKind.LONG_FLUSH: marked("FLUSH"),
        EventKind.TWO_SIDED: marked("TWO-SIDED"),
    }
)
_ARROWS = MappingProxyType({marked("rising"): "↗", marked("falling"): "↘", marked("steady"): "→", "": ""})


@dataclass(frozen=True, slots=True)
class Flow:
    """The last minutes: `told` with its sign, whose positions most of it were (None for neither), and where its pace goes."""

    caption: str
    told: str
    position: PositionSide | None
    trend: str
    tip: str

    @property
    def arrow(self) -> str:
        """The trend as a sign; none where it is not known."""
        return _ARROWS[self.trend]


@dataclass(frozen=True, slots=True)
class Coin:
    """A leading coin: `told` with its sign, and whose positions most of it were."""

    base: str
    told: str
    position: PositionSide | None


@dataclass(frozen=True, slots=True)
class Happening:
    """The event that goes on: `title` is its kind, `scope` the coin it is of, empty for the market."""

    id: str
    title: str
    scope: str
    level: Level
    position: PositionSide | None
    tip: str


@dataclass(frozen=True, slots=True)
class Health:
    """Feeds and alerts: `calm` is what needs no look, `fault` what is broken."""

    feeds: str
    feeds_calm: bool
    feeds_fault: bool
    alerts: str
    alerts_calm: bool
    alerts_fault: bool
    tip: str


@dataclass(frozen=True, slots=True)
class StripFigures:
    """Everything the strip shows at one moment."""

    mark: str
    hour: WindowFigure
    flow: Flow
    coins: tuple[Coin, ...]
    happening: Happening | None
    judged: bool
    health: Health

    def sentence(self) -> str:
        """All of it in words, for who listens instead of looking."""
        hour, flow = self.hour, self.flow
        total = floor_words(hour.total, hour.more_possible)
        known = hour.total != UNKNOWN
        sides = (
            tr(", shorts {short_share}, longs {long_share}").format(
                short_share=hour.short_share, long_share=hour.long_share
            )
            if known
            else f", {hour.note}"
        )
        parts = [
            f"{self.mark} {hour.caption}: {total}{sides}".strip(),
            f"{flow.caption} {flow.told} {tr(flow.trend)}".strip(),
            *(f"{coin.base} {coin.told}" for coin in self.coins),
            self.happening.tip.splitlines()[0].removesuffix(".") if self.happening else tr("no event goes on"),
            self.health.feeds,
            self.health.alerts,
        ]
        return "; ".join(parts) + "."


def asked_windows(window: StripWindow) -> tuple[str, str, str]:
    """The windows a strip asks for: its own, that of its flow, and the one the flow's pace is compared within."""
    return (window.value, "1m", "5m") if window is StripWindow.FIVE_MINUTES else (window.value, "5m", "15m")


def strip_figures(
    glance: Glance, standing: JournalEntry | None, alerts: AlertsView, settings: Settings, mode: Mode
) -> StripFigures:
    """What to show of a glance at `asked_windows`."""
    zone = settings.look.zone
    whole, flow, wider = glance.windows
    event = None if standing is None else standing.event
    return StripFigures(
        tr(MARKS[mode]),
        window_figure(whole, glance.at, zone, glance.with_tradfi),
        flow_of(flow, wider, window_figure(flow, glance.at, zone, glance.with_tradfi), glance.at),
        tuple(coin_of(base, total, whole.coverage) for base, total in glance.coins),
        None if event is None or event.state is not EventState.OPEN else happening_of(event),
        not flow.coverage.blind,
        health_of(glance, alerts, settings),
    )


def flow_of(flow: WindowTotal, wider: WindowTotal, figure: WindowFigure, at: UnixMs) -> Flow:
    """The last minutes beside those just before them."""
    told = tell(flow.total, flow.coverage, fmt_usd_brief)
    trend = "" if told.total == UNKNOWN else trend_of(flow, wider, at)
    paced = (
        tr("{trend}, beside the time just before it").format(trend=tr(trend))
        if trend
        else tr("where its pace goes is not known")
    )
    return Flow(
        figure.caption,
        told.signed(told.total),
        _most(flow.total, told),
        trend,
        figure.tip + "\n" + tr("The pace: {paced}").format(paced=paced),
    )


def trend_of(flow: WindowTotal, wider: WindowTotal, at: UnixMs) -> str:
    """`rising`, `falling` or `steady` by the pace within the rest of the wider window; empty where that was not watched."""
    since = wider.coverage.since
    whole, part = WINDOWS[wider.window], WINDOWS[flow.window]
    if since is None or flow.coverage.blind or since > at - whole + MINUTE:
        return ""
    now, before = flow.total.both / part, (wider.total.both - flow.total.both) / (whole - part)
    if now <= 0 and before <= 0:
        return ""
    if now > RISING * before:
        return "rising"
    return "falling" if now < FALLING * before else "steady"


def coin_of(base: str, total: SideTotal, coverage: Coverage) -> Coin:
    """A coin's part, told with the coverage of the whole."""
    told = tell(total, coverage, fmt_usd_brief)
    return Coin(base, told.signed(told.total), _most(total, told))


def _most(total: SideTotal, told: Told) -> PositionSide | None:
    if told.total == UNKNOWN or total.long == total.short:
        return None
    return PositionSide.LONG if total.long > total.short else PositionSide.SHORT


def happening_of(event: Event) -> Happening:
    """An event that goes on, in one word and where it is."""
    return Happening(
        event.id,
        f"{glyph_of(event.kind)} {tr(_KINDS[event.kind])}",
        "" if event.scope == MARKET else event.scope,
        event.level,
        RANKED_SIDE[event.kind],
        f"{event_name(event)}, {tr(event.level.value)}.\n{event_story(event)}",
    )


def health_of(glance: Glance, alerts: AlertsView, settings: Settings) -> Health:
    """How many feeds are heard, and what the alerts may still say."""
    said = alerts_said(alerts, settings)
    live, expected = glance.feeds_live, glance.feeds_expected
    feeds = tr("feeds {live}/{expected}").format(live=live, expected=expected) if expected else tr("no feeds")
    lines = (
        [tr("{live} of {expected} feeds are heard.").format(live=live, expected=expected)]
        if expected
        else [tr("No exchange is switched on.")]
    )
    if glance.storing:
        feeds = f"✕ {feeds}"
        lines.append(glance.storing)
    return Health(
        feeds,
        live == expected and not glance.storing,
        bool(glance.storing) or (expected > 0 and not live),
        _alerts(alerts, settings),
        not said.quiet and not said.fault,
        said.fault,
        "\n".join([*lines, *said.tip.splitlines()[:-1]]),
    )


def _alerts(view: AlertsView, settings: Settings) -> str:
    """The alerts in a dozen signs: what keeps them quiet, or else the hour's budget."""
    until = "" if view.silent_until is None else fmt_minute(view.silent_until, settings.look.zone)
    if view.sending:
        return tr("✕ not sent")
    if not view.budget:
        return tr("no alerts")
    used = f"{view.used}/{view.budget}"
    return {
        Held.SWITCHED_OFF: tr("alerts off"),
        Held.MUTED: tr("muted"),
        Held.SNOOZED: tr("snoozed {until}").format(until=until).rstrip(),
        Held.QUIET: tr("quiet {until}").format(until=until).rstrip(),
        Held.BUDGET: tr("{used} held").format(used=used),
        Held.FLOOD: tr("digest {until}").format(until=until).rstrip(),
    }.get(view.held, tr("alerts held") if view.quiet else tr("alerts {used}").format(used=used))
