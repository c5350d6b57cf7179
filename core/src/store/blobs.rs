//! Photos and files. Nothing else reads or writes the files under `blobs/`.
//!
//! A file is `blobs/<case>/<hash>`: one format byte, then the bytes. Format 0 is plain; another number is how
//! encryption at rest would come. The name is the SHA-256 of the plain bytes, and it is checked at every read.
//! A file is in place, and synced, before the transaction that names it; one that nobody names is harmless.

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

use doorstep_domain::digest::sha256;
use doorstep_domain::id::{BlobId, CaseId, hex, parse_hex};

use super::{StoreError, cases, files};
use crate::sync::policy::Files;

/// Name of the directory inside the store's.
pub(crate) const DIRECTORY: &str = "blobs";

/// The only format so far: the plain bytes.
const PLAIN: u8 = 0;

/// The largest file accepted, in bytes.
pub(crate) const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A file that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unsent {
    /// Its case.
    pub(crate) case: CaseId,
    /// Its name.
    pub(crate) blob: BlobId,
    /// Its length in bytes.
    pub(crate) size_bytes: u64,
    /// Its media type.
    pub(crate) media_type: String,
}

/// How far a file is on its way to the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upload {
    /// To be sent.
    Waiting,
    /// The server took it.
    Sent,
    /// The server has checked it against its name and said so.
    Stored,
    /// The server refused it.
    Refused,
}

impl Upload {
    const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::Stored, Self::Refused];

    fn of(word: &str) -> Result<Self, StoreError> {
        Self::ALL.into_iter().find(|upload| upload.name() == word).ok_or(StoreError::Row("blobs"))
    }

    /// The word in the database.
    const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Stored => "stored",
            Self::Refused => "refused",
        }
    }
}

fn path(dir: &Path, case: CaseId, blob: BlobId) -> PathBuf {
    dir.join(DIRECTORY).join(hex(&case.0)).join(hex(&blob.0))
}

/// Puts bytes in place and returns their name.
pub(crate) fn write_file(dir: &Path, case: CaseId, bytes: &[u8]) -> Result<BlobId, StoreError> {
    let blob = BlobId::from(sha256(bytes));
    let path = path(dir, case, blob);
    if read_file(dir, case, blob).is_err() {
        if let Some(parent) = path.parent() {
            files::make_dir(parent)?;
        }
        files::write_parts_durably(&path, &[&[PLAIN], bytes])?;
    }
    Ok(blob)
}

/// The size of a file in bytes, without its format byte; `None` if it is not here.
pub(crate) fn size_of(dir: &Path, case: CaseId, blob: BlobId) -> Option<u64> {
    fs::metadata(path(dir, case, blob)).ok().map(|file| file.len().saturating_sub(1))
}

/// The plain bytes of a file.
///
/// # Errors
/// [`StoreError::BlobDamaged`] if the file is missing, of a newer format, or not what its name says.
pub(crate) fn read_file(dir: &Path, case: CaseId, blob: BlobId) -> Result<Vec<u8>, StoreError> {
    let mut bytes = fs::read(path(dir, case, blob)).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::BlobDamaged,
        _ => StoreError::from(error),
    })?;
    if bytes.first() != Some(&PLAIN) {
        return Err(StoreError::BlobDamaged);
    }
    bytes.remove(0);
    if BlobId::from(sha256(&bytes)) == blob { Ok(bytes) } else { Err(StoreError::BlobDamaged) }
}

/// A part of a file that was checked before: up to `size_bytes` plain bytes from `offset` on.
///
/// # Errors
/// [`StoreError::BlobDamaged`] if the file is missing or shorter than that.
pub(crate) fn read_slice(
    dir: &Path,
    case: CaseId,
    blob: BlobId,
    offset: u64,
    size_bytes: u64,
) -> Result<Vec<u8>, StoreError> {
    let mut file = File::open(path(dir, case, blob)).map_err(|_| StoreError::BlobDamaged)?;
    file.seek(SeekFrom::Start(offset.saturating_add(1)))?;
    let mut slice = Vec::new();
    file.take(size_bytes).read_to_end(&mut slice)?;
    if slice.len() as u64 == size_bytes { Ok(slice) } else { Err(StoreError::BlobDamaged) }
}

