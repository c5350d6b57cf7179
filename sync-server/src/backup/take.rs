//! Taking a backup.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use doorstep_domain::id::{BlobId, CaseId, TenantId, hex};
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest as _, Sha256};

use super::{Backup, DATABASE, MANIFEST, Reach, SETTING, manifest};
use crate::error::Error;
use crate::files;
use crate::node::{Opened, Options, open_existing};
use crate::progress::Progress;
use crate::store::Store;
use crate::vault::{Folder, Vault};

/// Takes a backup of the company whose data directory is `dir`, and whose server may run, into the folder `to`. One that is
/// there is renewed: files that it has are not copied again, and it counts until the new one does. `options` says where log,
/// keys and photos are, as for the server itself; `told` hears how far it is.
///
/// # Errors
/// [`Error::Damaged`] if the copy does not hold what it should, [`Error::Refused`] if `to` holds something else: then it does
/// not count.
pub fn take(
    dir: &Path,
    to: &Path,
    options: &Options,
    told: &mut dyn FnMut(Progress<'_>),
) -> Result<Backup, Error> {
    let Opened { bytes, keys, store } = open_existing(dir, options)?;
    let vault = crate::node::vault(dir, &*store, options)?;
    files::make_dir(to)?;
    if manifest(to)?.is_some_and(|before| before.tenant != keys.tenant()) {
        return Err(Error::Refused("the folder has the backup of another company"));
    }
    let copy = to.join("doorstep.db.new");
    // What a backup that was killed left, and SQLite beside it.
    ["new", "new-wal", "new-shm", "new-journal"]
        .iter()
        .try_for_each(|ending| files::remove(&copy.with_extension(ending)))?;
    store.copy_into(&copy, told)?;
    let (tenant, epoch, seq) = checked(&copy)?;
    let mut backup = Backup {
        tenant,
        epoch,
        seq,
        database_sha256: sha256_of(&copy)?,
        files: 0,
        file_bytes: 0,
        files_kept: 0,
        finished_at_ms: 0,
    };
    let named = named_files(&copy)?;
    copy_files(&named, to, &*store, &*vault, &mut backup, told)?;
    // From here on the folder holds no finished backup, until it does again.
    files::remove(&to.join(MANIFEST))?;
    bytes.write_to(&to.join("keys"))?;
    files::rename(&copy, &to.join(DATABASE))?;
    erase_others(&named, to)?;
    backup.finished_at_ms = (options.clock)();
    let about = serde_json::to_vec_pretty(&backup).map_err(|_| Error::Damaged("the backup"))?;
    files::write(&to.join(MANIFEST), &about)?;
    let reach = Reach { epoch, seq, at_ms: backup.finished_at_ms };
    store.writing(|tx| tx.put_setting(SETTING, &reach.to_setting()))?;
    Ok(backup)
}

/// Opens the copy and lets SQLite read all of it. Returns whose it is, and epoch and number of its log.
pub(super) fn checked(copy: &Path) -> Result<(TenantId, u64, u64), Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let copy = Connection::open_with_flags(copy, flags)?;
    let word: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    let strays: i64 =
        copy.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0))?;
    if word != "ok" || strays != 0 {
        return Err(Error::Damaged("the copy of the database"));
    }
    let (tenant, epoch, seq, count): ([u8; 16], i64, i64, i64) = copy.query_row(
        "SELECT tenant_id, epoch, seq, (SELECT coalesce(max(seq), 0) FROM log) FROM heads",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )?;
    if count > seq {
        return Err(Error::Damaged("the log is longer than its head says"));
    }
    Ok((TenantId(tenant), epoch.unsigned_abs(), seq.unsigned_abs()))
}

/// Copies the files that the copy of the database names.
fn copy_files(
    named: &[(CaseId, BlobId, u64)],
    to: &Path,
    store: &dyn Store,
    vault: &dyn Vault,
    backup: &mut Backup,
    told: &mut dyn FnMut(Progress<'_>),
) -> Result<(), Error> {
    let (target, all) = (Folder::new(to), named.len() as u64);
    for (done, (case, blob, size_bytes)) in (1_u64..).zip(named) {
        told(Progress::Files(done, all));
        if target.size(*case, *blob)? == Some(*size_bytes) {
            backup.files_kept += 1;
        } else if !copy_file(vault, &target, (*case, *blob), *size_bytes, to)? {
            let row = store.reading(|read| read.case(*case))?;
            if row.is_none_or(|row| row.erased_at_ms.is_none()) {
                return Err(Error::Damaged("a file that the log names is not there"));
            }
            // Erased while the backup was taken: it is erased again when the backup is brought back.
            continue;
        }
        backup.files += 1;
        backup.file_bytes += size_bytes;
    }
    Ok(())
}

/// Removes the files of cases that the copy of the database does not name any more.
fn erase_others(named: &[(CaseId, BlobId, u64)], to: &Path) -> Result<(), Error> {
    let (target, cases) = (Folder::new(to), named.iter().map(|(case, ..)| *case).collect::<BTreeSet<_>>());
    let held = target.cases()?.unwrap_or_default().into_iter();
    held.filter(|case| !cases.contains(case)).try_for_each(|erased| target.erase(erased))
}

pub(super) fn named_files(copy: &Path) -> Result<Vec<(CaseId, BlobId, u64)>, Error> {
    let copy = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut named =
        copy.prepare("SELECT case_id, blob_id, size_bytes FROM blobs ORDER BY case_id, blob_id")?;
    let from_row = |row: &rusqlite::Row<'_>| {
        Ok((CaseId(row.get(0)?), BlobId(row.get(1)?), row.get::<_, i64>(2)?.unsigned_abs()))
    };
    Ok(named.query_map([], from_row)?.collect::<Result<_, _>>()?)
}

/// Copies one file and holds it against its name. `false` if it is not there.
pub(crate) fn copy_file(
    from: &dyn Vault,
    target: &dyn Vault,
    (case, blob): (CaseId, BlobId),
    size_bytes: u64,
    scratch: &Path,
) -> Result<bool, Error> {
    let Some(mut reader) = from.open(case, blob, 0..size_bytes)? else { return Ok(false) };
    let path = scratch.join("file.new");
    let mut file = files::create(&path)?;
    std::io::copy(&mut reader, &mut file).and_then(|_| file.sync_all()).map_err(Error::file(&path))?;
    if sha256_of(&path)? != hex(&blob.0) {
        return Err(Error::Damaged("a file is not what its name says"));
    }
    target.keep(case, blob, &path)?;
    files::remove(&path)?;
    Ok(true)
}

/// The SHA-256 of a file, in hexadecimal digits.
pub(super) fn sha256_of(path: &Path) -> Result<String, Error> {
    let mut file = File::open(path).map_err(Error::file(path))?;
    let (mut hasher, mut piece) = (Sha256::new(), vec![0; 64 * 1024]);
    loop {
        match file.read(&mut piece).map_err(Error::file(path))? {
            0 => return Ok(hex(&<[u8; 32]>::from(hasher.finalize()))),
            count => hasher.update(&piece[..count]),
        }
    }
}
