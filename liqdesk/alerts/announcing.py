"""Announcements made: a word of an alert, its end, a digest, and the trial of a rule."""

from liqdesk.alerts.alert import Alert, Announcement
from liqdesk.alerts.budget import Digest
from liqdesk.alerts.growing import Growing
from liqdesk.alerts.rules import Rule
from liqdesk.alerts.words import MARKS, TEST, digest_words, over_words, trial_wording
from liqdesk.analytics.events import Level
from liqdesk.domain.time import UnixMs


def announcement(growing: Growing, loud: bool = True) -> Announcement:
    """What an alert has to say, through the channels of all the rules that were met."""
    alert, rules = growing.alert, growing.rules.values()
    title, text = growing.wording.title(alert.level), alert.sentence
    if alert.over_at is not None:
        title, text = over_words(growing.wording, alert)
    return Announcement(
        key=alert.id,
        alert=alert,
        level=alert.level,
        title=title,
        text=text,
        sound=next((rule.saved.sound for rule in rules if rule.saved.sound), ""),
        loud=loud and any(rule.saved.channels.sound for rule in rules),
        desktop=loud and any(rule.saved.channels.desktop for rule in rules),
        mark=MARKS[alert.source],
    )


def digest_announcement(digest: Digest) -> Announcement:
    """A digest: it makes no sound unless something critical is in it."""
    title, text = digest_words(digest)
    alert = digest.largest
    return Announcement(
        key="digest",
        alert=alert,
        level=alert.level,
        title=title,
        text=text,
        sound="",
        loud=alert.level is Level.CRITICAL,
        desktop=True,
        mark=MARKS[alert.source],
        folded=digest.alerts,
    )


def trial(rule: Rule, at: UnixMs, source: str) -> Announcement:
    """A made-up alert of a rule, marked as a test."""
    saved = rule.saved
    level = Level(saved.level.value)
    wording = trial_wording(saved.name)
    alert = Alert(
        id=f"{TEST.lower()}/{rule.id}@{at}",
        about=f"{TEST.lower()}/{rule.id}",
        rules=(rule.id,),
        names=(saved.name,),
        level=level,
        scope="market",
        side=None,
        event=None,
        opened_at=at,
        updated_at=at,
        micro=None,
        sentence=wording.sentence,
        why=(),
        words=(),
        source=source,
        over_at=at,
    )
    channels = saved.channels
    return Announcement(
        alert.about,
        alert,
        level,
        f"{saved.name}, {level}",
        wording.sentence,
        saved.sound,
        channels.sound,
        channels.desktop,
        TEST,
    )
