"""The meters of a venue in sentences: its silence, its throttle, and the labelled guess at what that hides."""

from collections.abc import Mapping

from liqdesk.analytics.reasons import listed, percent
from liqdesk.analytics.rhythm import Silence, long_words, odds_words
from liqdesk.analytics.views import VenueMeters
from liqdesk.domain.venue import VenueId


def meter_sentences(meters: VenueMeters, names: Mapping[VenueId, str]) -> tuple[str, ...]:
    """What the meters say, a sentence each; those that know nothing say nothing."""
    told = []
    if meters.silence is not None:
        told.append(_silence(meters.silence))
    if meters.saturation is not None:
        used = meters.saturation
        told.append(
            f"In bursts of the last 15 min its one order a second was used in {percent(used.share)} of {used.seconds:,} s; "
            f"most by {used.symbol}, {percent(used.symbol_share)}."
        )
    if meters.thinning is not None:
        whose = listed([names.get(venue, str(venue)) for venue in meters.thinning.venues])
        told.append(
            f"A guess: of what {whose} told in full of the same coins and minutes, {percent(meters.thinning.survives)} "
            "of the money would survive this throttle. It corrects no number."
        )
    return tuple(told)


def _silence(silence: Silence) -> str:
    said = f"Silent for {long_words(silence.length)}"
    if silence.chance is None or silence.per_minute is None:
        return f"{said}; its rhythm is not known yet."
    usual = f"usually {silence.per_minute:.2g} bouts a minute ({silence.basis})"
    others = "" if silence.others is None else f", {silence.others} of others meanwhile"
    return f"{said}; {usual}{others}; by chance {odds_words(silence.chance)}."
