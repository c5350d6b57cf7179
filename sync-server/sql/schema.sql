-- The server's store, version 5: one tenant per file. Older ones are brought to exactly this by
-- `migrations/NNNN_name.sql`; a test compares the two.
--
-- Rules: every table is STRICT; ids are BLOBs of a fixed length; moments are milliseconds since 1970 UTC.
-- The SQL is kept to what PostgreSQL, CockroachDB and YugabyteDB understand after a change of type names.

-- The head of the log. Whoever appends updates this row first, in the same transaction. So numbers become
-- visible in order and without gaps; a cursor of "everything up to here" can then never skip a row.
CREATE TABLE heads (
    tenant_id BLOB NOT NULL PRIMARY KEY CHECK (length(tenant_id) = 16),
    epoch     INTEGER NOT NULL CHECK (epoch > 0),  -- random; another one after a restore from a backup
    seq       INTEGER NOT NULL CHECK (seq >= 0)    -- of the newest row of log
) STRICT;

CREATE TABLE cases (
    case_id      BLOB NOT NULL PRIMARY KEY CHECK (length(case_id) = 16),
    last_seq     INTEGER NOT NULL CHECK (last_seq >= 0),
    change_count INTEGER NOT NULL DEFAULT 0 CHECK (change_count >= 0),
    op_count     INTEGER NOT NULL DEFAULT 0 CHECK (op_count >= 0),  -- operations of its changes
    fact_count   INTEGER NOT NULL DEFAULT 0 CHECK (fact_count >= 0),
    size_bytes   INTEGER NOT NULL DEFAULT 0 CHECK (size_bytes >= 0),
    erased_at_ms INTEGER                           -- the tombstone: late items of an erased case are refused
) STRICT;

-- What is left of an erased case: no customer, no place, nothing of what was done.
CREATE TABLE stubs (
    case_id      BLOB NOT NULL PRIMARY KEY REFERENCES cases (case_id),
    number       TEXT NOT NULL,                    -- that people say, and other cases refer to
    kind         TEXT NOT NULL,                    -- what the case was about, a word of the glossary
    rule         TEXT,                             -- as what it was kept; NULL: erased by a person
    due          TEXT,                             -- the day on which its time was over, at the site
    who          TEXT,                             -- NULL: a rule, or the token of the office
    reason       TEXT,
    ledger       TEXT NOT NULL,                    -- JSON: whose work it was, what was deducted, what was said of whom
    digest       BLOB NOT NULL CHECK (length(digest) = 32),  -- of all its items: whoever has a copy can compare
    item_count   INTEGER NOT NULL CHECK (item_count >= 0),
    erased_at_ms INTEGER NOT NULL,
    CHECK ((rule IS NULL) = (due IS NULL))
) STRICT;

CREATE INDEX stubs_order ON stubs (erased_at_ms, case_id);

-- Everything that devices see, in the order in which the server came to know it. The order says nothing
-- about what came before what: that is in the items.
CREATE TABLE log (
    seq            INTEGER NOT NULL PRIMARY KEY,
    case_id        BLOB REFERENCES cases (case_id),  -- NULL: belongs to no case, e.g. a published pack
    stream         TEXT,                             -- set on orders, which one stream alone gets
    kind           INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 9),
    hash           BLOB NOT NULL CHECK (length(hash) = 32),
    about          BLOB,                             -- by what else it is found: see log_abouts
    device_id      BLOB CHECK (length(device_id) = 16),  -- who delivered it; NULL: the server wrote it
    bytes          BLOB NOT NULL,
    received_at_ms INTEGER NOT NULL
) STRICT;

-- What makes a resend harmless.
CREATE UNIQUE INDEX log_items ON log (case_id, kind, hash) WHERE case_id IS NOT NULL;
-- What a pull reads: the news of one case, without touching the bytes.
CREATE INDEX log_cases ON log (case_id, seq);
CREATE INDEX log_notices ON log (seq) WHERE case_id IS NULL;
-- The rulings on an item by its hash, the handovers to a user by the user's id.
CREATE INDEX log_abouts ON log (case_id, kind, about) WHERE about IS NOT NULL;

