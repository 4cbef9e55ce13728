"""The catalogue keeps one object per contract and wishes for what it does not know."""

from liqdesk.domain.instrument import Instrument, Settlement
from liqdesk.domain.time import UnixMs
from liqdesk.domain.venue import VenueId
from liqdesk.engine.catalogue import GUESSES, Catalogue, ListSource
from tests.fakes.rows import T0

OKX = VenueId("okx")


def contract(symbol: str, base: str = "ETH", multiplier: float | None = 0.1, quote: str = "USDT", **more) -> Instrument:
    return Instrument(OKX, symbol, base, quote, more.pop("settlement", Settlement.LINEAR), multiplier, **more)


def guess(symbol: str) -> Instrument | None:
    return contract(symbol, symbol.split("-")[0], None) if symbol.endswith("-SWAP") else None


def test_a_listed_symbol_is_found():
    book = Catalogue({OKX: guess})
    book.replace(OKX, [contract("ETH-USDT-SWAP")], "live", T0)
    found = book.find(OKX, "ETH-USDT-SWAP")
    assert found is not None
    assert found.multiplier == 0.1
    assert book.take_missing() == set()
    assert book.source(OKX) == ListSource("live", T0)


def test_an_unlisted_symbol_is_inferred_once_and_wished_for():
    book = Catalogue({OKX: guess})
    first = book.find(OKX, "NEW-USDT-SWAP")
    assert first is not None
    assert first.multiplier is None
    assert book.find(OKX, "NEW-USDT-SWAP") is first
    assert book.find(OKX, "nonsense") is None
    assert book.take_missing() == {OKX}
    assert book.take_missing() == set()


def test_an_unknown_venue_has_nothing():
    assert Catalogue({OKX: guess}).find(VenueId("nowhere"), "X") is None
    assert Catalogue({OKX: guess}).source(OKX) is None


def test_an_unchanged_contract_stays_the_same_object_and_a_changed_one_does_not():
    book = Catalogue({OKX: guess})
    book.replace(OKX, [contract("A"), contract("B")], "live", T0)
    a, b = book.find(OKX, "A"), book.find(OKX, "B")
    book.replace(OKX, [contract("A"), contract("B", multiplier=1.0)], "live", T0)
    assert book.find(OKX, "A") is a
    assert book.find(OKX, "B") is not b


def test_a_name_listed_again_is_another_contract():
    book = Catalogue({OKX: guess})
    book.replace(OKX, [contract("A", listed_at=T0)], "live", T0)
    first = book.find(OKX, "A")
    book.replace(OKX, [contract("A", listed_at=T0)], "live", T0)
    assert book.find(OKX, "A") is first
    book.replace(OKX, [contract("A", listed_at=UnixMs(T0 + 1))], "live", T0)
    assert book.find(OKX, "A") is not first


def test_adding_keeps_the_rest():
    book = Catalogue({OKX: guess})
    book.replace(OKX, [contract("A"), contract("B")], "bundled", None)
    book.add(OKX, [contract("B", multiplier=2.0), contract("C")], "tape", T0)
    assert {one.symbol: one.multiplier for one in book.of(OKX)} == {"A": 0.1, "B": 2.0, "C": 0.1}


def test_a_contract_that_frames_call_by_a_code_is_found_by_it():
    book = Catalogue({OKX: guess})
    book.replace(OKX, [contract("ETH", code="0"), contract("BTC", "BTC", code="1")], "live", T0)
    eth = book.find(OKX, "0")
    assert eth is not None
    assert (eth.symbol, book.find(OKX, "ETH"), book.symbol_for(OKX, "BTC")) == ("ETH", None, "1")
    book.add(OKX, [contract("ETHER", code="0")], "tape", T0)
    assert [one.symbol for one in book.of(OKX)] == ["ETHER", "BTC"]


def test_the_price_symbol_is_the_dollar_perpetual():
    book = Catalogue({OKX: guess})
    book.replace(
        OKX,
        [
            contract("ETH-USD-SWAP", quote="USD", settlement=Settlement.INVERSE),
            contract("ETH-USDC-SWAP", quote="USDC"),
            contract("ETH-USDT-SWAP"),
            contract("ETH-USDT-270326", expires_at=T0),
            contract("DOT-USD-SWAP", "DOT", quote="USD", settlement=Settlement.INVERSE),
        ],
        "live",
        T0,
    )
    assert book.symbol_for(OKX, "ETH") == "ETH-USDT-SWAP"
    assert book.symbol_for(OKX, "DOT") == "DOT-USD-SWAP"
    assert book.symbol_for(OKX, "XYZ") is None


def test_a_share_of_the_same_name_has_not_the_coins_price():
    book = Catalogue({OKX: guess})
    book.replace(OKX, [contract("META-USDT-SWAP", "META", tradfi=True)], "live", T0)
    assert book.symbol_for(OKX, "META") is None


def test_endless_nonsense_is_not_remembered_endlessly():
    asked: list[str] = []
    book = Catalogue({OKX: lambda symbol: asked.append(symbol)})
    for number in range(GUESSES + 1):
        assert book.find(OKX, f"N{number}") is None
    assert book.find(OKX, f"N{GUESSES}") is None
    assert len(asked) == GUESSES + 1
    assert book.find(OKX, "N0") is None
    assert len(asked) == GUESSES + 2


def test_an_endless_name_is_nobodys_and_not_worth_a_new_list():
    book = Catalogue({OKX: guess})
    assert book.find(OKX, "N" * 201 + "-SWAP") is None
    assert book.take_missing() == set()
