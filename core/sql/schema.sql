-- The device's database, as a new file gets it. Older files are brought to exactly this by
-- `migrations/NNNN_name.sql`; a test compares the two.
--
-- What people made is in `items`, and it is never changed: everything else either says where an item stands
-- (`outbox`, `receipts`) or is derived from items and can be computed again (`jobs`, `notices`, `snapshots`).

-- Who this device is for the office. No row before the enrolment. The private key is in the secret store.
CREATE TABLE enrolment (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    device          BLOB NOT NULL CHECK (length(device) = 16),
    server_url      TEXT NOT NULL,
    root_key        BLOB NOT NULL CHECK (length(root_key) = 32),
    certificate     BLOB NOT NULL,              -- signed by the root key
    office          BLOB NOT NULL,              -- certificate that signs receipts, rulings and control entries
    token           TEXT NOT NULL,              -- bearer token; renewed with the private key
    signed_out      INTEGER NOT NULL DEFAULT 0 CHECK (signed_out IN (0, 1)),  -- the key is refused: ask the office
    last_number     INTEGER NOT NULL DEFAULT 0 CHECK (last_number >= 0),      -- counter of job numbers
    logged_out      INTEGER NOT NULL DEFAULT 0 CHECK (logged_out IN (0, 1))   -- its user locked it; nothing is deleted
) STRICT;

-- The office's order to let go of everything, once it came. As long as the row is here, nothing is shown.
CREATE TABLE wipe (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    round           INTEGER NOT NULL,           -- of the order
    bytes           BLOB NOT NULL,              -- the order as it was signed
    purged_count    INTEGER NOT NULL DEFAULT 0, -- cases that were let go
    done            INTEGER NOT NULL DEFAULT 0 CHECK (done IN (0, 1))        -- nothing is left but rescue files
) STRICT;

-- How far this device has read the log of the office. Always one row.
CREATE TABLE progress (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    epoch           INTEGER NOT NULL DEFAULT 0, -- incarnation of the log; 0 before the first answer
    cursor          INTEGER NOT NULL DEFAULT 0, -- every item of my streams up to here is stored
    refill          INTEGER NOT NULL DEFAULT 0 CHECK (refill IN (0, 1)),  -- the log is a new one: send it what it lacks
    server_ms       INTEGER,                    -- the server's clock in its last answer
    synced_at_ms    INTEGER,                    -- this device's clock then
    synced_boot_ms  INTEGER,                    -- milliseconds since its start then
    synced_boot_id  INTEGER,                    -- which start that was
    compared_ms     INTEGER,                    -- the server's clock when both sides were last compared; 0 = do it next
    safe_level      INTEGER NOT NULL DEFAULT 0 CHECK (safe_level IN (0, 1))   -- level of a receipt with which data may leave
) STRICT;

INSERT INTO progress (id) VALUES (1);

CREATE TABLE cases (
    case_id         BLOB PRIMARY KEY CHECK (length(case_id) = 16),
    -- `revoked`: no longer in my scope, hidden, kept while anything of it is unsent. `erased`: see `stubs`.
    access          TEXT NOT NULL DEFAULT 'granted' CHECK (access IN ('granted', 'revoked', 'erased')),
    access_round    INTEGER NOT NULL DEFAULT 0, -- of the control entry that said so; the highest holds
    stuck           TEXT,                       -- why its items cannot be applied; NULL = they can
    arrived_seq     INTEGER NOT NULL,           -- order in which cases came to this device, for lists
    standing        BLOB,                       -- the control entry that holds, as the office signed it
    presents        INTEGER NOT NULL DEFAULT 0 CHECK (presents IN (0, 1)) -- the office may have forgotten it
) STRICT;

-- What is left of a case that the office erased: no customer, no place, nothing of what was done.
CREATE TABLE stubs (
    case_id         BLOB PRIMARY KEY REFERENCES cases (case_id) ON DELETE CASCADE,
    number          TEXT NOT NULL,
    case_kind       TEXT NOT NULL,
    rule            TEXT,                       -- as what it was kept; NULL = erased by a person
    due             TEXT,                       -- the day on which its time was over, at the site
    erased_at_ms    INTEGER NOT NULL,           -- by the office's clock
    rescued         INTEGER NOT NULL CHECK (rescued IN (0, 1)),  -- hidden, but here: work in it never reached the office
    CHECK ((rule IS NULL) = (due IS NULL))
) STRICT;