-- What the next change of a document is checked against.
CREATE TABLE changes (
    case_id   BLOB NOT NULL REFERENCES cases (case_id),
    change_id BLOB NOT NULL CHECK (length(change_id) = 32),
    actor     BLOB NOT NULL CHECK (length(actor) = 16),
    actor_seq INTEGER NOT NULL CHECK (actor_seq > 0),
    end_op    INTEGER NOT NULL CHECK (end_op >= 0),  -- number of its last operation
    depth     INTEGER NOT NULL CHECK (depth >= 0),   -- level of the deepest container that it makes
    PRIMARY KEY (case_id, change_id)
) STRICT, WITHOUT ROWID;

-- Two changes with one number are a copied or restored phone: refused one by one, seen at once.
CREATE UNIQUE INDEX changes_actors ON changes (case_id, actor, actor_seq);
-- Which change made a container that another one puts something into.
CREATE INDEX changes_ops ON changes (case_id, actor, end_op);

-- Who sees what, one row per stream and case. A revoked row stays: it is the history that lets late honest
-- work in.
CREATE TABLE stream_cases (
    stream      TEXT NOT NULL CHECK (length(stream) BETWEEN 1 AND 128),
    case_id     BLOB NOT NULL REFERENCES cases (case_id),
    last_seq    INTEGER NOT NULL,  -- of the newest row that this stream gets of this case
    granted_seq INTEGER NOT NULL,  -- since when the case is in the stream
    control_seq INTEGER,           -- of the order in force; NULL: in the stream since the case began
    round       INTEGER NOT NULL,  -- counts the orders
    revoked     INTEGER NOT NULL CHECK (revoked IN (0, 1)),
    PRIMARY KEY (stream, case_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX stream_cases_news ON stream_cases (stream, last_seq);
CREATE INDEX stream_cases_cases ON stream_cases (case_id);

-- Documents as one piece, for devices that get a case late. A cache: it can be dropped at any time.
CREATE TABLE snapshots (
    case_id  BLOB NOT NULL PRIMARY KEY REFERENCES cases (case_id),
    upto_seq INTEGER NOT NULL,  -- holds every change up to here
    bytes    BLOB NOT NULL      -- the item: voucher and document
) STRICT;

CREATE TABLE blobs (
    case_id      BLOB NOT NULL REFERENCES cases (case_id),
    blob_id      BLOB NOT NULL CHECK (length(blob_id) = 32),
    size_bytes   INTEGER NOT NULL CHECK (size_bytes >= 0),
    stored_at_ms INTEGER NOT NULL,
    PRIMARY KEY (case_id, blob_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE packs (
    pack_id         BLOB NOT NULL PRIMARY KEY CHECK (length(pack_id) = 32),
    name            TEXT NOT NULL,
    version         INTEGER NOT NULL,
    size_bytes      INTEGER NOT NULL CHECK (size_bytes >= 0),
    published_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE certificates (
    certificate_id BLOB NOT NULL PRIMARY KEY CHECK (length(certificate_id) = 32),
    device_id      BLOB NOT NULL CHECK (length(device_id) = 16),
    bytes          BLOB NOT NULL  -- verified: issued by the root key of this tenant
) STRICT;

CREATE INDEX certificates_devices ON certificates (device_id);

CREATE TABLE devices (
    device_id      BLOB NOT NULL PRIMARY KEY CHECK (length(device_id) = 16),
    user_id        TEXT NOT NULL,
    user_name      TEXT NOT NULL,
    roles          TEXT NOT NULL,     -- JSON list of role ids
    label          TEXT NOT NULL,     -- what its owner calls it
    code           TEXT NOT NULL UNIQUE,  -- what its job numbers start with
    public_key     BLOB NOT NULL CHECK (length(public_key) = 32),
    certificate_id BLOB NOT NULL REFERENCES certificates (certificate_id),
    enrolled_at_ms INTEGER NOT NULL,
    claimed_at_ms  INTEGER NOT NULL,  -- moment of its newest claim; an older claim is a replay
    revoked_at_ms  INTEGER
) STRICT;

CREATE INDEX devices_certificates ON devices (certificate_id);

-- Devices that were told to let go of everything, and what they say about it.
CREATE TABLE wipes (
    device_id      BLOB NOT NULL PRIMARY KEY REFERENCES devices (device_id),
    round          INTEGER NOT NULL,
    bytes          BLOB NOT NULL,     -- the order as it was signed
    ordered_at_ms  INTEGER NOT NULL,
    report         BLOB,              -- the device's last word about this order as it was signed; NULL = not heard of since
    heard_at_ms    INTEGER
) STRICT;

-- What devices say is left with them of an erased case.
CREATE TABLE purged (
    case_id      BLOB NOT NULL REFERENCES cases (case_id),
    device_id    BLOB NOT NULL REFERENCES devices (device_id),
    rescued      INTEGER NOT NULL CHECK (rescued IN (0, 1)),  -- it keeps the case hidden: work in it never came here
    heard_at_ms  INTEGER NOT NULL,
    PRIMARY KEY (case_id, device_id)
) STRICT, WITHOUT ROWID;

-- Devices that sent something of an erased case after that: they have it, if only from a file.
CREATE TABLE holders (
    case_id      BLOB NOT NULL REFERENCES cases (case_id),
    device_id    BLOB NOT NULL REFERENCES devices (device_id),
    heard_at_ms  INTEGER NOT NULL,
    PRIMARY KEY (case_id, device_id)
) STRICT, WITHOUT ROWID;

-- Invitations. The code itself is kept nowhere.
CREATE TABLE enrolments (
    code_hash     BLOB NOT NULL PRIMARY KEY CHECK (length(code_hash) = 32),
    user_id       TEXT NOT NULL,
    user_name     TEXT NOT NULL,
    roles         TEXT NOT NULL,      -- JSON list of role ids
    code          TEXT NOT NULL,      -- what the job numbers of the new device start with
    expires_at_ms INTEGER NOT NULL,
    device_id     BLOB CHECK (length(device_id) = 16)  -- who used it
) STRICT;

CREATE TABLE tokens (
    token_hash    BLOB NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
    device_id     BLOB NOT NULL REFERENCES devices (device_id),
    expires_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX tokens_devices ON tokens (device_id);

-- Numbers that count up: enrolment codes, job numbers of the office.
CREATE TABLE counters (
    name  TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL CHECK (value >= 0)
) STRICT;

-- How far each consumer of the log has read it.
CREATE TABLE consumers (
    name TEXT NOT NULL PRIMARY KEY,
    seq  INTEGER NOT NULL CHECK (seq >= 0)
) STRICT;

-- The office's list, made from the log by the projector. It can be dropped and made again.
CREATE TABLE jobs (
    case_id          BLOB NOT NULL PRIMARY KEY REFERENCES cases (case_id),
    number           TEXT NOT NULL,
    kind             TEXT NOT NULL,
    service          TEXT NOT NULL,
    customer         TEXT NOT NULL,
    address          TEXT NOT NULL,
    time_zone        TEXT NOT NULL,
    report           TEXT NOT NULL,
    area             TEXT NOT NULL,
    emergency        INTEGER NOT NULL CHECK (emergency IN (0, 1)),
    outcome          TEXT NOT NULL,
    archived         INTEGER NOT NULL CHECK (archived IN (0, 1)),
    phase            TEXT NOT NULL,     -- of the current visit, as the other columns about a visit
    visit_number     INTEGER NOT NULL,
    visit_start_ms   INTEGER,
    visit_end_ms     INTEGER,
    escalated        INTEGER NOT NULL CHECK (escalated IN (0, 1)),
    assigned         TEXT NOT NULL,     -- JSON list of user ids
    decision_count   INTEGER NOT NULL,  -- open decisions between facts
    conflict_count   INTEGER NOT NULL,  -- open decisions in the document
    exception_count  INTEGER NOT NULL,
    flag_count       INTEGER NOT NULL,
    total_minor      INTEGER,           -- what the job costs, if every price is known
    currency         TEXT,
    minor_digits     INTEGER,
    stuck            TEXT,              -- why the document cannot be read; the facts are shown nevertheless
    reported_at_ms   INTEGER NOT NULL,
    changed_at_ms    INTEGER NOT NULL,  -- when the server last heard of it
    -- The order of the list: open jobs by their visit, then closed and archived ones by their last news.
    section          INTEGER NOT NULL CHECK (section BETWEEN 0 AND 2),
    sort_ms          INTEGER NOT NULL,
    accepting        INTEGER NOT NULL CHECK (accepting IN (0, 1)), -- done, and waits for the accepting signature
    veil             TEXT,              -- JSON: what is hidden from some roles, and when not; NULL: nothing
    alarms_until_ms  INTEGER            -- until when its alarms are complete if nothing comes; then they are made anew
) STRICT;

CREATE INDEX jobs_order ON jobs (section, sort_ms, case_id);
CREATE INDEX jobs_alarms_until ON jobs (alarms_until_ms) WHERE alarms_until_ms IS NOT NULL;

-- What waits for somebody by a time. Whether that is over is asked when it is read: time passes without news.
CREATE TABLE alarms (
    case_id         BLOB NOT NULL REFERENCES cases (case_id),
    timer           TEXT NOT NULL,      -- id of the timer or duty
    visit           BLOB,
    title           TEXT NOT NULL,      -- JSON, by language; as clock_title
    clock_title     TEXT,
    counts          INTEGER NOT NULL CHECK (counts IN (0, 1)), -- whether missing it is a breach
    role            TEXT,
    warn_at_ms      INTEGER,
    due_at_ms       INTEGER NOT NULL,   -- the last second in time
    day_from_ms     INTEGER NOT NULL,   -- when that day begins at the site
    clock_moved_ms  INTEGER             -- by how much a clock that it rests on was moved by hand
) STRICT;

CREATE INDEX alarms_case ON alarms (case_id, due_at_ms);
CREATE INDEX alarms_due ON alarms (due_at_ms);

-- Whom to ask whether the work was good, and what they said.
CREATE TABLE follow_ups (
    case_id         BLOB NOT NULL REFERENCES cases (case_id),
    visit           BLOB NOT NULL,
    task            TEXT NOT NULL,      -- the rule of the service
    title           TEXT NOT NULL,      -- JSON, by language
    role            TEXT NOT NULL,
    channel         TEXT NOT NULL,      -- JSON
    due_at_ms       INTEGER,
    required        INTEGER NOT NULL CHECK (required IN (0, 1)),
    attempts        INTEGER NOT NULL,
    phone           TEXT,
    said            TEXT,               -- JSON; NULL as long as nobody was reached, as said_at_ms
    said_at_ms      INTEGER,
    dissatisfied    INTEGER NOT NULL CHECK (dissatisfied IN (0, 1)),
    PRIMARY KEY (case_id, visit, task)
) STRICT;

CREATE INDEX follow_ups_due ON follow_ups (due_at_ms);

-- What movements of parts put into vans and took out of them.
CREATE TABLE van_moves (
    case_id         BLOB NOT NULL REFERENCES cases (case_id),
    fact            BLOB NOT NULL,
    owner           TEXT NOT NULL,      -- the user whose van it is
    part            TEXT NOT NULL,
    old             INTEGER NOT NULL CHECK (old IN (0, 1)),
    name            TEXT NOT NULL,
    quantity        TEXT NOT NULL,      -- a decimal; below zero: taken out
    source          TEXT NOT NULL,      -- a word of the glossary, as target
    target          TEXT NOT NULL,
    who             TEXT NOT NULL,
    at_ms           INTEGER NOT NULL,
    month           TEXT NOT NULL DEFAULT ''  -- `2026-05`, at the site
) STRICT;

CREATE INDEX van_moves_case ON van_moves (case_id);
CREATE INDEX van_moves_part ON van_moves (owner, part, old);
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

-- Whose case it is, by the customer's card: what else is open for a customer.
CREATE TABLE customers (
    case_id          BLOB NOT NULL PRIMARY KEY REFERENCES cases (case_id),
    card_id          BLOB NOT NULL
) STRICT;

CREATE INDEX customers_of_card ON customers (card_id);

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
