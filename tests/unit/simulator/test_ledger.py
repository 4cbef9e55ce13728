"""The ledger: every event with the number of its connections, later sendings and attempts as lines of their own."""

import json
from pathlib import Path

from liqdesk.simulator.ledger import TruthLedger
from liqdesk.simulator.publishing import Push
from liqdesk.simulator.truth import Truth, TruthFile
from tests.fakes.forced import START, forced


def test_what_was_sent_and_asked_for_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "truth.jsonl"
    with TruthFile(path, "calm", 1, START) as truth:
        ledger = TruthLedger(truth)
        events = (forced(1, START), forced(2, START))
        ledger.attempt("bybit", START, "/v5/public/linear", "opened")
        ledger.pushed(Push("bybit", START + 500, events), 0)
        ledger.resent("bybit", events[:1])
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert lines[1] == {"attempt": "bybit", "at": START, "path": "/v5/public/linear", "outcome": "opened"}
    assert [(line["number"], line["sent"]) for line in lines[2:4]] == [(1, 0), (2, 0)]
    assert lines[4] == {"resent": 1, "venue": "bybit"}
    assert lines[5]["totals"]["published"]["count"] == 2


def test_without_a_file_only_the_sums_are_kept() -> None:
    truth = Truth()
    ledger = TruthLedger(truth)
    ledger.pushed(Push("bybit", START, (forced(1, START),)), 1)
    ledger.attempt("bybit", START, "/", "page")
    ledger.happened(forced(2, START))
    assert truth.published.count == 1
    assert truth.happened.count == 1
