"""The command line: its words, their options, and one clear sentence for what does not fit."""

import argparse
import contextlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from liqdesk import __version__
from liqdesk.app.logs import LEVELS
from liqdesk.domain.failure import ExpectedFailure
from liqdesk.domain.time import UnixMs

SCENARIOS = ("calm", "squeeze", "flush", "seed-hour", "burst", "worst-day")
PAGES = (
    "venues", "display", "alerts", "sound", "notifications", "webhooks", "history", "network", "keys", "advanced",
)  # fmt: skip
"""Of the settings; written out, because their model takes long to load and the command line must not."""

VIEWS = (
    "main", "timeline", "tape", "cross-check", "venues", "market", "journal", "alerts", "bubbles", "price-map",
    "multiples", "cumulative", "venues-chart", "treemap", "history", "settings", "event", "rule-editor", "share", "card", "keys",
    "palette", "strip", "strip-corner", "toast", "tray-menu",
    "first-run", "first-run-venues", "first-run-alerts", "crash", "doctor", "about", "guide", "layouts", "alert", "provenance",
    "history-coins", "history-venues", "history-largest", "history-hours", "history-sizes",
    "layout-watch", "layout-event", "layout-review", "layout-compact",
    *(f"settings-{page}" for page in PAGES),
)  # fmt: skip

EXPORTED = ("rows", "minutes", "hours", "days", "events", "watched")
ROW_FILES = ".jsonl or .csv, both also with .gz or .zst, or .parquet"