/// Where a file is while it arrives.
fn part(dir: &Path, case: CaseId, blob: BlobId) -> PathBuf {
    path(dir, case, blob).with_extension("part")
}

/// How much has arrived of a file, in plain bytes.
pub(crate) fn arrived_bytes(dir: &Path, case: CaseId, blob: BlobId) -> u64 {
    fs::metadata(part(dir, case, blob)).map_or(0, |file| file.len().saturating_sub(1))
}

/// Adds what follows the first `have_bytes` of a file that arrives, which is `size_bytes` long. Says whether it is
/// whole now and has its place.
///
/// # Errors
/// [`StoreError::BlobDamaged`] if the whole is not what its name says: then nothing of it is left.
pub(crate) fn add_slice(
    dir: &Path,
    (case, blob): (CaseId, BlobId),
    have_bytes: u64,
    slice: &[u8],
    size_bytes: u64,
) -> Result<bool, StoreError> {
    let part = part(dir, case, blob);
    files::make_dir(part.parent().unwrap_or(dir))?;
    if have_bytes == 0 {
        files::write_parts_durably(&part, &[&[PLAIN], slice])?;
    } else {
        files::append_durably(&part, have_bytes + 1, slice)?;
    }
    if have_bytes + (slice.len() as u64) < size_bytes {
        return Ok(false);
    }
    let whole = fs::read(&part)?;
    if BlobId::from(sha256(whole.get(1..).unwrap_or_default())) != blob {
        files::remove(&part)?;
        return Err(StoreError::BlobDamaged);
    }
    fs::rename(&part, path(dir, case, blob))?;
    files::sync_dir(part.parent().unwrap_or(dir))?;
    Ok(true)
}

/// Removes one file, if it is there.
pub(crate) fn remove_file(dir: &Path, case: CaseId, blob: BlobId) -> Result<(), StoreError> {
    match fs::remove_file(path(dir, case, blob)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Removes the files of a case that was erased or purged.
pub(crate) fn remove_files(dir: &Path, case: CaseId) -> Result<(), StoreError> {
    match fs::remove_dir_all(dir.join(DIRECTORY).join(hex(&case.0))) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// The cases that have files here.
pub(crate) fn cases_with_files(dir: &Path) -> Result<Vec<CaseId>, StoreError> {
    let mut cases = Vec::new();
    for entry in fs::read_dir(dir.join(DIRECTORY))? {
        cases.extend(entry?.file_name().to_str().and_then(parse_hex).map(CaseId));
    }
    Ok(cases)
}

/// Names a file that is in place and has to be sent.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    case: CaseId,
    blob: BlobId,
    size_bytes: u64,
    media_type: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO blobs (case_id, blob_id, size_bytes, media_type, here, upload)
               VALUES (:case, :blob, :size_bytes, :media_type, 1, 'waiting')
               ON CONFLICT DO UPDATE SET here = 1, size_bytes = :size_bytes, media_type = :media_type";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":case": case.as_bytes(), ":blob": blob.as_bytes(), ":media_type": media_type,
        ":size_bytes": i64::try_from(size_bytes).unwrap_or(i64::MAX),
    })?;
    Ok(())
}

/// Remembers a file that a fact names and that another device has.
pub(crate) fn declare(
    tx: &Transaction<'_>,
    case: CaseId,
    blob: BlobId,
    size_bytes: u64,
    media_type: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO blobs (case_id, blob_id, size_bytes, media_type, here, upload)
               VALUES (:case, :blob, :size_bytes, :media_type, 0, 'sent')
               ON CONFLICT DO UPDATE SET size_bytes = :size_bytes, media_type = :media_type WHERE here = 0";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":case": case.as_bytes(), ":blob": blob.as_bytes(), ":media_type": media_type,
        ":size_bytes": i64::try_from(size_bytes).unwrap_or(i64::MAX),
    })?;
    Ok(())
}

