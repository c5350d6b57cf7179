-- Version 4: devices that were told to let go of everything, and what they say about it.

CREATE TABLE wipes (
    device_id      BLOB NOT NULL PRIMARY KEY REFERENCES devices (device_id),
    round          INTEGER NOT NULL,
    bytes          BLOB NOT NULL,     -- the order as it was signed
    ordered_at_ms  INTEGER NOT NULL,
    report         BLOB,              -- the device's last word about this order as it was signed; NULL = not heard of since
    heard_at_ms    INTEGER
) STRICT;
