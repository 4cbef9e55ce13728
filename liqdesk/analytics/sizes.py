"""How large single orders are: bins that begin at 1, 2, 5, 10, 20, 50, ... micro-dollars."""

from liqdesk.domain.money import MicroUsd

_STEPS = (1, 2, 5)


def bin_of(micro: int) -> int:
    """The number of the bin that holds an amount; nothing at all is in the first. The store works out the same in SQL."""
    digits = str(micro)
    return len(_STEPS) * (len(digits) - 1) + (digits[0] >= "2") + (digits[0] >= "5")


def least_of(number: int) -> MicroUsd:
    """The smallest amount of a bin; the next bin's is the first amount beyond it."""
    power, step = divmod(number, len(_STEPS))
    return MicroUsd(int(_STEPS[step] * 10**power))
