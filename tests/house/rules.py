"""The rules that no linter has, as functions from a file to complaints."""

import ast
import re
from collections.abc import Iterator

from tests.house.tree import Module, callee, calls, words

SIDE_WORDS = re.compile(r"(?<![a-z])(buy|sell)(s|er|ers|ing)?(?![a-z])", re.IGNORECASE)
SIDE_WORDS_ALLOWED = (
    "liqdesk/venues/adapters",
    "liqdesk/venues/histories",
    "liqdesk/venues/files",
    "liqdesk/venues/wire/binance_frames.py",
    "liqdesk/venues/wire/binance_payloads.py",
    "liqdesk/simulator/dialects",
)

VENUE_WORDS = re.compile(
    r"(?<![a-z])(binance|aster|bybit|okx|bitget|gateio|gate\.io|htx|huobi|deribit|bitfinex|kraken|dydx|hyperliquid"
    r"|lighter|bitmex|backpack)(?![a-z])",
    re.IGNORECASE,
)

STRAY = re.compile(
    r"\b(TODO|FIXME|XXX|HACK)\b|\bfor now\b|\bplaceholder\b|\blorem ipsum\b"
    r"|(?<![\w.])/(work|root|home/\w+|Users/\w+)/|\b[Ii]ssue #?\d",
)

BROAD = {"Exception", "BaseException"}
BROAD_ALLOWED = (
    "liqdesk/app/loose_threads.py",
    "liqdesk/app/loop.py",
    "liqdesk/app/crash.py",
    "liqdesk/engine/pipeline.py",
    "liqdesk/store/keys.py",
    "liqdesk/store/worker.py",
)

SIGNALS_OF_THEIR_OWN = {
    "liqdesk/ui/live.py": 1,
    "liqdesk/ui/tasks.py": 1,
    "liqdesk/app/batched_loop.py": 1,  # another thread has something for the loop
    "liqdesk/app/loop.py": 1,  # somebody wants the program to stop
    "liqdesk/app/single.py": 1,  # a second start wants the window in front
}
SIGNALS_A_WIDGET = 3
MARKET_NAMES = re.compile(r"liquidation|event|trade|tick|batch|report|frame|row", re.IGNORECASE)

PROGRAMS = ("liqdesk/ui/announce/player.py",)
"""Programs of their own, run by their path: their loop is inside no other."""

LONGEST_SLEEP = 0.05  # seconds; below it, a step of a loop that looks for a condition

LIMIT = 400
LIMITS = {"liqdesk/ui/main_window.py": 250}

PURE = (
    "liqdesk/domain", "liqdesk/venues", "liqdesk/thirdparty", "liqdesk/analytics", "liqdesk/alerts", "liqdesk/settings",
)  # fmt: skip

PEN = "liqdesk/analytics/told.py"
"""The only module that writes the money of a total, because it takes the total's coverage along."""
MONEY_FORMS = ("liqdesk/ui/format.py", "liqdesk/domain/money.py", "liqdesk/settings")
"""Forms of any money, and the settings, which know thresholds and no totals."""
MONEY_WRITERS = {
    "fmt_usd",
    "fmt_usd_brief",
    "fmt_usd_exact",
    "usd_text",
    "exact_text",
    "usd_passed",
    "over_usd",
    "exact_usd",
    "dollars",
}
ONE_ORDER = {"notional", "corrects"}
SCALES = (
    "liqdesk/ui/charts/bubble_legend.py",
    "liqdesk/ui/charts/bubble_reading.py",
    "liqdesk/ui/charts/map_legend.py",
    "liqdesk/ui/charts/course.py",
    "liqdesk/ui/charts/axes.py",
    "liqdesk/ui/charts/past_words.py",
    "liqdesk/ui/charts/share_card.py",
    "liqdesk/ui/panels/filter_words.py",
    "liqdesk/ui/format.py",
)
"""Where dollars are a scale or a threshold, not a sum of anything."""
OTHER_SIDE = ("liqdesk/simulator",)
"""The exchanges know their own truth."""

