"""The detector's rules: every figure it decides by, in one place."""

from dataclasses import dataclass

from liqdesk.analytics.events import MARKET
from liqdesk.domain.money import MICRO

MAJORS = frozenset({"BTC", "ETH"})
LARGE = frozenset({"SOL", "XRP", "DOGE", "BNB", "HYPE"})


@dataclass(frozen=True, slots=True)
class Rules:
    """Figures of the opening, the going on and the confirming. Money in dollars, times in seconds.

    An event opens on one side of one scope when the money of the last minute passes the floor and what is usual there,
    also without its largest trader, in several prints, on two venues or one that tells everything. The market's needs
    three coins as well; three coins that passed on their own open it too.
    """

    market_floor: float = 1_000_000.0
    major_floor: float = 5_000_000.0
    large_floor: float = 500_000.0
    other_floor: float = 180_000.0
    score: float = 3.0
    prints: int = 8
    market_prints: int = 50
    prints_times: float = 2.0
    """How many times the prints of the last hours' minutes it takes, where those are known."""
    sudden_s: int = 15
    sudden_prints: float = 1.5
    sudden_money: float = 0.4
    """Where the last seconds alone bring so many times the prints a minute needs, so much of the money is enough."""
    without_largest: float = 0.8
    """How much of the threshold must be passed without the largest trader."""
    venues: int = 2
    coins: int = 3
    coins_within: int = 300
    stirring: float = 0.08
    """A coin takes part in the market's event from this share of the market's floor on."""
    without_coin: float = 0.6
    """How much of the market's threshold must be passed without its heaviest coin."""
    keep: float = 1 / 3
    """While a minute has this share of the threshold, the event goes on."""
    close_after: int = 120
    stall_after: int = 600
    turn_after: int = 60
    wave_gap: int = 30
    move_percent: float = 0.3
    move_sigmas: float = 3.0
    open_interest_percent: float = 0.5
    one_sided: float = 0.75
    alert_times: float = 3.0
    """An event is an alert when confirmed, or when its peak is so many times the threshold; critical when both."""
    critical_times: float = 8.0

    def floor(self, scope: str) -> int:
        """The least money of a minute, in micro-USD, that can open an event here."""
        if scope == MARKET:
            usd = self.market_floor
        elif scope in MAJORS:
            usd = self.major_floor
        else:
            usd = self.large_floor if scope in LARGE else self.other_floor
        return round(usd * MICRO)

    def least_prints(self, scope: str) -> int:
        """The least prints of a minute that can open an event here."""
        return self.market_prints if scope == MARKET else self.prints