/// Names a file that came with a job file: it is here, and the office may lack it.
pub(crate) fn relay(
    tx: &Transaction<'_>,
    case: CaseId,
    blob: BlobId,
    size_bytes: u64,
    media_type: &str,
) -> Result<(), StoreError> {
    insert(tx, case, blob, size_bytes, media_type)?;
    set_upload(tx, case, blob, Upload::Waiting, None)
}

/// Remembers that a file came here.
pub(crate) fn arrived(tx: &Transaction<'_>, case: CaseId, blob: BlobId) -> Result<(), StoreError> {
    let sql = "UPDATE blobs SET here = 1, upload = 'stored' WHERE case_id = :case AND blob_id = :blob";
    let parameters = named_params! {":case": case.as_bytes(), ":blob": blob.as_bytes()};
    tx.prepare_cached(sql)?.execute(parameters)?;
    Ok(())
}

/// Remembers how far a file is. `stored` is final until the server's log begins anew.
pub(crate) fn set_upload(
    tx: &Transaction<'_>,
    case: CaseId,
    blob: BlobId,
    upload: Upload,
    code: Option<&str>,
) -> Result<(), StoreError> {
    let sql = "UPDATE blobs SET upload = :upload, code = :code
               WHERE case_id = :case AND blob_id = :blob AND upload <> 'stored'";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":case": case.as_bytes(), ":blob": blob.as_bytes(), ":upload": upload.name(), ":code": code,
    })?;
    Ok(())
}

/// Remembers that the server holds a file, be it before the fact that names it is known here, or anything else of the case:
/// an office that went back to a backup in silence goes on behind the place that this device has read to.
pub(crate) fn stored(tx: &Transaction<'_>, case: CaseId, blob: BlobId) -> Result<(), StoreError> {
    cases::ensure(tx, case)?;
    let sql = "INSERT INTO blobs (case_id, blob_id, size_bytes, media_type, here, upload)
               VALUES (:case, :blob, 0, '', 0, 'stored')
               ON CONFLICT DO UPDATE SET upload = 'stored', code = NULL";
    let parameters = named_params! {":case": case.as_bytes(), ":blob": blob.as_bytes()};
    tx.prepare_cached(sql)?.execute(parameters)?;
    Ok(())
}

/// Sends every file again, but those of erased cases: the server's log began anew. It is asked first whether it has them. Of
/// files of others nobody knows until it says so.
pub(crate) fn send_all_again(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let sql = "UPDATE blobs SET upload = iif(here = 1, 'waiting', 'sent'), code = NULL
               WHERE case_id NOT IN (SELECT case_id FROM cases WHERE access = 'erased')";
    tx.prepare_cached(sql)?.execute([])?;
    Ok(())
}

/// Refuses the files of a case that was erased: the office takes none of them any more, whatever log it goes on with.
pub(crate) fn refuse_case(tx: &Transaction<'_>, case: CaseId) -> Result<(), StoreError> {
    let sql = "UPDATE blobs SET upload = 'refused', code = :code
               WHERE case_id = :case AND here = 1 AND upload <> 'stored'";
    tx.prepare_cached(sql)?.execute(named_params! {":case": case.as_bytes(), ":code": GONE})?;
    Ok(())
}

/// What a file is refused for that is not what its name says any more.
pub(crate) const DAMAGED: &str = "damaged";

/// What a file is refused for that is larger than the office takes.
pub(crate) const TOO_LARGE: &str = "too_large";

/// What a file is refused for whose case was erased.
pub(crate) const GONE: &str = "gone";

/// A file that waits for its turn: it is here, not known to be stored, and its case has nothing else to send first.
const UNSENT: &str = "upload IN ('waiting', 'sent') AND here = 1
    AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.case_id = b.case_id AND o.state = 'waiting')";

