"""How one row became dollars, step by step, so that anybody can check it; and who said so."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from liqdesk.analytics.told import UNKNOWN
from liqdesk.domain.instrument import Settlement, SizeUnit
from liqdesk.domain.language import marked, tr
from liqdesk.domain.liquidation import Liquidation, PriceKind
from liqdesk.domain.money import exact_text


class Way(StrEnum):
    """By which formula a size became dollars."""

    COINS = "coins"
    CONTRACTS = "contracts"
    INVERSE = "inverse"
    VALUE = "value"
    STATED = "stated"
    UNVALUED = "unvalued"


@dataclass(frozen=True, slots=True)
class Step:
    """One line: what it is, the figure with its unit, and where it came from (empty where that is plain)."""

    name: str
    figure: str
    origin: str = ""


PRICES = {
    PriceKind.FILL: marked("of the fill"),
    PriceKind.BANKRUPTCY: marked("bankruptcy price, beyond the market"),
    PriceKind.ORDER: marked("limit of the forced order"),
    PriceKind.MARK: marked("mark price when heard, an estimate"),
    PriceKind.ENTRY: marked("entry of the position, an estimate"),
}
LISTED = marked("as the exchange lists it")


def way_of(row: Liquidation) -> Way:
    """The formula that gives the row's notional to the millionth of a dollar. `STATED` where only the venue's own value does."""
    if row.notional is None:
        return Way.UNVALUED
    of = row.instrument
    ways = ((SizeUnit.BASE, Way.COINS), (SizeUnit.CONTRACTS, Way.CONTRACTS), (SizeUnit.QUOTE, Way.VALUE))
    fitting = [way for unit, way in ways if _measured(row, unit) == (row.quantity_base, row.notional)]
    if not fitting:
        return Way.STATED
    return Way.INVERSE if fitting[0] is Way.CONTRACTS and of.settlement is Settlement.INVERSE else fitting[0]


def arithmetic(row: Liquidation) -> Sequence[Step]:
    """From the size in the venue's words to dollars; the last step is the notional, or why there is none."""
    way, of = way_of(row), row.instrument
    told = tr("as the exchange told it")
    unit = of.base if of.scale == 1.0 else tr("lots of {scale} {base}").format(scale=_figure(of.scale), base=of.base)
    price = Step(tr("price"), f"{_figure(row.venue_price)} {of.quote}", tr(PRICES[row.price_kind]))
    if way is Way.UNVALUED:
        return (Step(tr("size"), _figure(row.size), told), price, Step(tr("notional"), UNKNOWN, _why_not(row)))
    steps = {
        Way.COINS: (Step(tr("size"), f"{_figure(row.size)} {unit}", told), price),
        Way.CONTRACTS: (
            _contracts(row), Step(tr("size of a contract"), f"{_figure(of.multiplier)} {unit}", tr(LISTED)), price,
        ),
        Way.INVERSE: (
            _contracts(row), Step(tr("value of a contract"), f"{_figure(of.multiplier)} {of.quote}", tr(LISTED)), price,
        ),
        Way.VALUE: (Step(tr("size"), f"{_figure(row.size)} {of.quote}", tr("the exchange tells the size as a value")),),
        Way.STATED: (
            Step(tr("size"), _figure(row.size), told), price,
            Step(tr("value"), f"{_figure(row.notional / 1e6 if row.notional is not None else None)} {of.quote}",
                 tr("the exchange tells the value itself")),
        ),
    }[way]  # fmt: skip
    return (*steps, *_dollars(row, way))


def _measured(row: Liquidation, unit: SizeUnit) -> tuple[float | None, int | None] | None:
    try:
        return row.instrument.measure(row.size, unit, row.venue_price)
    except OverflowError:
        return None


def _contracts(row: Liquidation) -> Step:
    return Step(tr("size"), tr("{count} contracts").format(count=_figure(row.size)), tr("as the exchange told it"))


def _dollars(row: Liquidation, way: Way) -> Sequence[Step]:
    """The last steps: the currency that counts as a dollar, the coins, the notional."""
    of, formula = row.instrument, FORMULAS[way]
    steps = []
    if of.quote != "USD":
        steps.append(Step(tr("currency"), f"1 {of.quote} = $1", tr("counted as a dollar by convention")))
    if row.quantity_base is not None:
        how = tr("size x size of a contract") if way is Way.CONTRACTS else tr("value / price")
        steps.append(
            Step(tr("coins"), f"{_figure(row.quantity_base)} {of.base}", "" if way in (Way.COINS, Way.STATED) else how)
        )
    steps.append(Step(tr("notional"), exact_text(row.notional or 0), tr(formula)))
    return steps


FORMULAS = {
    Way.COINS: marked("size x price, to the nearest millionth"),
    Way.CONTRACTS: marked("size x size of a contract x price, to the nearest millionth"),
    Way.INVERSE: marked("size x value of a contract"),
    Way.VALUE: marked("the size is the value"),
    Way.STATED: marked("the value is the exchange's own"),
}


def _why_not(row: Liquidation) -> str:
    of = row.instrument
    if not of.in_dollars:
        return tr("not valued: {quote} does not count as a dollar").format(quote=of.quote)
    return tr("not valued: nobody trusted has said how large a contract is")


def _figure(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:,.15g}"