class Parser(argparse.ArgumentParser):
    """Says what does not fit in one line on stderr, as every other failure is said, and ends with 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}. `{self.prog} --help` tells what there is.\n")


def _number(text: str, fits: Callable[[float], bool], wanted: str) -> float:
    """What was typed, where it is a number that fits; else a sentence with what is wanted."""
    with contextlib.suppress(ValueError):
        if fits(value := float(text)):
            return value
    raise argparse.ArgumentTypeError(f"takes {wanted}, not {text!r}")


def seconds(text: str) -> float:
    return _number(text, lambda value: 0 < value < 10**9, "a number of seconds above 0")


def speed(text: str) -> float | None:
    if text == "max":
        return None
    return _number(text, lambda value: 0 < value <= 10_000, "a factor above 0 and up to 10000, or max")


def size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if width.isdecimal() and height.isdecimal() and 200 <= int(width) <= 8000 and 100 <= int(height) <= 8000:
        return int(width), int(height)
    raise argparse.ArgumentTypeError(f"takes WIDTHxHEIGHT between 200x100 and 8000x8000, not {text!r}")


def scale(text: str) -> float:
    return _number(text, lambda value: 1 <= value <= 4, "a factor from 1 to 4")


def percent(text: str) -> int:
    return int(_number(text, lambda value: 80 <= value <= 160 and value.is_integer(), "a percentage from 80 to 160"))


def count(text: str) -> int:
    return int(_number(text, lambda value: 0 < value < 10**7 and value.is_integer(), "a number of events above 0"))


def dollars(text: str) -> float:
    """US dollars, also as the window takes them: `250k`, `2.5m`, `1,000,000`."""
    from liqdesk.settings.amounts import read_amount

    with contextlib.suppress(ExpectedFailure):
        text = str(read_amount(text))
    return _number(text.replace(",", ""), lambda value: 0 <= value < 10**12, "US dollars from 0, such as 250k")


def common_options() -> Parser:
    """Options that may stand before or after the word."""
    common = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--profile", type=Path, metavar="DIR", help="keep settings, store and logs in this folder")
    common.add_argument("--endpoints", type=Path, metavar="FILE", help="addresses to use instead of the built-in ones")
    common.add_argument("--log-level", choices=LEVELS, help="what to say on stderr (default: warning)")
    return common


def moment(text: str) -> UnixMs:
    """A moment as Unix ms, from Unix ms or ISO 8601; without a zone it is UTC."""
    if text.isdecimal():
        return UnixMs(int(text))
    try:
        read = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no moment: ISO 8601 such as 2026-01-13T21:26Z, or Unix ms"
        ) from wrong
    return UnixMs(round((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp() * 1000))


def parse(parser: Parser, words: Sequence[str]) -> argparse.Namespace:
    """The words understood; the file of `decode` may also stand after its options, which argparse alone declines."""
    arguments, rest = parser.parse_known_args(words)
    if arguments.word == "decode" and arguments.file is None and len(rest) == 1 and not rest[0].startswith("-"):
        arguments.file = Path(rest.pop())
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    return arguments


def _add_asking(words: "argparse._SubParsersAction[Parser]", common: Parser) -> None:
    """The words that ask the store."""
    totals = words.add_parser("totals", parents=[common], help="totals from the store", allow_abbrev=False)
    totals.add_argument("--window", choices=("1m", "5m", "15m", "1h", "4h", "12h", "24h"), help="only this window")
    totals.add_argument("--json", action="store_true", help="one JSON object")

    events = words.add_parser("events", parents=[common], help="squeezes and flushes so far", allow_abbrev=False)
    events.add_argument("--since", type=moment, metavar="T", help="opened from then on: ISO 8601 UTC or Unix ms")
    events.add_argument("--json", action="store_true", help="one JSON object a line")

    taken = words.add_parser("import", parents=[common], help="rows of files for ranks to count", allow_abbrev=False)
    taken.add_argument(
        "files", type=Path, nargs="+", metavar="FILE",
        help="what liqdesk exported, a tape, or a table of Binance, Tardis, cryptofeed or liq-stream; packed or not",
    )  # fmt: skip
    taken.add_argument("--preview", action="store_true", help="only say what the files would add")
    taken.add_argument("--json", action="store_true", help="one JSON object a line: progress, and each file's account")

    book = words.add_parser("imports", parents=[common], help="the files that were imported", allow_abbrev=False)
    book.add_argument("--remove", type=int, metavar="N", help="take the rows of import N out again")
    book.add_argument("--json", action="store_true", help="one JSON object a line")

    _add_export(words, common)


def _add_export(words: "argparse._SubParsersAction[Parser]", common: Parser) -> None:
    given = words.add_parser("export", parents=[common], help="what is recorded to a file", allow_abbrev=False)
    given.add_argument("file", type=Path, metavar="FILE", help=ROW_FILES)
    given.add_argument("--what", choices=EXPORTED, default="rows", help="rows (default), sums, events, or watched time")
    given.add_argument("--imported", action="store_true", help="of what was imported, not of what was recorded here")
    given.add_argument("--since", type=moment, metavar="T", help="from then on: ISO 8601 UTC or Unix ms")
    given.add_argument("--until", type=moment, metavar="T", help="before then")
    given.add_argument("--venue", action="append", metavar="V", help="only this venue (may be given again)")
    given.add_argument("--coin", action="append", metavar="COIN", help="only this coin (may be given again)")
    given.add_argument("--side", choices=("long", "short"), help="only this side: whose position was closed")
    given.add_argument("--min-usd", type=dollars, metavar="N", help="only orders of so much; for rows")
    given.add_argument("--json", action="store_true", help="say how far it is, one JSON object a line")


def _add_settings(words: "argparse._SubParsersAction[Parser]", common: Parser) -> None:
    """The words that carry settings from one place to another."""
    settings = words.add_parser(
        "settings", parents=[common], help="carry settings to another place", allow_abbrev=False
    )
    deeds = settings.add_subparsers(dest="deed", metavar="DEED", title="deeds", required=True)
    given = deeds.add_parser("export", parents=[common], help="the settings, without secrets", allow_abbrev=False)
    given.add_argument("file", type=Path, metavar="FILE", help="where to; - is standard output")
    taken = deeds.add_parser("import", parents=[common], help="what a file would change", allow_abbrev=False)
    taken.add_argument("file", type=Path, metavar="FILE")
    taken.add_argument("--yes", action="store_true", help="and take it over")


def _add_window(parser: Parser) -> None:
    """The options of the window, which is what there is without a word."""
    parser.add_argument(
        "--demo", nargs="?", const="squeeze", choices=SCENARIOS, metavar="SCENARIO",
        help=f"the window fed by simulated exchanges: {', '.join(SCENARIOS)}",
    )  # fmt: skip
    parser.add_argument(
        "--selftest", type=count, metavar="N", help="show the window, draw N events, print one JSON line"
    )
    parser.add_argument(
        "--minimised", action="store_true", help="start in the tray, or as a minimised window where there is none"
    )
    parser.add_argument(
        "--safe-mode", action="store_true", help="the window with default settings, in silence; yours stay"
    )
    parser.add_argument(
        "--reset-settings",
        action="store_true",
        help="set settings and layout aside, and show the window with the defaults",
    )


def _add_screenshot(words: "argparse._SubParsersAction[Parser]", common: Parser) -> None:
    """The word that draws pictures."""
    shot = words.add_parser(
        "screenshot", parents=[common], help="a PNG of a view, drawn off screen", allow_abbrev=False
    )
    shot.add_argument("file", type=Path, metavar="FILE")
    shot.add_argument("--demo", nargs="?", const="squeeze", default=None, choices=SCENARIOS, metavar="SCENARIO")
    shot.add_argument("--view", choices=VIEWS, default="main")
    shot.add_argument(
        "--state",
        choices=("offline", "loading", "replay"),
        help="no exchange is reached; the chart is not there yet; the story of the demo as a recording",
    )
    shot.add_argument("--size", type=size, default=(1280, 800), metavar="WxH")
    shot.add_argument("--theme", choices=("dark", "light"), default="dark")
    shot.add_argument(
        "--scale", type=scale, metavar="X", help="pixels of the screen for each of the picture's size, as 1.5"
    )
    shot.add_argument("--text-size", type=percent, metavar="PERCENT", help="80 to 160")


def build_parser(simulating: bool = False) -> Parser:
    """The whole command line; the options of `simulate` only where that is the word."""
    common = common_options()
    parser = Parser(
        prog="liqdesk",
        description="Forced liquidations of crypto futures, live, long against short. Without a word: the window.",
        parents=[common_options()],
        allow_abbrev=False,
    )
    # Setting a default changes the option itself, so the words' options must not be the same objects: theirs stay silent.
    parser.set_defaults(profile=None, endpoints=None, log_level="warning", word=None)
    parser.add_argument("--version", action="version", version=f"liqdesk {__version__}")
    _add_window(parser)
    words = parser.add_subparsers(dest="word", metavar="WORD", title="words")

    tail = words.add_parser("tail", parents=[common], help="live liquidations on stdout", allow_abbrev=False)
    tail.add_argument("--json", action="store_true", help="one JSON object a line")
    tail.add_argument("--venue", action="append", metavar="V", help="only this venue (may be given again)")
    tail.add_argument("--min-usd", type=dollars, default=0.0, metavar="N", help="leave smaller orders out")
    tail.add_argument("--for", type=seconds, dest="seconds", metavar="SECONDS", help="stop after so long")

    decode = words.add_parser("decode", parents=[common], help="raw frames in, liquidations out", allow_abbrev=False)
    decode.add_argument("venue", metavar="VENUE")
    decode.add_argument(
        "--instruments", action="append", type=Path, metavar="FILE", help="a REST body with the contracts"
    )
    decode.add_argument("file", nargs="?", type=Path, metavar="FILE", help="one JSON text a line; stdin without it")

    record = words.add_parser("record", parents=[common], help="raw frames of the venues to a tape", allow_abbrev=False)
    record.add_argument("tape", type=Path, metavar="TAPE")
    record.add_argument("--for", type=seconds, dest="seconds", metavar="SECONDS", help="stop after so long")

    replay = words.add_parser("replay", parents=[common], help="a tape through the same pipeline", allow_abbrev=False)
    replay.add_argument("tape", type=Path, metavar="TAPE")
    fast = "how fast (default: 1); the window takes the nearest of its speeds"
    replay.add_argument("--speed", type=speed, default=1.0, metavar="X|max", help=fast)
    replay.add_argument("--headless", action="store_true", help="without a window")
    replay.add_argument("--json", action="store_true", help="with --headless: totals as one JSON object, last")

    simulate = words.add_parser(
        "simulate", parents=[common], help="the simulated exchanges alone, on loopback", allow_abbrev=False
    )
    if simulating:
        from liqdesk.simulator.run import add_arguments  # a third of a second that no other word should pay

        add_arguments(simulate)

    _add_asking(words, common)
    _add_settings(words, common)

    doctor = words.add_parser("doctor", parents=[common], help="what works here, and what does not", allow_abbrev=False)
    doctor.add_argument("--json", action="store_true", help="one JSON object")
    doctor.add_argument("--bundle", type=Path, metavar="FILE", help="and a zip for whoever looks for a fault")

    _add_screenshot(words, common)
    return parser