/// A job that is not open any more.
const IS_OVER: &str = "EXISTS (SELECT 1 FROM jobs j WHERE j.case_id = b.case_id AND j.outcome <> 'open')";

/// A file that may go now: see [`Files`].
const MAY_GO: &str = "(size_bytes <= :most OR (size_bytes <= :most_if_over AND is_over))";

/// Files that are not known to be stored, may go now, and whose case has nothing else to send first: those of jobs that
/// are over first, then smallest first. One that was sent and never confirmed is asked for again.
pub(crate) fn unsent(connection: &Connection, files: Files, limit: u32) -> Result<Vec<Unsent>, StoreError> {
    let sql = format!(
        "SELECT case_id, blob_id, size_bytes, media_type
         FROM (SELECT b.*, {IS_OVER} AS is_over FROM blobs b WHERE {UNSENT}) WHERE {MAY_GO}
         ORDER BY is_over DESC, size_bytes, blob_id LIMIT :limit"
    );
    let from_row = |row: &Row<'_>| {
        Ok(Unsent {
            case: CaseId(row.get("case_id")?),
            blob: BlobId(row.get("blob_id")?),
            size_bytes: row.get::<_, i64>("size_bytes")?.unsigned_abs(),
            media_type: row.get("media_type")?,
        })
    };
    let mut statement = connection.prepare_cached(&sql)?;
    let parameters = named_params! {
        ":most": bounded(files.most_bytes), ":most_if_over": bounded(files.most_bytes_if_over), ":limit": limit,
    };
    Ok(statement.query_map(parameters, from_row)?.collect::<Result<_, _>>()?)
}

/// How many files wait for better conditions.
pub(crate) fn held_back_count(connection: &Connection, files: Files) -> Result<u32, StoreError> {
    if files == Files::ALL {
        return Ok(0);
    }
    let sql = format!(
        "SELECT count(*) FROM (SELECT b.*, {IS_OVER} AS is_over FROM blobs b
                               WHERE upload = 'waiting' AND here = 1) WHERE NOT {MAY_GO}"
    );
    let parameters = named_params! {
        ":most": bounded(files.most_bytes), ":most_if_over": bounded(files.most_bytes_if_over),
    };
    Ok(connection.prepare_cached(&sql)?.query_row(parameters, |row| row.get(0))?)
}

/// As SQLite counts.
fn bounded(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// A file of the list of what has not left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotStored {
    /// Its case.
    pub(crate) case: CaseId,
    /// Its name.
    pub(crate) blob: BlobId,
    /// Its length in bytes.
    pub(crate) size_bytes: u64,
    /// How far it is.
    pub(crate) upload: Upload,
    /// Why it was refused.
    pub(crate) code: Option<String>,
}

/// The files that are here and not known to be stored, of one case or of all, smallest first.
pub(crate) fn not_stored(
    connection: &Connection,
    case: Option<CaseId>,
    limit: u32,
) -> Result<Vec<NotStored>, StoreError> {
    let sql = "SELECT case_id, blob_id, size_bytes, upload, code FROM blobs
               WHERE here = 1 AND upload <> 'stored' AND (:case IS NULL OR case_id = :case)
               ORDER BY upload <> 'refused', size_bytes, blob_id LIMIT :limit";
    let mut statement = connection.prepare_cached(sql)?;
    let parameters = named_params! {":case": case.as_ref().map(CaseId::as_bytes), ":limit": limit};
    let mut rows = statement.query(parameters)?;
    let mut files = Vec::new();
    while let Some(row) = rows.next()? {
        files.push(NotStored {
            case: CaseId(row.get("case_id")?),
            blob: BlobId(row.get("blob_id")?),
            size_bytes: row.get::<_, i64>("size_bytes")?.unsigned_abs(),
            upload: Upload::of(&row.get::<_, String>("upload")?)?,
            code: row.get("code")?,
        });
    }
    Ok(files)
}

