-- Keys, packs and fonts move out of the folder: another node needs nothing but the database.

-- What all nodes of the company share beside the log: keys, choices.
CREATE TABLE settings (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

-- Published packs and fonts, in parts of equal size. They never change under their name.
CREATE TABLE files (
    file_id BLOB NOT NULL CHECK (length(file_id) = 32),
    part    INTEGER NOT NULL CHECK (part >= 0),
    bytes   BLOB NOT NULL,
    PRIMARY KEY (file_id, part)
) STRICT;

CREATE TABLE fonts (
    font_id    BLOB NOT NULL PRIMARY KEY CHECK (length(font_id) = 32),
    size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
    chosen_seq INTEGER NOT NULL  -- of the last notice that named it: the last one is printed with
) STRICT;

-- Work that one node does for all. Whoever writes under an older token is refused.
CREATE TABLE leases (
    work   TEXT NOT NULL PRIMARY KEY,
    holder BLOB CHECK (length(holder) = 16),  -- NULL: it was given back
    token  INTEGER NOT NULL,                  -- grows whenever another node takes over
    beat   INTEGER NOT NULL                   -- grows as long as the holder lives
) STRICT;
