"""What a lane's silence means for its state and for its covered time; the feed knows the wire, this knows what is usual."""

from dataclasses import dataclass, replace

from liqdesk.analytics.coverage import CoverageLedger
from liqdesk.analytics.rhythm import Rhythms, Silence, silence_words
from liqdesk.domain.feed_state import COVERING, CoveredSpan, LaneId, LaneState, LaneStatus
from liqdesk.domain.time import UnixMs


@dataclass(frozen=True, slots=True)
class LaneNews:
    """A lane's word as it is to be shown and kept.

    `withdrawn_from` is set at the moment a doubt begins: what was told as covered after it counts no longer. `proven` is
    what counts again because the lane was heard. `telling` is false where it only says once more that it covers.
    """

    status: LaneStatus
    telling: bool
    withdrawn_from: UnixMs | None = None
    proven: tuple[CoveredSpan, ...] = ()


class Suspicion:
    """Judges each lane's newest word, and keeps the ledger's doubts.

    An improbably silent lane is SUSPECT. Only a row on the same connection proves that it told all along; where the
    connection ends first, the time since the last proof is a gap.
    """

    def __init__(self, ledger: CoverageLedger) -> None:
        self.rhythms = Rhythms()
        self._ledger = ledger
        self._silences: dict[LaneId, Silence] = {}

    def silence(self, lane: LaneId) -> Silence | None:
        """The present silence of a lane; None where it covers nothing or was never heard of."""
        return self._silences.get(lane)

    def hear(self, status: LaneStatus) -> LaneNews:
        """Judge a lane's newest word and put it into the ledger."""
        silence = self.rhythms.hear(status)
        if silence is None:
            self._silences.pop(status.lane, None)
        else:
            self._silences[status.lane] = silence
        proven = self._settled(status)
        withdrawn = None
        doubted = self._ledger.doubted_from(status.lane)
        if silence is not None and silence.improbable and doubted is None:
            self._ledger.doubt(status.lane, status.venue, silence.since)
            withdrawn = doubted = silence.since
        if silence is not None and doubted is not None:
            status = replace(status, state=LaneState.SUSPECT, detail=silence_words(silence))
        elif silence is not None and status.state is LaneState.QUIET and silence.chance is not None:
            status = replace(status, detail=f"{status.detail} (normal)")
        telling = self._ledger.lane_changed(status)
        return LaneNews(status, telling, withdrawn, proven)

    def gone(self, lane: LaneId) -> None:
        """A lane is no longer expected."""
        self.rhythms.forget(lane)
        self._silences.pop(lane, None)
        self._ledger.dismiss(lane)
        self._ledger.lane_gone(lane)

    def _settled(self, status: LaneStatus) -> tuple[CoveredSpan, ...]:
        """End a doubt that this word answers, or that nothing can answer any more."""
        since = self._ledger.doubted_from(status.lane)
        if since is None:
            return ()
        if status.connected_at is None or status.connected_at > since:
            self._ledger.dismiss(status.lane, status.connected_at)
            return ()
        if status.last_event_at is not None and status.last_event_at > since and status.state in COVERING:
            return self._ledger.believe(status.lane)
        return ()
