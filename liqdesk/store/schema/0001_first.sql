-- The first form of the store. Times are Unix ms UTC, money is whole millionths of a dollar (micro).
-- Enumerations are stored as small numbers; liqdesk/store/codes.py holds their meaning and only ever appends to it.

-- A coin on a venue: what totals are kept by.
CREATE TABLE markets (
    id INTEGER PRIMARY KEY,
    venue TEXT NOT NULL,
    base TEXT NOT NULL,
    UNIQUE (venue, base)
) STRICT;

-- A contract as it was known when a row came. One whose size changed gets a new line; old rows keep theirs.
CREATE TABLE instruments (
    id INTEGER PRIMARY KEY,
    market INTEGER NOT NULL REFERENCES markets (id),
    symbol TEXT NOT NULL,
    quote TEXT NOT NULL,
    settlement TEXT NOT NULL,
    multiplier REAL,
    scale REAL NOT NULL,
    product TEXT NOT NULL,
    expires_at INTEGER,
    tradfi INTEGER NOT NULL
) STRICT;

-- Every forced order once. `digest` is 64 bits of a hash of the row's key, which holds its time unless the venue numbers
-- its events: so (at, digest) is the key of the row, and rows lie on disk in the order of time.
CREATE TABLE liquidations (
    at INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    instrument INTEGER NOT NULL REFERENCES instruments (id),
    position INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    micro INTEGER,
    price REAL NOT NULL,
    price_kind INTEGER NOT NULL,
    quantity_base REAL,
    size REAL NOT NULL,
    venue_price REAL NOT NULL,
    received_at INTEGER NOT NULL,
    history INTEGER NOT NULL,
    completeness INTEGER NOT NULL,
    source INTEGER NOT NULL,
    occurrence INTEGER NOT NULL,
    ident TEXT,
    PRIMARY KEY (at, digest)
) STRICT, WITHOUT ROWID;

-- A venue's own number is the key whatever time the row carries.
CREATE UNIQUE INDEX liquidations_ident ON liquidations (digest) WHERE ident IS NOT NULL;

-- Sums of what entered `liquidations`, deleveraging left out; `minute` and `hour` count from 1970.
CREATE TABLE minutes (
    minute INTEGER NOT NULL,
    market INTEGER NOT NULL REFERENCES markets (id),
    position INTEGER NOT NULL,
    micro INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    unvalued INTEGER NOT NULL,
    PRIMARY KEY (minute, market, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE hours (
    hour INTEGER NOT NULL,
    market INTEGER NOT NULL REFERENCES markets (id),
    position INTEGER NOT NULL,
    micro INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    unvalued INTEGER NOT NULL,
    PRIMARY KEY (hour, market, position)
) STRICT, WITHOUT ROWID;

-- When a lane was covered. Time without a span is a gap, whatever the reason: also that the program did not run.
CREATE TABLE spans (
    lane TEXT NOT NULL,
    start INTEGER NOT NULL,
    venue TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (lane, start)
) STRICT, WITHOUT ROWID;

CREATE INDEX spans_until ON spans (until);

-- Stretches in which rows came that never reached the disk: not covered, whatever `spans` says.
CREATE TABLE losses (
    start INTEGER NOT NULL,
    until INTEGER NOT NULL,
    rows INTEGER NOT NULL
) STRICT;

-- The newest changes of the lanes' states, for whoever asks why there was a gap.
CREATE TABLE lane_log (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    lane TEXT NOT NULL,
    venue TEXT NOT NULL,
    state TEXT NOT NULL,
    detail TEXT NOT NULL,
    attempt INTEGER NOT NULL
) STRICT;

CREATE TABLE prices (
    at INTEGER NOT NULL,
    market INTEGER NOT NULL REFERENCES markets (id),
    price REAL NOT NULL,
    PRIMARY KEY (at, market)
) STRICT, WITHOUT ROWID;

-- Single facts about the store, by name.
CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