LIVE_THINGS = {
    "AsyncClient", "Client", "Condition", "Connection", "ContextVar", "Event", "Lock", "Queue", "RLock", "Runner",
    "Semaphore", "SimpleQueue", "Thread", "ThreadPoolExecutor", "deque", "defaultdict", "Counter", "count",
}  # fmt: skip
CONSTANTS = (
    "liqdesk/venues/registry.py",  # the table of venues, which have no state
    "liqdesk/feed/route.py",  # the certificates of the system: constant, and dear to load
    "liqdesk/domain/language.py",  # the one language of the program, asked by every text
)
QT_VALUES = {"QColor", "QFont", "QMargins", "QModelIndex", "QPoint", "QPointF", "QRect", "QRectF", "QSize", "QSizeF"}


def size(module: Module) -> Iterator[str]:
    lines = module.text.count("\n")
    limit = LIMITS.get(module.name, LIMIT)
    if lines > limit:
        yield f"{module.name} has {lines} lines, {limit} are allowed"


def opening(module: Module) -> Iterator[str]:
    if module.tree.body and not ast.get_docstring(module.tree):
        yield f"{module.name} does not say what it is"


def sides(module: Module) -> Iterator[str]:
    if module.under(*SIDE_WORDS_ALLOWED):
        return
    for node, text in words(module.tree):
        if SIDE_WORDS.search(text.replace("_", " ")):
            yield f"{module.at(node)} speaks of orders, not positions: {text[:60]!r}"


def feed_knows_no_venue(module: Module) -> Iterator[str]:
    if not module.under("liqdesk/feed"):
        return
    for node, text in words(module.tree):
        if VENUE_WORDS.search(text.replace("_", " ")):
            yield f"{module.at(node)} names a venue: {text[:60]!r}"


