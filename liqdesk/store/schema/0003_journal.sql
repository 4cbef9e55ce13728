-- Events with what is known of them; `entry` is the whole of it in the form of liqdesk/analytics/journal.py, the columns
-- before it are what is asked by. `parent` is the event it is a part of.
CREATE TABLE events (
    id TEXT PRIMARY KEY,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    scope TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent TEXT,
    source INTEGER NOT NULL,
    entry BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX events_opened ON events (opened_at);

-- What parts of the program have learnt, by name, in their own form.
CREATE TABLE memories (
    name TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    value BLOB NOT NULL
) STRICT;