/// Lets a refused file wait again. `false` if there is no such refused file.
pub(crate) fn retry(tx: &Transaction<'_>, case: CaseId, blob: BlobId) -> Result<bool, StoreError> {
    let sql = "UPDATE blobs SET upload = 'waiting', code = NULL
               WHERE case_id = :case AND blob_id = :blob AND upload = 'refused'";
    let parameters = named_params! {":case": case.as_bytes(), ":blob": blob.as_bytes()};
    Ok(tx.prepare_cached(sql)?.execute(parameters)? == 1)
}

/// Whether a file is on this device, and how far it is on its way; `None` if no fact names it.
pub(crate) fn status(
    connection: &Connection,
    case: CaseId,
    blob: BlobId,
) -> Result<Option<(bool, Upload)>, StoreError> {
    let sql = "SELECT here, upload FROM blobs WHERE case_id = :case AND blob_id = :blob";
    let from_row = |row: &Row<'_>| Ok((row.get::<_, bool>("here")?, row.get::<_, String>("upload")?));
    let parameters = named_params! {":case": case.as_bytes(), ":blob": blob.as_bytes()};
    let found = connection.prepare_cached(sql)?.query_row(parameters, from_row).optional()?;
    found.map(|(here, word)| Ok((here, Upload::of(&word)?))).transpose()
}

/// How many files are here and not known to be stored: of one case, or of all.
pub(crate) fn unsafe_count(connection: &Connection, case: Option<CaseId>) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM blobs
               WHERE here = 1 AND upload <> 'stored' AND (:case IS NULL OR case_id = :case)";
    let parameters = named_params! {":case": case.as_ref().map(CaseId::as_bytes)};
    Ok(connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0))?)
}

/// How many files are here and were refused by the server, or cannot be read any more: of one case, or of all.
pub(crate) fn refused_count(connection: &Connection, case: Option<CaseId>) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM blobs
               WHERE here = 1 AND upload = 'refused' AND (:case IS NULL OR case_id = :case)";
    let parameters = named_params! {":case": case.as_ref().map(CaseId::as_bytes)};
    Ok(connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0))?)
}

/// A file of a case that is not on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Elsewhere {
    /// Its case.
    pub(crate) case: CaseId,
    /// Its name.
    pub(crate) blob: BlobId,
    /// Its length in bytes, as the fact says that names it.
    pub(crate) size_bytes: u64,
    /// Whether the office has it.
    pub(crate) is_stored: bool,
}

impl Elsewhere {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            case: CaseId(row.get("case_id")?),
            blob: BlobId(row.get("blob_id")?),
            size_bytes: row.get::<_, i64>("size_bytes")?.unsigned_abs(),
            is_stored: row.get("is_stored")?,
        })
    }
}

/// The files of a case that facts name and that are not on this device, smallest first.
pub(crate) fn elsewhere(connection: &Connection, case: CaseId) -> Result<Vec<Elsewhere>, StoreError> {
    let sql = "SELECT case_id, blob_id, size_bytes, upload = 'stored' AS is_stored FROM blobs
               WHERE case_id = :case AND here = 0 AND media_type <> '' ORDER BY size_bytes, blob_id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":case": case.as_bytes()}, Elsewhere::from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The files that the office has and that a user needs for open visits beginning before `until_ms`, job by job in the
