"""Any settings there can be, for laws."""

from typing import Any, TypeVar

from hypothesis import strategies as st

from liqdesk.settings.alerting import AlertSettings, QuietHours
from liqdesk.settings.announcing import BackgroundSettings, NotificationSettings, SoundSettings
from liqdesk.settings.groups import GroupSettings
from liqdesk.settings.model import (
    BarColours,
    BucketWidth,
    ChartSettings,
    KeySettings,
    LookSettings,
    NetworkSettings,
    RankSettings,
    Settings,
    TapeSettings,
    Theme,
    TradfiSettings,
    VenueSettings,
    Zone,
)
from liqdesk.settings.rules import (
    AlertLevel,
    Channels,
    CoverageUnder,
    EventKindName,
    EventReaches,
    FeedTrouble,
    LargestHour,
    Match,
    OneSided,
    OrderOver,
    SavedRule,
    Scope,
    ScopeKind,
    Side,
    Trouble,
    WindowOver,
)
from liqdesk.settings.section import Section
from liqdesk.settings.webhooks import SavedTarget, TargetKind, WebhookSettings

Kind = TypeVar("Kind", bound=Section)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
printable = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Co", "Cn"]), min_size=1, max_size=20
)
idents = st.from_regex(r"[a-z0-9][a-z0-9-]{0,39}", fullmatch=True)
clocks = st.from_regex(r"([01][0-9]|2[0-3]):[0-5][0-9]", fullmatch=True)
percents = st.integers(0, 100)
dollars = st.integers(1, 10**12)
spans = st.integers(10, 86_400)
flags = st.booleans()
levels = st.sampled_from(AlertLevel)
one_side = st.sampled_from((Side.LONG, Side.SHORT, Side.EITHER))
scopes = st.just(Scope()) | st.builds(
    Scope, kind=st.sampled_from((ScopeKind.GROUP, ScopeKind.COIN, ScopeKind.VENUE)), name=printable
)
conditions = st.one_of(
    st.builds(OrderOver, usd=dollars, side=one_side, scope=scopes),
    st.builds(WindowOver, usd=dollars, seconds=spans, side=st.sampled_from(Side), scope=scopes),
    st.builds(OneSided, share=st.integers(50, 100), above_usd=dollars, seconds=spans, side=one_side, scope=scopes),
    st.builds(
        EventReaches,
        level=levels,
        kinds=st.lists(st.sampled_from(EventKindName), min_size=1, unique=True).map(tuple),
        scope=scopes.filter(lambda scope: scope.kind is not ScopeKind.VENUE),
        any_coin=flags,
    ),
    st.builds(LargestHour, days=st.integers(7, 3_650), side=st.sampled_from(Side)),
    st.builds(FeedTrouble, trouble=st.sampled_from(Trouble), venue=st.just("") | printable, seconds=spans),
    st.builds(CoverageUnder, percent=st.integers(1, 100)),
)
rules = st.builds(
    SavedRule,
    id=idents,
    name=printable,
    enabled=flags,
    match=st.sampled_from(Match),
    conditions=st.lists(conditions, min_size=1, max_size=3).map(tuple),
    level=levels,
    channels=st.builds(Channels, sound=flags, desktop=flags, webhooks=flags),
    sound=words,
    cooldown_s=st.integers(0, 86_400),
    rearm=st.integers(10, 100),
    quiet_hours=flags,
)
targets = st.builds(
    SavedTarget,
    id=idents,
    name=printable,
    kind=st.sampled_from(TargetKind),
    enabled=flags,
    address=st.just("") | printable,
    level=levels,
    card=flags,
)


def distinct(entries: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[Any]:
    """Tuples of entries of which no two have an id in common."""
    return st.lists(entries, max_size=most, unique_by=lambda one: one.id).map(tuple)


def sections(kind: type[Kind], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Kind]:
    """A section: as installed, or with any of its fields changed."""
    return st.just(kind()) | st.builds(kind, **fields)


any_settings = st.builds(
    Settings,
    venues=sections(VenueSettings, switched=st.dictionaries(words, flags, max_size=4)),
    tape=sections(TapeSettings, minimum_usd=st.integers(0, 10**9)),
    tradfi=sections(TradfiSettings, counted=flags, on_tape=flags),
    ranks=sections(RankSettings, imported=flags),
    look=sections(
        LookSettings,
        theme=st.sampled_from(Theme),
        colours=st.sampled_from(BarColours),
        zone=st.sampled_from(Zone),
    ),
    chart=sections(ChartSettings, bucket=st.sampled_from(BucketWidth), price_base=words),
    network=sections(
        NetworkSettings, proxy=st.sampled_from(("", "direct")) | words.map(lambda rest: f"socks5h://{rest}".strip())
    ),
    groups=sections(
        GroupSettings,
        coins=st.dictionaries(
            printable.filter(lambda name: name != "other"),
            st.lists(printable, min_size=1, max_size=30).map(tuple),
            max_size=3,
        ),
    ),
    alerts=sections(
        AlertSettings,
        enabled=flags,
        hourly_budget=st.integers(1, 60),
        quiet=sections(QuietHours, enabled=flags, start=clocks, end=clocks, critical=flags),
        rules=distinct(rules, 3),
    ),
    sound=sections(
        SoundSettings,
        enabled=flags,
        volume=percents,
        watch_volume=percents,
        watch_sound=words,
        device=words,
        ticks=flags,
    ),
    notifications=sections(NotificationSettings, enabled=flags),
    background=sections(BackgroundSettings, close_to_tray=flags, start_at_login=flags, tray_explained=flags),
    webhooks=sections(WebhookSettings, targets=distinct(targets, 3)),
    keys=sections(KeySettings, chosen=st.dictionaries(words, words, max_size=3)),
)
