//! Room on the phone: files of others' work and of work that is over can be fetched again.

use std::path::Path;

use rusqlite::{Connection, Row, Transaction, named_params};

use doorstep_domain::id::{BlobId, CaseId};

use super::StoreError;
use super::access::unsafe_work;

/// A file that is here and may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spare {
    pub(crate) case: CaseId,
    pub(crate) blob: BlobId,
    pub(crate) size_bytes: u64,
}

/// All files that are here, in bytes.
pub(crate) fn used_bytes(connection: &Connection) -> Result<u64, StoreError> {
    let sql = "SELECT coalesce(sum(size_bytes), 0) FROM blobs WHERE here = 1";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// Files that may go, those of the work that is over longest first: the office has said that it holds them, nothing of
/// their case would be lost with this phone, and nobody works on it any more.
pub(crate) fn spare(connection: &Connection) -> Result<Vec<Spare>, StoreError> {
    let sql = format!(
        "SELECT b.case_id, b.blob_id, b.size_bytes FROM blobs b JOIN cases c USING (case_id) JOIN jobs j USING (case_id)
         WHERE b.here = 1 AND b.upload = 'stored' AND j.outcome <> 'open' AND NOT {}
         ORDER BY j.sort_ms, b.size_bytes DESC, b.blob_id",
        unsafe_work()
    );
    let from_row = |row: &Row<'_>| {
        Ok(Spare {
            case: CaseId(row.get(0)?),
            blob: BlobId(row.get(1)?),
            size_bytes: row.get::<_, i64>(2)?.unsigned_abs(),
        })
    };
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map([], from_row)?.collect::<Result<_, _>>()?)
}

/// Remembers that a file is not here any more; its bytes go after the commit.
pub(crate) fn let_go(tx: &Transaction<'_>, spare: &Spare) -> Result<(), StoreError> {
    let sql = "UPDATE blobs SET here = 0
               WHERE case_id = :case AND blob_id = :blob AND here = 1 AND upload = 'stored'";
    let parameters = named_params! {":case": spare.case.as_bytes(), ":blob": spare.blob.as_bytes()};
    tx.prepare_cached(sql)?.execute(parameters)?;
    Ok(())
}

/// Removes the bytes of files that are not here any more.
pub(crate) fn remove(dir: &Path, gone: &[Spare]) -> Result<(), StoreError> {
    gone.iter().try_for_each(|spare| super::blobs::remove_file(dir, spare.case, spare.blob))
}
