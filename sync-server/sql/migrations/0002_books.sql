-- Version 2: what months are worked out from stands in rows, by case and month. The projector fills them from the log;
-- those of erased cases are made of their stubs. And of an erased case it stands who was seen to have it.

-- Devices that sent something of an erased case after that: they have it, if only from a file.
CREATE TABLE holders (
    case_id      BLOB NOT NULL REFERENCES cases (case_id),
    device_id    BLOB NOT NULL REFERENCES devices (device_id),
    heard_at_ms  INTEGER NOT NULL,
    PRIMARY KEY (case_id, device_id)
) STRICT, WITHOUT ROWID;

-- What accounts, wages and scores need of a case, by month. It stays when the case is erased.
CREATE TABLE ledgers (
    case_id         BLOB NOT NULL REFERENCES cases (case_id),
    month           TEXT NOT NULL,      -- `2026-05`
    ledger          TEXT NOT NULL,      -- JSON: whose work it was, what was deducted, what was said of whom
    PRIMARY KEY (case_id, month)
) STRICT;

CREATE INDEX ledgers_month ON ledgers (month);

-- What was promised by when, and whether it was kept.
CREATE TABLE promises (
    case_id         BLOB NOT NULL REFERENCES cases (case_id),
    month           TEXT NOT NULL,      -- in which it is due, at the site
    service         TEXT NOT NULL,
    service_title   TEXT NOT NULL,      -- JSON, by language; as title
    timer           TEXT NOT NULL,      -- id of the timer
    title           TEXT NOT NULL,
    origin          TEXT,
    counts          INTEGER NOT NULL CHECK (counts IN (0, 1)), -- whether missing it is a breach
    due_at_ms       INTEGER NOT NULL,   -- the last second in time
    kept            INTEGER CHECK (kept IN (0, 1))             -- NULL: it is open, and missed once that is over
) STRICT;

CREATE INDEX promises_case ON promises (case_id);
CREATE INDEX promises_month ON promises (month);

ALTER TABLE van_moves ADD COLUMN month TEXT NOT NULL DEFAULT '';

CREATE INDEX van_moves_month ON van_moves (month);

-- What each month changed in each van: the sums of van_moves.
CREATE TABLE van_months (
    owner           TEXT NOT NULL,      -- the user whose van it is
    part            TEXT NOT NULL,
    old             INTEGER NOT NULL CHECK (old IN (0, 1)),
    month           TEXT NOT NULL,
    name            TEXT NOT NULL,
    quantity        TEXT NOT NULL,      -- a decimal
    PRIMARY KEY (owner, part, old, month)
) STRICT;

DELETE FROM consumers WHERE name = 'projector';
