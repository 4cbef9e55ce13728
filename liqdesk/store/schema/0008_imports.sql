-- Files whose rows were taken in. `ended_at` is NULL while rows come, and stays so where that was broken off; `removing` is set
-- from the moment on from which its rows go. `rows` are those read, `added` those that were not there before.
CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    file TEXT NOT NULL,
    form TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    ended_at INTEGER,
    removing INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    added INTEGER NOT NULL,
    first INTEGER,
    last INTEGER
) STRICT;

-- Which file holds which row: one goes only when no other file has it.
CREATE TABLE import_rows (
    at INTEGER NOT NULL,
    digest INTEGER NOT NULL,
    import INTEGER NOT NULL,
    PRIMARY KEY (at, digest, import)
) STRICT, WITHOUT ROWID;
