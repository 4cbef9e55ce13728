CREATE TABLE instrument (
    id INTEGER PRIMARY KEY,
    venue TEXT NOT NULL,
    symbol TEXT NOT NULL,
    base TEXT NOT NULL,
    quote TEXT NOT NULL,
    settlement TEXT NOT NULL,
    multiplier REAL,
    scale REAL NOT NULL,
    product TEXT NOT NULL,
    expires_at INTEGER,
    tradfi INTEGER NOT NULL
);
CREATE INDEX instrument_symbol ON instrument (venue, symbol);

CREATE TABLE liquidation (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    instrument INTEGER NOT NULL REFERENCES instrument (id),
    position TEXT NOT NULL,
    price REAL NOT NULL,
    price_kind TEXT NOT NULL,
    quantity_base REAL,
    micro_usd INTEGER,
    kind TEXT NOT NULL,
    history INTEGER NOT NULL,
    completeness TEXT NOT NULL,
    size REAL NOT NULL,
    venue_price REAL NOT NULL,
    occurrence INTEGER NOT NULL,
    ident TEXT NOT NULL,
    source TEXT NOT NULL,
    digest BLOB NOT NULL
);
CREATE UNIQUE INDEX liquidation_digest ON liquidation (digest);
CREATE INDEX liquidation_at ON liquidation (at);

CREATE TABLE minute (
    at INTEGER NOT NULL,
    venue TEXT NOT NULL,
    base TEXT NOT NULL,
    position TEXT NOT NULL,
    micro_usd INTEGER NOT NULL,
    count INTEGER NOT NULL,
    unvalued INTEGER NOT NULL,
    PRIMARY KEY (at, venue, base, position)
) WITHOUT ROWID;

CREATE TABLE hour (
    at INTEGER NOT NULL,
    venue TEXT NOT NULL,
    base TEXT NOT NULL,
    position TEXT NOT NULL,
    micro_usd INTEGER NOT NULL,
    count INTEGER NOT NULL,
    unvalued INTEGER NOT NULL,
    PRIMARY KEY (at, venue, base, position)
) WITHOUT ROWID;

CREATE TABLE covered (
    lane TEXT NOT NULL,
    venue TEXT NOT NULL,
    start INTEGER NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (lane, start)
) WITHOUT ROWID;
CREATE INDEX covered_until ON covered (until);

CREATE TABLE transition (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    lane TEXT NOT NULL,
    venue TEXT NOT NULL,
    state TEXT NOT NULL,
    detail TEXT NOT NULL,
    attempt INTEGER NOT NULL
);

CREATE TABLE price (
    base TEXT NOT NULL,
    at INTEGER NOT NULL,
    venue TEXT NOT NULL,
    price REAL NOT NULL,
    PRIMARY KEY (base, at)
) WITHOUT ROWID;

CREATE TABLE fact (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
