"""What is said of an alert: short at watch, with totals and coverage at alert, with leader and rank at critical."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from liqdesk.alerts.alert import Alert
from liqdesk.analytics.events import MARKET, Level
from liqdesk.analytics.journal import RANKED_SIDE, JournalEntry
from liqdesk.analytics.rank import rank_words
from liqdesk.analytics.story import event_name, event_story, event_told
from liqdesk.analytics.told import utc_minute
from liqdesk.domain.language import in_english
from liqdesk.domain.liquidation import PositionSide
from liqdesk.domain.money import usd_text
from liqdesk.domain.time import SECOND, UnixMs
from liqdesk.engine.ports import Parcel
from liqdesk.outbox.letter import Letter, packed
from liqdesk.settings.webhooks import SavedTarget

LOUDNESS = {Level.WATCH: 0, Level.ALERT: 1, Level.CRITICAL: 2}
GLYPHS = {PositionSide.LONG: "▼ ", PositionSide.SHORT: "▲ ", None: ""}
TEST = "TEST"
REMEMBERED = 500


class Mail:
    """Makes letters and parcels. `entry_of` finds the event an alert is about; `names` are the venues' names by id."""

    def __init__(
        self, entry_of: Callable[[str], JournalEntry | None], names: Mapping[str, str], now: Callable[[], UnixMs]
    ) -> None:
        self._entry_of = entry_of
        self._names = names
        self._now = now
        self._loudest: dict[tuple[str, str], int] = {}

    def parcels(self, alert: Alert, level: Level, target: SavedTarget, edits: bool) -> Sequence[Parcel]:
        """The parcel for one target, or none: below its level, or where a message that cannot be edited is no louder."""
        loudness = LOUDNESS[level]
        if loudness < LOUDNESS[Level(target.level)]:
            return ()
        said = self._loudest.get((alert.id, target.id))
        if said is not None and loudness <= said and not edits:
            return ()
        self._remember((alert.id, target.id), loudness)
        now = self._now()
        # It travels in a header too, where a coin's name may not stand as it is.
        ident = quote(f"{alert.id}:{alert.updated_at}:{target.id}", safe=":/@")
        return (Parcel(ident, alert.id, target.id, now, now, packed(self.letter(alert, level, ident))),)

    def _remember(self, key: tuple[str, str], loudness: int) -> None:
        self._loudest[key] = max(loudness, self._loudest.pop(key, 0))
        while len(self._loudest) > REMEMBERED:
            del self._loudest[next(iter(self._loudest))]

    @in_english()
    def letter(self, alert: Alert, level: Level, ident: str) -> Letter:
        """The alert as it is now, as loud as `level` says."""
        entry = self._entry_of(alert.event) if alert.event else None
        name = event_name(entry.event) if entry else next(iter(alert.names), alert.scope)
        lines = [alert.sentence] if entry is None else self._lines(entry, level)
        if len(alert.names) > 1:
            lines.append(f"Rules: {', '.join(alert.names)}.")
        lines.append(f"liqdesk, {utc_minute(alert.updated_at)}")
        return Letter(
            id=ident,
            alert=alert.id,
            level=level,
            title=plain(f"{GLYPHS[alert.side]}{level.capitalize()}: {name}"),
            lines=tuple(plain(line) for line in lines if line),
            at=alert.updated_at,
            opened_at=alert.opened_at,
            scope=plain(alert.scope),
            sentence=plain(alert.sentence),
            side=alert.side,
            event=alert.event,
            micro=alert.micro,
            at_least=alert.at_least,
            rules=alert.names,
        )

    def _lines(self, entry: JournalEntry, level: Level) -> list[str]:
        """What is said of an event; its alert's own sentence is the story without what came since."""
        event = entry.event
        told = event_told(event, usd_text)
        if level is Level.WATCH:
            return [f"{told.signed(told.total)} liquidated so far, covered {told.covered}."]
        lines = [event_story(event)]
        if event.coverage.throughout:  # else the story says it
            lines.append(f"Covered {told.covered}.")
        if level is Level.CRITICAL:
            lines += [self._leader_line(entry), _rank_line(entry)]
        return lines

    def _leader_line(self, entry: JournalEntry) -> str:
        leader = entry.event.leader
        if leader is None:
            return ""
        lead = "" if leader.lead_ms is None else f", {leader.lead_ms / SECOND:.1f} s before the next"
        caveat = f" ({leader.caveat})" if leader.caveat else ""
        return f"{leader.base} on {self._names.get(leader.venue, leader.venue)} moved first{lead}{caveat}."

    @in_english()
    def test(self, target: SavedTarget) -> Letter:
        """A message that says that it is none."""
        now = self._now()
        sentence = f"A test of {target.name}: alerts of liqdesk arrive here."
        return Letter(
            id=f"test:{target.id}:{now}",
            alert="test",
            level=Level.WATCH,
            title="liqdesk",
            lines=(plain(sentence), f"liqdesk, {utc_minute(now)}"),
            at=now,
            opened_at=now,
            scope=MARKET,
            sentence=plain(sentence),
            mark=TEST,
        )


def _rank_line(entry: JournalEntry) -> str:
    rank = entry.rank
    if rank is None or not rank.enough:
        return ""
    coin = None if entry.event.scope == MARKET else entry.event.scope
    words = rank_words(rank, RANKED_SIDE[entry.event.kind], coin)
    return f"{words[0].upper()}{words[1:]}."


def plain(text: str) -> str:
    """One line without what steers a terminal, a reading direction or a layout."""
    kept = (" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    return "".join(sign for sign in kept if unicodedata.category(sign) not in ("Cf", "Co", "Cs", "Zl", "Zp"))
