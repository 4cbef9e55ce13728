"""The market beside the liquidations: prices."""

import msgspec

from liqdesk.domain.liquidation import PriceKind
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId


class PriceTick(msgspec.Struct, frozen=True, gc=False):
    """A venue's price of one of its symbols at `at`; per unit of the symbol, in its quote currency."""

    venue: VenueId
    symbol: str
    price: float
    price_kind: PriceKind
    at: UnixMs