def stray_words(module: Module) -> Iterator[str]:
    docs = {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = STRAY.search(node.value)
            if found and (id(node) in docs or found[0].startswith("/")):
                yield f"{module.at(node)} says {found[0]!r}"
    for line, text in module.comments():
        if found := STRAY.search(text):
            yield f"{module.name}:{line} says {found[0]!r}"


def waivers(module: Module) -> Iterator[str]:
    """A waiver names its codes and its reason, on the same line."""
    for line, text in module.comments():
        for waiver in re.finditer(r"(?:noqa|type:\s*ignore)(?P<rest>.*)", text):
            if not re.match(r"(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[\w, -]+\])\W+\w+\W+\w+", waiver["rest"]):
                yield f"{module.name}:{line} gives no codes or no reason: {text.strip()}"


def nested_loops(module: Module) -> Iterator[str]:
    if module.under("liqdesk/ui", "liqdesk/app") and not module.under(*PROGRAMS):
        for call, name in calls(module.tree):
            if name in {"exec", "exec_", "processEvents"} and isinstance(call.func, ast.Attribute):
                yield f"{module.at(call)} spins a loop inside the loop: .{name}("


def signals(module: Module) -> Iterator[str]:
    made = [
        (node.value, target.id)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and callee(node.value) == "Signal"
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    if not made:
        return
    if module.name in SIGNALS_OF_THEIR_OWN:
        if len(made) > SIGNALS_OF_THEIR_OWN[module.name]:
            yield f"{module.name} has {len(made)} signals"
        return
    if not module.under("liqdesk/ui"):
        yield f"{module.name} makes a signal outside ui"
    if len(made) > SIGNALS_A_WIDGET:
        yield f"{module.name} has {len(made)} signals, {SIGNALS_A_WIDGET} are allowed"
    for call, name in made:
        if len(call.args) > 1:
            yield f"{module.at(call)} {name} carries {len(call.args)} values; one frozen value is enough"
        if MARKET_NAMES.search(name):
            yield f"{module.at(call)} {name} sounds like market data, which comes through ui/live.py alone"


def urls_are_text(module: Module) -> Iterator[str]:
    """Pure packages may write addresses and not open them; the import contracts see only the first name, urllib."""
    if not module.under(*PURE):
        return
    for node in ast.walk(module.tree):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            if name.split(".")[0] == "urllib" and name != "urllib.parse":
                yield f"{module.at(node)} imports {name}"


def broad_handlers(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ExceptHandler) or module.under(*BROAD_ALLOWED):
            continue
        caught = {part.id for part in ast.walk(node.type) if isinstance(part, ast.Name)} if node.type else BROAD
        passes_on = any(isinstance(part, ast.Raise) and part.exc is None for part in ast.walk(node))
        if caught & BROAD and not passes_on:
            yield f"{module.at(node)} catches everything"


def frozen_classes(module: Module) -> Iterator[tuple[str, bool]]:
    """Every class of a file by name, and whether its instances are values."""
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ClassDef):
            continue
        options = [keyword for call in node.decorator_list if isinstance(call, ast.Call) for keyword in call.keywords]
        options += node.keywords
        frozen = any(
            option.arg == "frozen" and isinstance(option.value, ast.Constant) and option.value.value is True
            for option in options
        )
        bases = {base.id if isinstance(base, ast.Name) else getattr(base, "attr", "") for base in node.bases}
        yield node.name, frozen or bool(bases & {"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "NamedTuple"})


def _is_constant(node: ast.Assign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return all(isinstance(target, ast.Name) and target.id.isupper() for target in targets)


def globals_of(module: Module, ours: dict[str, bool]) -> Iterator[str]:
    """Live things at module level, and functions that hand out hidden ones; `ours` says which classes are values."""
    for node in module.tree.body:
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if isinstance(value, ast.Call):
            name = callee(value)
            qt = bool(re.match(r"Q[A-Z]", name)) and name not in QT_VALUES
            if ours.get(name) is False or name in LIVE_THINGS or qt:
                yield f"{module.at(node)} keeps a {name} at module level"
        empty = isinstance(value, ast.Dict | ast.List) and ast.unparse(value) in {"{}", "[]"}
        if empty and not _is_constant(node):
            yield f"{module.at(node)} keeps an empty container at module level, to be filled by somebody"
        if isinstance(node, ast.FunctionDef) and not any((node.args.args, node.args.kwonlyargs, node.args.vararg)):
            cached = any("cache" in ast.unparse(decorator) for decorator in node.decorator_list)
            if cached or re.match(r"_?(get|current|shared|default|instance)_?\w*$", node.name):
                yield f"{module.at(node)} {node.name}() hands out what a constructor should be given"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Global):
            yield f"{module.at(node)} writes a global: {', '.join(node.names)}"


def money_of_totals(module: Module) -> Iterator[str]:
    """Outside the pen, money is written of one order alone: a total goes through `tell`, which wants its coverage."""
    if not module.under("liqdesk") or module.under(PEN, *MONEY_FORMS, *OTHER_SIDE):
        return
    for call, name in calls(module.tree):
        if name in MONEY_WRITERS and not (call.args and _one_order(call.args[0])):
            yield f"{module.at(call)} writes money without its coverage: {name}({ast.unparse(call)[:60]})"
        if name == "fmt_usd_axis" and not module.under(*SCALES):
            yield f"{module.at(call)} writes money of no scale: {ast.unparse(call)[:60]}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.JoinedStr):
            for sign, value in zip(node.values, node.values[1:], strict=False):
                dollar = isinstance(sign, ast.Constant) and str(sign.value).endswith("$")
                if dollar and isinstance(value, ast.FormattedValue) and not _one_order(value.value):
                    yield f"{module.at(node)} writes dollars by hand: {ast.unparse(node)[:60]}"
        if isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant) and node.left.value == "$":
            yield f"{module.at(node)} writes dollars by hand: {ast.unparse(node)[:60]}"


def _one_order(node: ast.expr) -> bool:
    """Whether all that this speaks of is one order's own notional."""
    named = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    return bool(named & ONE_ORDER) and not named & {"both", "long", "short", "total", "hour"}


def takes_the_pen(module: Module) -> bool:
    """Whether a module writes totals: it is a surface."""
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "liqdesk.analytics.told"
        and {alias.name for alias in node.names} & {"tell", "tell_noted", "tell_count", "amounts_form", "split_form"}
        for node in ast.walk(module.tree)
    )


def sleeps(module: Module) -> Iterator[str]:
    """Tests wait for what they want to see, not for time to pass; in manual time, sleeping takes none."""
    manual = "run_in_manual_time" in module.text
    for call, name in calls(module.tree):
        owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
        first = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else 0
        long = isinstance(first, int | float) and first > LONGEST_SLEEP and not manual
        if (owner, name) in {("time", "sleep"), ("qtbot", "wait")} or ((owner, name) == ("asyncio", "sleep") and long):
            yield f"{module.at(call)} sleeps"


def mocks(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        origin = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        if any("mock" in name.split(".") for name in [origin, *names]):
            yield f"{module.at(node)} imports mock: write a small real fake"
