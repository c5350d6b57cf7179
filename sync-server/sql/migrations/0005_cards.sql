-- Version 5: what a company brings of its own lists.

-- Cards of customers and sites, by what the company's own list calls them. Cases carry copies.
CREATE TABLE cards (
    kind            TEXT NOT NULL CHECK (kind IN ('customer', 'site')),
    list_key        TEXT NOT NULL,
    card_id         BLOB NOT NULL UNIQUE CHECK (length(card_id) = 16),
    version         INTEGER NOT NULL CHECK (version > 0),
    name            TEXT NOT NULL,      -- of the customer; the address of a site
    detail          TEXT,               -- telephone number of a customer; POSIX TZ string of a site
    owner           TEXT,               -- of a site: list_key of its customer
    changed_at_ms   INTEGER NOT NULL,
    PRIMARY KEY (kind, list_key)
) STRICT;

-- Which row of a list made which job: fed in again, it makes none. Nothing of the customer stands here.
CREATE TABLE listed_jobs (
    list_key        TEXT NOT NULL PRIMARY KEY,
    case_id         BLOB NOT NULL,
    stated          BLOB NOT NULL,      -- digest of what a job states once and for all
    start_ms        INTEGER,            -- as the list had it last, milliseconds since 1970 UTC
    end_ms          INTEGER,
    users           TEXT NOT NULL       -- JSON
) STRICT;