/// order of the day, each job's smallest first; those that may not go over this network are left out.
pub(crate) fn needed_soon(
    connection: &Connection,
    user: &str,
    until_ms: i64,
    files: Files,
    limit: u32,
) -> Result<Vec<Elsewhere>, StoreError> {
    let sql = "SELECT b.case_id, b.blob_id, b.size_bytes, 1 AS is_stored
               FROM blobs b JOIN jobs j USING (case_id) JOIN cases c USING (case_id)
               WHERE b.here = 0 AND b.upload = 'stored' AND b.media_type <> '' AND b.size_bytes BETWEEN 1 AND :most
                 AND c.access = 'granted' AND j.outcome = 'open' AND NOT j.archived
                 AND instr(',' || j.assigned || ',', ',' || :user || ',') > 0
                 AND coalesce(j.window_start_ms, 0) < :until
               ORDER BY j.sort_ms, j.case_id, b.size_bytes, b.blob_id LIMIT :limit";
    let mut statement = connection.prepare_cached(sql)?;
    let parameters = named_params! {
        ":user": user, ":until": until_ms, ":most": bounded(files.most_bytes), ":limit": limit,
    };
    Ok(statement.query_map(parameters, Elsewhere::from_row)?.collect::<Result<_, _>>()?)
}

/// How many files of a case another device has and the server is not known to hold.
pub(crate) fn awaited_count(connection: &Connection, case: CaseId) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM blobs WHERE here = 0 AND upload <> 'stored' AND case_id = :case";
    let parameters = named_params! {":case": case.as_bytes()};
    Ok(connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0))?)
}

/// Files of a case that are on this device.
pub(crate) fn here(connection: &Connection, case: CaseId) -> Result<Vec<BlobId>, StoreError> {
    let sql = "SELECT blob_id FROM blobs WHERE case_id = :case AND here = 1 ORDER BY blob_id";
    let mut statement = connection.prepare_cached(sql)?;
    let rows =
        statement.query_map(named_params! {":case": case.as_bytes()}, |row| Ok(BlobId(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_arrives_in_slices_has_its_place_only_when_it_is_what_its_name_says() {
        let dir = tempfile::tempdir().unwrap();
        let (case, blob) = (CaseId([1; 16]), BlobId::from(sha256(b"a long picture")));
        let add = |have, slice: &[u8]| add_slice(dir.path(), (case, blob), have, slice, 14);
        assert!(!add(0, b"a long").unwrap());
        assert_eq!(arrived_bytes(dir.path(), case, blob), 6);
        assert!(matches!(read_file(dir.path(), case, blob), Err(StoreError::BlobDamaged)));
        // The same slice twice is the same slice.
        assert!(!add(6, b" pi").unwrap() && !add(6, b" pi").unwrap());
        assert!(add(9, b"cture").unwrap());
        assert_eq!(read_file(dir.path(), case, blob).unwrap(), b"a long picture");
        assert_eq!(read_slice(dir.path(), case, blob, 2, 4).unwrap(), b"long");
        assert!(matches!(read_slice(dir.path(), case, blob, 12, 4), Err(StoreError::BlobDamaged)));
        let other = BlobId::from(sha256(b"another one"));
        let wrong = add_slice(dir.path(), (case, other), 0, b"x", 1);
        assert!(matches!(wrong, Err(StoreError::BlobDamaged)));
        assert_eq!(arrived_bytes(dir.path(), case, other), 0);
    }

    #[test]
    fn a_file_is_read_back_only_if_it_is_what_its_name_says() {
        let dir = tempfile::tempdir().unwrap();
        let case = CaseId([1; 16]);
        let blob = write_file(dir.path(), case, b"picture").unwrap();
        assert_eq!(read_file(dir.path(), case, blob).unwrap(), b"picture");
        assert!(matches!(read_file(dir.path(), CaseId([2; 16]), blob), Err(StoreError::BlobDamaged)));
        let path = path(dir.path(), case, blob);
        fs::write(&path, b"\0pictura").unwrap();
        assert!(matches!(read_file(dir.path(), case, blob), Err(StoreError::BlobDamaged)));
        assert_eq!(write_file(dir.path(), case, b"picture").unwrap(), blob);
        assert_eq!(read_file(dir.path(), case, blob).unwrap(), b"picture");
        fs::write(&path, b"\x01sealed").unwrap();
        assert!(matches!(read_file(dir.path(), case, blob), Err(StoreError::BlobDamaged)));
    }
}
