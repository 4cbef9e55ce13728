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
    also without its largest trader, in several prints, on two venues or one that tells everything. Of one venue that
    tells samples more is asked: what it tells is the least that happened, but nobody bears it out. The market's needs
    several coins as well, and its money and prints without the coin that has most of them; three coins that passed on
    their own open it too. Every test is one that more rows can only help to pass, so a throttle makes events late alone.
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
    sudden_least: float = 0.25
    """Where the last seconds alone bring so many times the prints a minute needs, so much of all money is enough; where
    they bring more prints, less money in proportion, down to the least share."""
    without_largest: float = 0.8
    """How much of the threshold must be passed without the largest trader."""
    venues: int = 2
    lone_prints: float = 3.0
    lone_money: float = 3.0
    lone_coins: int = 20
    """What is asked of one venue alone that tells samples: so many times the prints, and in one coin so many times the
    money; for the market, orders in so many coins."""
    coins: int = 3
    coins_within: int = 300
    """So many coins that passed on their own within so many seconds open the market's event."""
    taking_part: int = 5
    stirring: float = 0.08
    """So many coins must take part in the market's event, each with this share of the market's floor."""
    without_coin: float = 1.0
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

    def eased(self, lately: float, prints: float) -> float:
        """The part of the money that is enough where the last seconds bring `lately` prints and a minute needs `prints`."""
        times = lately / (self.sudden_prints * prints)
        return max(self.sudden_least, self.sudden_money / times) if times >= 1 else 1.0

    def least_prints(self, scope: str) -> int:
        """The least prints of a minute that can open an event here."""
        return self.market_prints if scope == MARKET else self.prints
