"""What really happened and what was published, kept as it is told, so that a reader can be held to it."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from liqdesk.simulator.market import Forced
from liqdesk.simulator.publishing import Push


@dataclass(slots=True)
class Sums:
    """Whole millionths of a dollar by side, and how many events."""

    long_micro: int = 0
    short_micro: int = 0
    count: int = 0

    def add(self, event: Forced) -> None:
        """Count one event."""
        if event.position == "long":
            self.long_micro += event.micro_usd
        else:
            self.short_micro += event.micro_usd
        self.count += 1

    def as_json(self) -> dict[str, float | int]:
        """USD rounded to the cent."""
        return {"long_usd": usd(self.long_micro), "short_usd": usd(self.short_micro), "count": self.count}


def usd(micro: int) -> float:
    """Millionths of a dollar as dollars, rounded half up to the cent."""
    return (micro + 5_000) // 10_000 / 100


def quantity_base(event: Forced) -> Decimal:
    """How many single coins were closed."""
    contract = event.contract
    if contract.counts_in == "quote":
        units = event.size / event.price
    elif contract.inverse:
        units = event.size * (contract.multiplier if contract.counts_in == "contracts" else 1) / event.price
    else:
        units = event.size * (contract.multiplier if contract.counts_in == "contracts" else 1)
    return units * contract.scale


def as_json(event: Forced) -> dict[str, object]:
    """A liquidation as a reader should print it, as far as the venue knows, with its number and exact notional."""
    contract = event.contract
    return {
        "venue": contract.venue,
        "symbol": contract.symbol,
        "base": contract.base,
        "quote": contract.quote,
        "position": event.position,
        "price": float(event.price / contract.scale),
        "quantity_base": float(quantity_base(event)),
        "notional_usd": usd(event.micro_usd),
        "at": event.at,
        "number": event.number,
        "micro_usd": event.micro_usd,
    }


class Truth:
    """The sums of a run."""

    def __init__(self) -> None:
        self.published = Sums()
        self.happened = Sums()
        self.venues: dict[str, Sums] = defaultdict(Sums)

    def happen(self, event: Forced) -> None:
        """An event happened, whether anybody will hear of it or not."""
        self.happened.add(event)

    def publish(self, push: Push, sent: int | None = None) -> None:
        """A venue sent a push; `sent` is to how many connections, None where there are none to count."""
        for event in push.events:
            self.published.add(event)
            self.venues[event.contract.venue].add(event)

    def note(self, line: dict[str, object]) -> None:
        """Keep a line about the run that is no event; here there is nowhere to keep it."""

    def close(self) -> None:
        """The run is over."""

    def totals(self) -> dict[str, object]:
        """The sums as JSON; `venues` counts what was published."""
        return {
            "published": self.published.as_json(),
            "happened": self.happened.as_json(),
            "venues": {venue: self.venues[venue].as_json() for venue in sorted(self.venues)},
        }


class TruthFile(Truth):
    """The same, and a file of JSON lines that begins anew: a head, one line per published event, the totals at the end.

    Lines are flushed push by push. Raises OSError where the file cannot be written.
    """

    def __init__(self, path: Path, scenario: str, seed: int, start_ms: int) -> None:
        super().__init__()
        self._encode = msgspec.json.Encoder().encode
        self._file = path.open("wb")
        self._write({"liqdesk_truth": 1, "scenario": scenario, "seed": seed, "start": start_ms})

    def publish(self, push: Push, sent: int | None = None) -> None:
        """A venue sent a push; with `sent` every line says to how many connections."""
        super().publish(push)
        more = {} if sent is None else {"sent": sent}
        self._file.write(b"".join(self._encode(as_json(event) | more) + b"\n" for event in push.events))
        self._file.flush()

    def note(self, line: dict[str, object]) -> None:
        """Keep a line about the run that is no event."""
        if not self._file.closed:
            self._write(line)

    def close(self) -> None:
        """Write the totals; a second call does nothing."""
        if not self._file.closed:
            self._write({"totals": self.totals()})
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, line: dict[str, object]) -> None:
        self._file.write(self._encode(line) + b"\n")
        self._file.flush()
