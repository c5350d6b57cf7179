//! Files that are on the disk when a function returns.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use crate::trial;

/// Makes a directory and its parents.
pub(crate) fn make_dir(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)
}

/// The size of a file that somebody named. What is no file has no end, or nobody at its other one.
pub(crate) fn size_of(path: &Path) -> io::Result<u64> {
    let metadata = fs::metadata(path)?;
    if metadata.is_file() { Ok(metadata.len()) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

/// Writes a file as a whole or not at all: a temporary one beside it, synced, then renamed.
pub(crate) fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_parts_durably(path, &[bytes])
}

/// Like [`write_durably`], for bytes in several parts.
pub(crate) fn write_parts_durably(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let temporary = path.with_file_name(name);
    let written = write_synced(&temporary, parts).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written?;
    path.parent().map_or(Ok(()), sync_dir)
}

/// Adds to the first `keep_bytes` bytes of a file, instead of whatever followed them.
pub(crate) fn append_durably(path: &Path, keep_bytes: u64, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().append(true).open(path)?;
    file.set_len(keep_bytes)?;
    write_all(&mut file, path, bytes)?;
    file.sync_all()
}

fn write_synced(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let mut file = File::create(path)?;
    parts.iter().try_for_each(|part| write_all(&mut file, path, part))?;
    file.sync_all()
}

/// In halves, between which a test may let the disk fail.
fn write_all(file: &mut File, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (first, second) = bytes.split_at(bytes.len() / 2);
    file.write_all(first)?;
    trial::writes_file(path)?;
    file.write_all(second)
}

/// Removes a file; one that is gone already is as good.
pub(crate) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Makes the names in a directory durable.
#[cfg(unix)]
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}

/// Makes the names in a directory durable: Windows does that by itself.
#[cfg(not(unix))]
pub(crate) fn sync_dir(_: &Path) -> io::Result<()> {
    Ok(())
}
