"""The `simulate` command: its words, and the life of the process that serves the simulated venues."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from time import time_ns

from liqdesk.simulator import faults
from liqdesk.simulator.contracts import USUAL, VENUES, contracts
from liqdesk.simulator.crowd import USUAL_FUNDING, Crowd
from liqdesk.simulator.dialects.base import Board, Dialect, Listing
from liqdesk.simulator.dialects.table import DIALECTS
from liqdesk.simulator.endpoints import write_endpoints
from liqdesk.simulator.faults import EVERYWHERE, Fault, FaultError, read_fault
from liqdesk.simulator.ledger import TruthLedger
from liqdesk.simulator.load import Load
from liqdesk.simulator.market import Forced, MarketPrice
from liqdesk.simulator.publishing import feed_of
from liqdesk.simulator.scenarios import DEFAULT, NAMES, funding_before, scenario_named, tape_start, tell_on
from liqdesk.simulator.server import Now, VenueServer
from liqdesk.simulator.services import MinuteBook, ServiceServer, SimulatedCoinalyze, SimulatedCoinglass
from liqdesk.simulator.tape import Booth, write_tape
from liqdesk.simulator.telling import Happened, Teller
from liqdesk.simulator.truth import Truth, TruthFile

PARENT_CHECK_S = 1.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of the command."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "Faults\n\n" + (faults.__doc__ or "").partition("\n\n")[2]
    parser.add_argument("--scenario", default=DEFAULT, metavar="S", help=f"{', '.join(NAMES)} (default {DEFAULT})")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="the same seed tells the same story")
    parser.add_argument(
        "--venue",
        action="append",
        metavar="V",
        help=f"only this venue; may be repeated (default {', '.join(USUAL)}; the others are served, and stay quiet)",
    )
    parser.add_argument(
        "--serve-all", action="store_true", help="with --venue: the other venues are served, and stay quiet"
    )
    parser.add_argument("--endpoints-file", type=Path, metavar="FILE", help="where to write the addresses")
    parser.add_argument("--truth", type=Path, metavar="FILE", help="where to write every event and the true totals")
    parser.add_argument("--fault", action="append", metavar="SPEC", help="what goes wrong, see below; may be repeated")
    parser.add_argument("--tape", type=Path, metavar="FILE", help="serve nothing, write the whole scenario to a tape")
    parser.add_argument("--speed", type=float, default=1.0, metavar="X", help="tell the story X times as fast")
    parser.add_argument("--rate", type=int, metavar="N", help="instead of a story, a steady N events a second")
    parser.add_argument("--parent", type=int, metavar="PID", help="stop when this process is gone")
    parser.add_argument(
        "--wait-for-client", action="store_true", help="begin when every venue has a subscriber and nothing can be lost"
    )


class WrongWords(ValueError):
    """The command cannot be understood; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Order:
    """The command, checked: the story is about `venues`, and `served` are those that can be connected to."""

    scenario: str
    seed: int
    venues: tuple[str, ...]
    served: tuple[str, ...]
    faults: tuple[Fault, ...]
    speed: float
    rate: int

    @property
    def story(self) -> str:
        """What is told, in a word."""
        return "load" if self.rate else self.scenario

    @property
    def funding(self) -> Decimal:
        """What longs pay before what is told."""
        return USUAL_FUNDING if self.rate else funding_before(self.scenario)

    def faults_of(self, venue: str) -> list[Fault]:
        """Those that concern one venue's server."""
        return [fault for fault in self.faults if fault.venue == EVERYWHERE or feed_of(fault.venue) == venue]


def read_order(args: argparse.Namespace) -> Order:
    """The command from its words; raises WrongWords."""
    if args.scenario not in NAMES:
        raise WrongWords(f"There is no scenario '{args.scenario}'; there are {', '.join(NAMES)}.")
    venues = tuple(dict.fromkeys(args.venue or USUAL))
    served = venues if args.venue and not args.serve_all else VENUES
    for venue in venues:
        if venue not in VENUES:
            raise WrongWords(f"There is no simulated venue '{venue}'; there are {', '.join(VENUES)}.")
    if not 0 < args.speed <= 1_000:
        raise WrongWords("The speed must be above 0 and at most 1000.")
    if args.rate is not None and not 0 < args.rate <= 200_000:
        raise WrongWords("The rate must be from 1 to 200000 events a second.")
    try:
        found = tuple(read_fault(spec, served) for spec in args.fault or ())
    except FaultError as error:
        raise WrongWords(str(error)) from error
    return Order(args.scenario, args.seed, venues, served, found, args.speed, args.rate or 0)


def wall_clock() -> int:
    """Unix ms; the simulator is a process of its own and has no other clock to be given."""
    return time_ns() // 1_000_000


