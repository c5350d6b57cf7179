//! What would be lost with this phone, thing by thing.

use rusqlite::{Connection, Row};

use doorstep_domain::id::CaseId;

use crate::core::Core;
use crate::error::Error;
use crate::store::StoreError;
use crate::store::receipts::UNCOVERED;

/// A reason not to wipe this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSafe {
    /// The job.
    pub case: CaseId,
    /// Its number, as people say it; empty if this device never could read the job.
    pub number: String,
    /// What would be lost.
    pub why: WhyNotSafe,
}

/// What would be lost with this phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNotSafe {
    /// Changes that wait to be sent.
    Unsent {
        /// How many.
        count: u32,
    },
    /// Changes that the office refused; they are nowhere else.
    Refused {
        /// How many.
        count: u32,
    },
    /// Changes that the office took, and of which it has not said, signed, that they are as safe as the company asks.
    NotReceipted {
        /// How many.
        count: u32,
    },
    /// Photos and files that the office is not known to hold.
    FilesNotStored {
        /// How many.
        count: u32,
        /// How long they are together, in bytes.
        size_bytes: u64,
    },
    /// The office erased the job, and work in it never reached it: it waits to be exported or discarded.
    ExportPending,
}

impl Core {
    /// What would be lost if this phone were wiped now; empty: nothing.
    ///
    /// # Errors
    /// [`Error::NotOpen`], [`Error::Store`].
    pub fn wipe_check(&self) -> Result<Vec<NotSafe>, Error> {
        self.shared.open_locked()?.read(|connection| Ok(not_safe(connection)?))
    }
}

/// What of one case is not safe.
struct Counted {
    case: CaseId,
    number: String,
    waiting: u32,
    refused: u32,
    unreceipted: u32,
    files: u32,
    file_bytes: u64,
    is_rescued: bool,
}

impl Counted {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            case: CaseId(row.get("case_id")?),
            number: row.get("number")?,
            waiting: row.get("waiting")?,
            refused: row.get("refused")?,
            unreceipted: row.get("unreceipted")?,
            files: row.get("files")?,
            file_bytes: row.get::<_, i64>("file_bytes")?.unsigned_abs(),
            is_rescued: row.get("rescued")?,
        })
    }

    fn reasons(self) -> impl Iterator<Item = NotSafe> {
        let some = |count: u32, why: WhyNotSafe| (count > 0).then_some(why);
        let Self { waiting, refused, unreceipted, files, file_bytes, .. } = self;
        let whys = if self.is_rescued {
            [Some(WhyNotSafe::ExportPending), None, None, None]
        } else {
            [
                some(refused, WhyNotSafe::Refused { count: refused }),
                some(waiting, WhyNotSafe::Unsent { count: waiting }),
                some(unreceipted, WhyNotSafe::NotReceipted { count: unreceipted }),
                some(files, WhyNotSafe::FilesNotStored { count: files, size_bytes: file_bytes }),
            ]
        };
        let (case, number) = (self.case, self.number);
        whys.into_iter().flatten().map(move |why| NotSafe { case, number: number.clone(), why })
    }
}

/// In the order in which cases came here.
pub(super) fn not_safe(connection: &Connection) -> Result<Vec<NotSafe>, StoreError> {
    let sql = format!(
        "SELECT * FROM (
             SELECT c.case_id, c.arrived_seq, coalesce(j.number, s.number, '') AS number,
                 coalesce(s.rescued, 0) AS rescued,
                 (SELECT count(*) FROM outbox o WHERE o.case_id = c.case_id AND o.state = 'waiting') AS waiting,
                 (SELECT count(*) FROM outbox o WHERE o.case_id = c.case_id AND o.state = 'refused') AS refused,
                 (SELECT count(*) FROM items i LEFT JOIN receipts r USING (receipt_id)
                  WHERE i.case_id = c.case_id AND {UNCOVERED}
                    AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.item_id = i.item_id)) AS unreceipted,
                 (SELECT count(*) FROM blobs b
                  WHERE b.case_id = c.case_id AND b.here = 1 AND b.upload <> 'stored') AS files,
                 (SELECT coalesce(sum(size_bytes), 0) FROM blobs b
                  WHERE b.case_id = c.case_id AND b.here = 1 AND b.upload <> 'stored') AS file_bytes
             FROM cases c LEFT JOIN jobs j USING (case_id) LEFT JOIN stubs s USING (case_id))
         WHERE rescued OR waiting + refused + unreceipted + files > 0 ORDER BY arrived_seq"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut reasons = Vec::new();
    for counted in statement.query_map([], Counted::from_row)? {
        reasons.extend(counted?.reasons());
    }
    Ok(reasons)
}