-- Erased cases of which the office is to hear what is left here. A row leaves with an answer of the office.
CREATE TABLE purged (
    case_id         BLOB PRIMARY KEY REFERENCES cases (case_id) ON DELETE CASCADE,
    rescued         INTEGER NOT NULL CHECK (rescued IN (0, 1))
) STRICT;

-- One row per change, fact, certificate, ruling, small blob: the bytes as they were first written.
CREATE TABLE items (
    item_id         INTEGER PRIMARY KEY,        -- order of creation or arrival; ancestors come first
    case_id         BLOB NOT NULL REFERENCES cases (case_id) ON DELETE CASCADE,
    kind            INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 255),
    hash            BLOB NOT NULL CHECK (length(hash) = 32),
    bytes           BLOB NOT NULL,
    origin          TEXT NOT NULL CHECK (origin IN ('own', 'server', 'file')),
    -- `unread`: stored, not applied yet. `waiting`: something it builds on is missing.
    state           TEXT NOT NULL CHECK (state IN ('unread', 'applied', 'waiting', 'refused')),
    refused         TEXT,                       -- why this device refused it
    in_snapshot     INTEGER NOT NULL DEFAULT 0 CHECK (in_snapshot IN (0, 1)),
    held_epoch      INTEGER,                    -- the log of this epoch holds it; NULL = not known to
    receipt_id      INTEGER REFERENCES receipts (receipt_id),
    UNIQUE (case_id, kind, hash)
) STRICT;

CREATE INDEX items_by_case ON items (case_id, item_id);
CREATE INDEX items_by_receipt ON items (receipt_id) WHERE receipt_id IS NOT NULL;
CREATE INDEX items_to_read ON items (case_id) WHERE state IN ('unread', 'waiting');

-- What the office has not acknowledged. A row leaves only in the transaction that stores its acknowledgement.
CREATE TABLE outbox (
    item_id         INTEGER PRIMARY KEY REFERENCES items (item_id) ON DELETE CASCADE,
    case_id         BLOB NOT NULL REFERENCES cases (case_id) ON DELETE CASCADE,
    urgency         INTEGER NOT NULL CHECK (urgency IN (0, 1)),  -- 0: its case goes first
    reason          TEXT NOT NULL CHECK (reason IN ('own', 'relay', 'refill')),
    state           TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'refused')),
    code            TEXT,                       -- the server's reason, if refused
    detail          TEXT,
    CHECK ((state = 'refused') = (code IS NOT NULL))
) STRICT;

CREATE INDEX outbox_by_case ON outbox (case_id);

-- The server's signed word that it holds something. Only what a receipt covers may ever leave this device.
CREATE TABLE receipts (
    receipt_id      INTEGER PRIMARY KEY,
    request         BLOB NOT NULL UNIQUE CHECK (length(request) = 16),
    epoch           INTEGER NOT NULL,
    level           INTEGER NOT NULL CHECK (level IN (0, 1)),  -- 0 durable, 1 backed up
    bytes           BLOB NOT NULL,
    -- Hashes of the items that it covers, 32 bytes each, in the order of the request: without them nobody who was not
    -- there could tell what it is about.
    covers          BLOB NOT NULL CHECK (length(covers) % 32 = 0),
    seq             INTEGER                     -- the log holds all of it up to here; a backup that reaches so far raises the level
) STRICT;

-- The document of a case with the changes marked `in_snapshot`, so that opening it does not replay them.
CREATE TABLE snapshots (
    case_id         BLOB PRIMARY KEY REFERENCES cases (case_id) ON DELETE CASCADE,
    bytes           BLOB NOT NULL
) STRICT;