def main(args: argparse.Namespace, now: Now = wall_clock) -> int:
    """Run the command; 0 when it was stopped, 1 where a file or a port is not to be had, 2 for wrong words."""
    try:
        order = read_order(args)
    except WrongWords as error:
        sys.stderr.write(f"liqdesk simulate: {error}\n")
        return 2
    try:
        if args.tape is not None:
            told = record(order, args, tape_start(order.scenario, now()))
            sys.stdout.write(f"{told}\n")
        else:
            asyncio.run(serve_until_stopped(order, args, now))
    except OSError as error:
        sys.stderr.write(f"liqdesk simulate: {error}\n")
        return 1
    return 0


def record(order: Order, args: argparse.Namespace, start_ms: int) -> str:
    """Write one whole telling of the scenario to a tape; returns a line that says what was written."""
    scenario = scenario_named(order.scenario)
    prices: dict[str, Decimal] = {}
    booths = {venue: Booth(dialect, board) for venue, dialect, board in build(order.venues, prices, order.funding)}
    truth = TruthFile(args.truth, order.scenario, order.seed, start_ms) if args.truth is not None else None
    story = scenario.tell(order.seed, start_ms, frozenset(order.venues))
    written = write_tape(args.tape, story, start_ms, start_ms + scenario.duration_ms, booths, truth)
    return f"{args.tape}: {written.lines} lines, {written.frames} frames of '{order.scenario}'"


async def serve_until_stopped(order: Order, args: argparse.Namespace, now: Now) -> None:
    """Open every venue, tell the story, close everything when the process is told to stop."""
    prices: dict[str, Decimal] = {}
    truth = TruthFile(args.truth, order.story, order.seed, now()) if args.truth is not None else Truth()
    ledger = TruthLedger(truth)
    servers = {
        venue: VenueServer(dialect, board, order.faults_of(venue), ledger, now)
        for venue, dialect, board in build(order.served, prices, order.funding)
    }
    book = MinuteBook()
    for server in servers.values():
        book.know(server.board.listing.all())
    services = [ServiceServer(service, now) for service in (SimulatedCoinalyze(book), SimulatedCoinglass(book))]
    awaited = {feed_of(venue) for venue in order.venues}
    stop = stopped(args.parent)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(truth.close)
        for server in servers.values():
            await server.open()
            stack.push_async_callback(server.close)
        for service in services:
            await service.open()
            stack.push_async_callback(service.close)
        if args.endpoints_file is not None:
            write_endpoints(args.endpoints_file, servers.values(), services)

        def happened(event: Forced) -> None:
            truth.happen(event)
            book.happen(event)

        teller = Teller(servers, prices, now, order.speed, awaited)
        teller.know_prices(story_of(order))
        sys.stdout.write(ready_line(order, args.endpoints_file))
        sys.stdout.flush()
        async with asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(teller.ticking()),
                tasks.create_task(_told(teller, order, args.wait_for_client, happened)),
            ]
            await stop.wait()
            for task in running:
                task.cancel()


def build(
    venues: Sequence[str], prices: dict[str, Decimal], funding: Decimal = USUAL_FUNDING
) -> Iterator[tuple[str, Dialect, Board]]:
    """The dialects that speak for these venues, each with its own board and the same prices; `funding` before the story."""
    for venue in dict.fromkeys(feed_of(venue) for venue in venues):
        make = DIALECTS.get(venue)
        if make is not None:
            board = Board(Listing(()), prices, crowd=Crowd(funding))
            dialect = make(board)
            for carried in dialect.carries:
                for contract in contracts(carried):
                    board.listing.add(contract)
            board.listing.changed = False
            yield venue, dialect, board


def story_of(order: Order) -> Callable[[int], Iterator[Forced | MarketPrice]]:
    """The scenario of the command, to be told from any beginning."""
    scenario = scenario_named(order.scenario)
    return lambda start_ms: tell_on(scenario, order.seed, start_ms, frozenset(order.venues))


def ready_line(order: Order, endpoints: Path | None) -> str:
    """What is served, in one line."""
    what = f"{order.rate} events a second" if order.rate else f"'{order.scenario}', seed {order.seed}"
    where = f"; addresses in {endpoints}" if endpoints is not None else ""
    return f"Simulated exchanges are ready ({what}): {', '.join(order.venues)}{where}\n"


def stopped(parent: int | None) -> asyncio.Event:
    """Set at SIGINT or SIGTERM, and when the parent is gone."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(name, stop.set)
        except NotImplementedError:
            signal.signal(name, lambda *_: loop.call_soon_threadsafe(stop.set))
    if parent is not None:
        _watch_parent(parent, stop)
    return stop


def _watch_parent(parent: int, stop: asyncio.Event) -> None:
    if os.name == "posix" and not _alive(parent):
        stop.set()
    else:
        asyncio.get_running_loop().call_later(PARENT_CHECK_S, _watch_parent, parent, stop)


def _alive(process: int) -> bool:
    if os.getppid() == process:
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


async def _told(teller: Teller, order: Order, wait: bool, happened: Happened) -> None:
    if wait:
        await teller.client_subscribed()
    if order.rate:
        await teller.load(Load(order.venues, teller.prices), order.rate, happened)
    else:
        await teller.tell(story_of(order), happened)
