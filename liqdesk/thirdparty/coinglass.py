"""Coinglass, version 4 of its API: one sum per coin over all its exchanges. Paid key; what it answers depends on the plan."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote

from liqdesk.domain.feed_state import Span
from liqdesk.domain.language import marked
from liqdesk.domain.secret import Secret
from liqdesk.domain.third_party import Amounts, ServiceFailure, ServiceId, ServiceInfo, TheirTotal, Trouble
from liqdesk.domain.time import UnixMs
from liqdesk.thirdparty.reading import Bar, parsed, summed, table, tables, unreadable, usd_of, whole, word
from liqdesk.thirdparty.script import Ask, Script, closed_spans, trailing_spans

INFO = ServiceInfo(
    id=ServiceId("coinglass"),
    name="Coinglass",
    address="https://open-api-v4.coinglass.com",
    calls_a_minute=30,
    source="coinglass.com",
    offers=marked("one sum per coin over all its exchanges with a paid key, by the hour from the plan Startup on"),
    caveat=marked(
        "Which exchanges it adds up and how is its own; it is not comparable one to one with what liqdesk hears."
    ),
)

ALL = "All"
LEAST_PLAN = "HOBBYIST"
"""Its shortest bars are of four hours; it has sums that trail up to now instead."""

_LIST = "/api/futures/liquidation/exchange-list"
_BARS = "/api/futures/liquidation/aggregated-history"
_PLAN = "/api/user/account/subscription"

_TROUBLES = {"401": Trouble.KEY, "403": Trouble.KEY, "429": Trouble.LIMIT}
_SENTENCES = {
    Trouble.KEY: "it does not accept the key",
    Trouble.LIMIT: "the limit of its plan is reached",
}


class Coinglass:
    """A `Service`. The plan is asked for once; a refusal of hours after it means that the plan has none."""

    def __init__(self) -> None:
        self._plan = ""
        self._hours = True

    @property
    def info(self) -> ServiceInfo:
        """What is known of it."""
        return INFO

    def headers(self, key: Secret) -> Mapping[str, str]:
        """The key goes into a header."""
        return {"CG-API-KEY": key.reveal()}

    def failure_in(self, body: bytes) -> None:
        """HTTP may say 200 where the envelope says no; its `code` is a text, "0" for yes."""
        envelope = table(parsed(body, "its answer"), "its answer")
        code = str(envelope.get("code"))
        if code != "0":
            trouble = _TROUBLES.get(code, Trouble.REFUSED)
            said = word(code, "its answer")
            raise ServiceFailure(trouble, _SENTENCES.get(trouble, f"it refused the question (code {said})"))

    def check(self) -> Script:
        """The page about the account needs every key and no plan."""
        yield from self._ask_plan()
        if not self._plan:
            return "The key works."
        hours = (
            "closed hours are compared" if self._hours else "it has no bars of one hour, so trailing sums are compared"
        )
        return f"The key works: plan {self._plan.capitalize()}, {hours}."

    def totals(self, bases: Sequence[str], familiar: Sequence[str], now: UnixMs) -> Script:
        """Closed hours where the plan has them; else the sums that trail up to the moment of asking."""
        if not self._plan:
            yield from self._ask_plan()
        if self._hours:
            try:
                yield from _closed(bases, now)
            except ServiceFailure as refused:
                if refused.trouble is not Trouble.KEY:
                    raise
                self._hours = False  # the account page took the same key a moment ago
            else:
                return "its own sums over its exchanges, from bars of one hour"
        yield from _trailing(bases, now)
        return "the plan has no bars of one hour: its sums trail up to the moment of asking"

    def _ask_plan(self) -> Script:
        what = "its page of the account"
        data = table(_data((yield Ask(_PLAN)), what), what)
        if data.get("expired") is True:
            raise ServiceFailure(Trouble.PLAN, "the plan of this key has expired")
        self._plan = word(data.get("level"), what)
        self._hours = self._plan.upper() != LEAST_PLAN
        return ""


def _closed(bases: Sequence[str], now: UnixMs) -> Script:
    spans = closed_spans(now)
    day = spans["24h"]
    rows = read_exchanges((yield Ask(f"{_LIST}?range=24h")))
    venues = tuple(name for name in rows if name != ALL)
    if not venues:
        raise unreadable("its list of exchanges is empty")
    named = quote(",".join(venues), safe=",")
    for base in bases:
        times = f"start_time={day.start}&end_time={day.end - 1}&limit=25"
        bars = read_bars((yield Ask(f"{_BARS}?exchange_list={named}&symbol={quote(base)}&interval=1h&{times}")))
        yield tuple(_of_bars(base, spans, bars, venues))
    return ""


def _of_bars(
    base: str, spans: Mapping[str, Span], bars: Sequence[Bar], venues: tuple[str, ...]
) -> Iterator[TheirTotal]:
    for window, span in spans.items():
        amounts = summed(bars, span)
        yield TheirTotal(
            base, window, span, True, amounts, venues, missing="" if amounts else "it has no bar of that time"
        )


def _trailing(bases: Sequence[str], now: UnixMs) -> Script:
    spans = trailing_spans(now)
    for base in bases:
        found = []
        for window, span in spans.items():
            rows = read_exchanges((yield Ask(f"{_LIST}?range={window}&symbol={quote(base)}")))
            amounts = rows.get(ALL)
            venues = tuple(name for name in rows if name != ALL)
            missing = "" if amounts else "it tells no sum of all its exchanges"
            found.append(TheirTotal(base, window, span, False, amounts, venues, missing=missing))
        yield tuple(found)
    return ""


def _data(body: bytes, what: str) -> object:
    return table(parsed(body, what), what).get("data")


def read_exchanges(body: bytes) -> Mapping[str, Amounts]:
    """Sums by exchange, `All` being all of them. Two spellings of the fields are documented. Raises ServiceFailure."""
    what = "its list of exchanges"

    def side(row: Mapping[str, object], name: str) -> object:
        return row.get(f"{name}_liquidation_usd", row.get(f"{name}Liquidation_usd"))

    return {
        word(row.get("exchange"), what): Amounts(usd_of(side(row, "long"), what), usd_of(side(row, "short"), what))
        for row in tables(_data(body, what), what)
    }


def read_bars(body: bytes) -> Sequence[Bar]:
    """The bars of one coin; `time` is the start in milliseconds. Raises ServiceFailure."""
    what = "its history"
    return [
        (
            whole(row.get("time"), what),
            usd_of(row.get("aggregated_long_liquidation_usd"), what),
            usd_of(row.get("aggregated_short_liquidation_usd"), what),
        )
        for row in tables(_data(body, what), what)
    ]