-- Photos and files; the bytes are in `blobs/<case>/<hash>`, in place before the row is written.
CREATE TABLE blobs (
    case_id         BLOB NOT NULL REFERENCES cases (case_id) ON DELETE CASCADE,
    blob_id         BLOB NOT NULL CHECK (length(blob_id) = 32),  -- SHA-256 of the plain bytes
    size_bytes      INTEGER NOT NULL CHECK (size_bytes >= 0),
    media_type      TEXT NOT NULL,
    here            INTEGER NOT NULL CHECK (here IN (0, 1)),     -- the file is on this device
    -- `waiting`: to be sent. `sent`: the server took it. `stored`: it has checked the hash and said so.
    upload          TEXT NOT NULL CHECK (upload IN ('waiting', 'sent', 'stored', 'refused')),
    code            TEXT,
    PRIMARY KEY (case_id, blob_id)
) STRICT;

CREATE INDEX blobs_to_send ON blobs (size_bytes) WHERE here = 1 AND upload IN ('waiting', 'sent');

-- Published packs. `bytes` is NULL while one is only wanted.
CREATE TABLE packs (
    pack_id         BLOB PRIMARY KEY CHECK (length(pack_id) = 32),
    name            TEXT,
    version         INTEGER,
    size_bytes      INTEGER,
    published_seq   INTEGER,                    -- order of publication, as the server told; NULL = only named by a case
    bytes           BLOB
) STRICT;

-- Published fonts of printed reports; the files are under fonts/.
CREATE TABLE fonts (
    font            BLOB PRIMARY KEY CHECK (length(font) = 32),
    size_bytes      INTEGER NOT NULL CHECK (size_bytes > 0),
    published_seq   INTEGER NOT NULL            -- order of publication, as the server told; the last one is printed with
) STRICT;

-- Something that was shown changed by what arrived later. Stays until somebody reads it.
CREATE TABLE notices (
    notice_id       INTEGER PRIMARY KEY,
    case_id         BLOB NOT NULL REFERENCES cases (case_id) ON DELETE CASCADE,
    fact            BLOB NOT NULL CHECK (length(fact) = 32),     -- the fact whose value counts now
    aspect          TEXT NOT NULL,              -- JSON
    was             TEXT NOT NULL,              -- JSON: the value that was shown
    was_by          TEXT NOT NULL,
    became          TEXT NOT NULL,              -- JSON: the value that counts now
    became_by       TEXT NOT NULL,
    made_at_ms      INTEGER NOT NULL,
    arrived_at_ms   INTEGER NOT NULL,
    UNIQUE (case_id, fact, aspect)
) STRICT;

-- Things from the server that this version cannot place. Read again after an upgrade.
CREATE TABLE inbox (
    inbox_id        INTEGER PRIMARY KEY,
    case_id         BLOB,
    kind            INTEGER NOT NULL,
    bytes           BLOB NOT NULL,
    why             TEXT NOT NULL,
    UNIQUE (kind, bytes)
) STRICT;

-- Read model: one row per job, written in the transaction of whatever changed it. Lists read nothing else.
CREATE TABLE jobs (
    case_id         BLOB PRIMARY KEY REFERENCES cases (case_id) ON DELETE CASCADE,
    number          TEXT NOT NULL,
    case_kind       TEXT NOT NULL,
    customer        TEXT NOT NULL,
    address         TEXT NOT NULL,
    time_zone       TEXT NOT NULL,              -- POSIX TZ string of the place
    report          TEXT NOT NULL,
    emergency       INTEGER NOT NULL CHECK (emergency IN (0, 1)),
    outcome         TEXT NOT NULL,              -- word of the glossary: open, completed, ...
    phase           TEXT NOT NULL,              -- of the current visit
    visit           BLOB NOT NULL CHECK (length(visit) = 8),
    assigned        TEXT NOT NULL,              -- user ids of the current visit, separated by commas
    window_start_ms INTEGER,
    window_end_ms   INTEGER,
    archived        INTEGER NOT NULL CHECK (archived IN (0, 1)),
    decision_count  INTEGER NOT NULL,           -- open decisions and conflicts
    pack            BLOB NOT NULL CHECK (length(pack) = 32),
    sort_ms         INTEGER NOT NULL,           -- window, else when it was reported
    search          TEXT NOT NULL,              -- lower case: number, customer, address, telephone, report
    -- What remains to be seen outside of `shown_times`; NULL = nothing is hidden from the user of this device.
    masked_customer TEXT,
    masked_address  TEXT,
    masked_search   TEXT,
    alarms_until_ms INTEGER,                    -- until when its `alarms` hold; NULL = not known, the pack was not here
    -- Whom it was made for, to begin a further job for them; NULL = written by version 1, until it is written anew.
    phone           TEXT,                       -- of the customer; empty = there is none
    masked_phone    TEXT,
    customer_card   BLOB CHECK (length(customer_card) = 16),
    customer_version INTEGER,
    site_card       BLOB CHECK (length(site_card) = 16),
    site_version    INTEGER
) STRICT;

