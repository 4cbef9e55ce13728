-- Alerts with what is known of them; `entry` is the whole of it in the form of liqdesk/alerts/alert.py, the columns before it
-- are what is asked by. `rule` is the first one that was met, `event` the one of the journal it is about.
CREATE TABLE alerts (
    id TEXT PRIMARY KEY,
    opened_at INTEGER NOT NULL,
    over_at INTEGER,
    rule TEXT NOT NULL,
    event TEXT,
    scope TEXT NOT NULL,
    level TEXT NOT NULL,
    source INTEGER NOT NULL,
    entry BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX alerts_opened ON alerts (opened_at);

-- Words of alerts on their way to where they are sent. `ended_at` is when one arrived or was given up, which `why` tells apart:
-- it is empty for one that arrived, and else says what was wrong the last time.
CREATE TABLE parcels (
    id TEXT PRIMARY KEY,
    alert TEXT NOT NULL,
    target TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    due INTEGER NOT NULL,
    tried INTEGER NOT NULL,
    remote TEXT NOT NULL,
    ended_at INTEGER,
    why TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX parcels_waiting ON parcels (made_at) WHERE ended_at IS NULL;
CREATE INDEX parcels_ended ON parcels (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX parcels_alert ON parcels (alert, target);
