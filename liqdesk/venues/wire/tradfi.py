"""What is no coin: shares, metals, indices and currencies, by names that no coin has.

A venue's own word for it comes first, where its list has one; this is for the lists that have none.
"""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


METALS_AND_ENERGY = _names("XAU XAG XPT XPD XCU COPPER NATGAS WTI BRENT USOIL UKOIL")
CURRENCIES = _names("EUR GBP JPY CHF AUD CAD NZD CNH KRW MXN TRY")
INDICES = _names("US500 US100 US30 NAS100 SPX500 SP500 NDX DJI DAX40 GER40 UK100 JPN225 HK50 XYZ100")
SHARES = _names(
    "AAPL ABNB ADBE AMD AMZN ASML AVGO BABA BIDU BMNR COIN COST CRCL CRWV GOOG GOOGL HOOD IBM INTC JPM LLY MRVL MSFT MSTR"
    " NFLX NVDA ORCL PFE PLTR PYPL QCOM QQQ RBLX RKLB SBET SMCI SNDK SPY TSLA TSM UBER UNH WMT XOM"
)
"""Tickers that no coin has; of those a coin has too (SPX, META, GME) only a venue's own word can tell."""

TOKENISED = ("X", "ON")
"""What issuers write behind a share's ticker: AAPLX, AAPLON."""

MONEY = METALS_AND_ENERGY | CURRENCIES | {"USD"}


def no_coin(base: str) -> bool:
    """Whether this is surely the name of a share, a metal, an index or a currency: NVDA, AAPLX, XAU, EURUSD."""
    if base in SHARES or base in METALS_AND_ENERGY or base in INDICES or base in CURRENCIES:
        return True
    if any(base.endswith(ending) and base.removesuffix(ending) in SHARES for ending in TOKENISED):
        return True
    return base[:3] in MONEY and base[3:] in MONEY and base[:3] != base[3:]
