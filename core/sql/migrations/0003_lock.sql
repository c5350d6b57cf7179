-- Version 3: a device can be locked by its user and wiped by the office; what a company asks of receipts before data may
-- leave a device.

ALTER TABLE enrolment ADD COLUMN logged_out INTEGER NOT NULL DEFAULT 0 CHECK (logged_out IN (0, 1));

ALTER TABLE progress ADD COLUMN safe_level INTEGER NOT NULL DEFAULT 0 CHECK (safe_level IN (0, 1));

ALTER TABLE receipts ADD COLUMN seq INTEGER;

CREATE TABLE wipe (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    round           INTEGER NOT NULL,
    bytes           BLOB NOT NULL,
    purged_count    INTEGER NOT NULL DEFAULT 0,
    done            INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1))
) STRICT;