CREATE INDEX jobs_by_customer ON jobs (customer_card, site_card);
CREATE INDEX jobs_in_time_order ON jobs (sort_ms, case_id);
CREATE INDEX jobs_by_alarms ON jobs (alarms_until_ms);

-- Read model: the times in which everything of a job is shown that is hidden otherwise.
CREATE TABLE shown_times (
    case_id         BLOB NOT NULL REFERENCES cases (case_id) ON DELETE CASCADE,
    from_ms         INTEGER NOT NULL,
    until_ms        INTEGER                     -- NULL: the visit goes on
) STRICT;

CREATE INDEX shown_times_by_case ON shown_times (case_id);

-- Read model: what is due in a job, by its timers and duties, until it changes.
CREATE TABLE alarms (
    case_id         BLOB NOT NULL REFERENCES cases (case_id) ON DELETE CASCADE,
    timer           TEXT NOT NULL,              -- id in the pack
    visit           BLOB CHECK (length(visit) = 8),  -- NULL: of the job as a whole
    title           TEXT NOT NULL,              -- JSON: in every language of the pack
    clock_title     TEXT,                       -- JSON
    counts          INTEGER NOT NULL CHECK (counts IN (0, 1)),   -- missing it is a breach
    role            TEXT,                       -- who has to act
    warn_at_ms      INTEGER,
    due_at_ms       INTEGER NOT NULL,           -- the last second that is in time
    certain         INTEGER NOT NULL CHECK (certain IN (0, 1))   -- no clock that it rests on was moved
) STRICT;

CREATE INDEX alarms_by_case ON alarms (case_id);
CREATE INDEX alarms_in_time_order ON alarms (due_at_ms, case_id);

-- Read model: what the movements of parts in a job leave in vans. The stock of a van is the sum over all jobs.
CREATE TABLE van_stock (
    case_id         BLOB NOT NULL REFERENCES cases (case_id) ON DELETE CASCADE,
    user            TEXT NOT NULL,              -- whose van
    part            TEXT NOT NULL,              -- code, or name of a part that has none
    old             INTEGER NOT NULL CHECK (old IN (0, 1)),      -- taken out of a customer's device
    name            TEXT NOT NULL,
    quantity        TEXT NOT NULL,              -- decimal; below zero: more used than loaded
    PRIMARY KEY (case_id, user, part, old)
) STRICT;

CREATE INDEX van_stock_by_user ON van_stock (user);

-- Read model: customers to be asked after the work who were not reached yet.
CREATE TABLE follow_ups (
    case_id         BLOB NOT NULL REFERENCES cases (case_id) ON DELETE CASCADE,
    visit           BLOB NOT NULL CHECK (length(visit) = 8),
    task            TEXT NOT NULL,              -- id of the follow-up in the service
    title           TEXT NOT NULL,              -- JSON: in every language of the pack
    role            TEXT NOT NULL,
    due_at_ms       INTEGER,                    -- NULL: not configured
    required        INTEGER NOT NULL CHECK (required IN (0, 1)),
    attempts        INTEGER NOT NULL,           -- that reached nobody
    PRIMARY KEY (case_id, visit, task)
) STRICT;

CREATE INDEX follow_ups_in_time_order ON follow_ups (due_at_ms);
