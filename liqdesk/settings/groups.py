"""Settings of coin groups: names for lists of coins that rules and filters share."""

from typing import Annotated

from pydantic import Field, field_validator

from liqdesk.domain.language import marked, tr
from liqdesk.settings.section import Control, Section, Shown

OTHER = "other"
"""The coins of no group."""


class GroupSettings(Section):
    """Coins by group; `other` stands for all the rest and is not listed."""

    coins: Annotated[
        dict[str, tuple[str, ...]], Field(title=marked("Groups of coins")), Shown(control=Control.GROUPS)
    ] = Field(
        default_factory=lambda: {
            "majors": ("BTC", "ETH"),
            "large": ("SOL", "XRP", "BNB", "DOGE", "ADA", "TRX", "LINK", "AVAX", "HYPE", "SUI", "LTC", "BCH"),
        }
    )

    @field_validator("coins")
    @classmethod
    def _sound(cls, coins: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for name, members in coins.items():
            if name == OTHER or not name.strip() or len(name) > 40:
                raise ValueError(
                    tr("a group has a name of its own of at most 40 letters, other than '{other}'").format(other=OTHER)
                )
            if not members or any(not coin or not coin.isprintable() or " " in coin for coin in members):
                raise ValueError(tr("the group {name} needs coins, each by its short name").format(name=name))
        return coins
