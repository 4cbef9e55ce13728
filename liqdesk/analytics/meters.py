"""The meters of a venue in sentences: its silence, its throttle, and the labelled guess at what that hides."""

from collections.abc import Mapping

from liqdesk.analytics.reasons import listed, percent
from liqdesk.analytics.rhythm import Silence, long_words, odds_words
from liqdesk.analytics.views import VenueMeters
from liqdesk.domain.language import figure, tr
from liqdesk.domain.venue import VenueId


def meter_sentences(meters: VenueMeters, names: Mapping[VenueId, str]) -> tuple[str, ...]:
    """What the meters say, a sentence each; those that know nothing say nothing."""
    told = []
    if meters.silence is not None:
        told.append(_silence(meters.silence))
    if meters.saturation is not None:
        used = meters.saturation
        told.append(
            tr(
                "In bursts of the last 15 min its one order a second was used in {share} of {seconds} s; most by "
                "{symbol}, {symbol_share}."
            ).format(
                share=percent(used.share),
                seconds=figure(f"{used.seconds:,}"),
                symbol=used.symbol,
                symbol_share=percent(used.symbol_share),
            )
        )
    if meters.thinning is not None:
        whose = listed([names.get(venue, str(venue)) for venue in meters.thinning.venues])
        told.append(
            tr(
                "A guess: of what {whose} told in full of the same coins and minutes, {survives} of the money "
                "would survive this throttle. It corrects no number."
            ).format(whose=whose, survives=percent(meters.thinning.survives))
        )
    return tuple(told)


def _silence(silence: Silence) -> str:
    said = tr("Silent for {length}").format(length=long_words(silence.length))
    if silence.chance is None or silence.per_minute is None:
        return tr("{said}; its rhythm is not known yet.").format(said=said)
    usual = tr("usually {rate} bouts a minute ({basis})").format(
        rate=figure(f"{silence.per_minute:.2g}"), basis=silence.basis
    )
    if silence.others is not None:
        usual = tr("{usual}, {count} of others meanwhile").format(usual=usual, count=silence.others)
    return tr("{said}; {usual}; by chance {chance}.").format(said=said, usual=usual, chance=odds_words(silence.chance))
