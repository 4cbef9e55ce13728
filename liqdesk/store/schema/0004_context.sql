-- Open interest and funding of the coins that are watched, one line of each minute: of the venue whose figures were shown.
-- NULL is what was not known. `rate` is a fraction for each `interval` ms; `minute` counts from 1970.
CREATE TABLE context (
    minute INTEGER NOT NULL,
    market INTEGER NOT NULL REFERENCES markets (id),
    symbol TEXT NOT NULL,
    at INTEGER NOT NULL,
    coins REAL,
    micro INTEGER,
    rate REAL,
    interval INTEGER,
    PRIMARY KEY (minute, market)
) STRICT, WITHOUT ROWID;
