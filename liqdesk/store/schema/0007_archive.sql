-- More sums of what entered `liquidations`, deleveraging left out, so that years are looked through without reading every row.
-- `day`, `hour` and `minute` count from 1970 UTC; tables that begin with `all_` hold the whole market.
CREATE TABLE days (
    day INTEGER NOT NULL,
    market INTEGER NOT NULL REFERENCES markets (id),
    position INTEGER NOT NULL,
    micro INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    unvalued INTEGER NOT NULL,
    PRIMARY KEY (day, market, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE all_minutes (
    minute INTEGER NOT NULL,
    position INTEGER NOT NULL,
    micro INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    unvalued INTEGER NOT NULL,
    PRIMARY KEY (minute, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE all_hours (
    hour INTEGER NOT NULL,
    position INTEGER NOT NULL,
    micro INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    unvalued INTEGER NOT NULL,
    PRIMARY KEY (hour, position)
) STRICT, WITHOUT ROWID;

-- How large the orders of a day were: how many of each bin, and what they come to. Bins begin at 1, 2, 5, 10, 20, 50, ... micro
-- (liqdesk/analytics/sizes.py); orders without a value are in none.
CREATE TABLE sizes (
    day INTEGER NOT NULL,
    market INTEGER NOT NULL REFERENCES markets (id),
    position INTEGER NOT NULL,
    bin INTEGER NOT NULL,
    micro INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    PRIMARY KEY (day, market, position, bin)
) STRICT, WITHOUT ROWID;

CREATE TABLE all_sizes (
    day INTEGER NOT NULL,
    position INTEGER NOT NULL,
    bin INTEGER NOT NULL,
    micro INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    PRIMARY KEY (day, position, bin)
) STRICT, WITHOUT ROWID;

-- Orders of 10,000 dollars and more by size: a few in a hundred, so that the largest of years are found at once.
CREATE INDEX liquidations_large ON liquidations (micro DESC, instrument, position, kind) WHERE micro >= 10000000000;

INSERT INTO days SELECT hour / 24, market, position, sum(micro), sum(rows), sum(unvalued) FROM hours GROUP BY 1, 2, 3;
INSERT INTO all_minutes SELECT minute, position, sum(micro), sum(rows), sum(unvalued) FROM minutes GROUP BY 1, 2;
INSERT INTO all_hours SELECT hour, position, sum(micro), sum(rows), sum(unvalued) FROM hours GROUP BY 1, 2;
INSERT INTO sizes SELECT at / 86400000, market, position,
    3 * (length(micro) - 1) + (substr(micro, 1, 1) >= '2') + (substr(micro, 1, 1) >= '5'), sum(micro), count(*)
FROM liquidations JOIN instruments ON instruments.id = instrument
WHERE micro IS NOT NULL AND kind <> 2 AND product <> 'option' AND NOT tradfi GROUP BY 1, 2, 3, 4;
INSERT INTO all_sizes SELECT day, position, bin, sum(micro), sum(rows) FROM sizes GROUP BY 1, 2, 3;
