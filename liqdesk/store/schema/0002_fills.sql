-- Gaps of a lane for which the venue's public history was asked, and what that made of them (liqdesk/store/codes.py).
CREATE TABLE fills (
    lane TEXT NOT NULL,
    start INTEGER NOT NULL,
    venue TEXT NOT NULL,
    until INTEGER NOT NULL,
    refill INTEGER NOT NULL,
    PRIMARY KEY (lane, start)
) STRICT, WITHOUT ROWID;

CREATE INDEX fills_until ON fills (until);
