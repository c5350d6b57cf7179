//! Files on their way: what came of each is kept, so that a link that dies loses nothing of a photo.
//!
//! A partial file is `blobs/incoming/<case>/<device>-<blob>`, and its length is the offset to go on from; nothing else
//! says so, so a server that is started again goes on as well. Every device has partial files of its own: nobody can
//! spoil what another one sends. Erasing a case removes them with it.
//!
//! Where several nodes share a vault, what came is kept there in pieces, and the next request may come to another node:
//! then only what one request brings is in a partial file here.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use doorstep_domain::id::{BlobId, CaseId, DeviceId, hex, parse_hex};
use sha2::{Digest as _, Sha256};

use crate::error::Error;
use crate::files;
use crate::vault::{Pieces, Upload, Vault, contiguous};

/// Partial files of one device, at most; beyond them the one that was left alone longest is dropped.
const OF_DEVICE_MAX: usize = 32;

/// Bytes of the partial files of one device, likewise.
const OF_DEVICE_BYTES_MAX: u64 = 256 << 20;

/// Bytes of all partial files; a device that begins another one beyond them is told to come back.
const OF_ALL_BYTES_MAX: u64 = 8 << 30;

/// Bytes of a piece that is kept for other nodes, at most.
const KEPT_PIECE_BYTES: u64 = 8 << 20;

/// A partial file that was left alone for so long is swept away.
pub(crate) const KEPT_MS: i64 = 7 * 24 * 3_600_000;

fn place_of(dir: &Path, upload: Upload) -> PathBuf {
    let name = format!("{}-{}", hex(&upload.device.0), hex(&upload.blob.0));
    dir.join(hex(&upload.case.0)).join(name)
}

fn read_upload(case: &str, name: &str) -> Option<Upload> {
    let (device, blob) = name.split_once('-')?;
    let (device, blob) = (DeviceId(parse_hex(device)?), BlobId(parse_hex(blob)?));
    Some(Upload { device, case: CaseId(parse_hex(case)?), blob })
}

/// Why a transfer does not go on.
#[derive(Debug)]
pub(crate) enum Halt {
    /// It begins at another byte than the one that follows what is here: this one.
    Offset(u64),
    /// Its device began another one of the same file.
    Superseded,
    /// All partial files together take too much room.
    Full,
    /// The disk.
    Error(Error),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// A partial file.
#[derive(Debug, Default)]
struct Partial {
    size_bytes: u64,
    touched_ms: i64,
    /// The transfer that may write: whoever comes later ends the one before, whose connection is dead.
    turn: u64,
}

type Shared = Arc<Mutex<Partial>>;

/// All partial files.
pub(crate) struct Incoming {
    dir: PathBuf,
    vault: Arc<dyn Vault>,
    partials: Mutex<BTreeMap<Upload, Shared>>,
}

impl Incoming {
    /// Finds what an earlier start of the server left.
    pub(crate) fn open(dir: &Path, vault: Arc<dyn Vault>, now_ms: i64) -> Result<Self, Error> {
        let dir = folder(dir);
        files::make_dir(&dir)?;
        let mut partials = BTreeMap::new();
        for (case, folder) in entries(&dir)? {
            for (name, path) in entries(&folder)? {
                let Some(key) = read_upload(&case, &name) else { continue };
                let file = std::fs::metadata(&path).map_err(Error::file(&path))?;
                let age = file.modified().ok().and_then(|at| SystemTime::now().duration_since(at).ok());
                let age_ms = age.and_then(|age| i64::try_from(age.as_millis()).ok()).unwrap_or_default();
                let touched_ms = now_ms.saturating_sub(age_ms);
                partials.insert(key, shared(Partial { size_bytes: file.len(), touched_ms, turn: 0 }));
            }
        }
        Ok(Self { dir, vault, partials: Mutex::new(partials) })
    }

    /// How much of a file is here. A transfer of it that seems to be under way is over: its device asks.
    pub(crate) fn offset(&self, key: Upload) -> Result<u64, Error> {
        let here = self.all().get(&key).map(Arc::clone);
        let here = here.map_or(0, |partial| {
            let mut partial = lock(&partial);
            partial.turn += 1;
            partial.size_bytes
        });
        self.vault.pieces().map_or(Ok(here), |pieces| Ok(contiguous(&pieces.list(key)?)))
    }

    /// Begins to write at an offset.
    pub(crate) fn begin(&self, key: Upload, offset: u64, now_ms: i64) -> Result<Transfer<'_>, Halt> {
        self.make_room(key, now_ms)?;
        let before = self.vault.pieces().map(|pieces| before(pieces, key, offset)).transpose()?;
        let shared = Arc::clone(self.all().entry(key).or_default());
        let mut partial = lock(&shared);
        if before.is_none() && offset != 0 && partial.size_bytes != offset {
            return Err(Halt::Offset(partial.size_bytes));
        }
        let before = before.unwrap_or_default();
        let path = place_of(&self.dir, key);
        files::make_dir(path.parent().unwrap_or(&self.dir))?;
        let file = files::open_for_append(&path)?;
        // What a crash left beyond the last known byte is of no use, nor is anything if it begins anew.
        file.set_len(offset - before).map_err(Error::file(&path))?;
        *partial = Partial { size_bytes: offset - before, touched_ms: now_ms, turn: partial.turn + 1 };
        let turn = partial.turn;
        drop(partial);
        Ok(Transfer { incoming: self, key, before, shared, turn, file, path })
    }

    /// Drops what was left alone too long, and of this device what is too much.
    fn make_room(&self, key: Upload, now_ms: i64) -> Result<(), Halt> {
        let mut all = self.all();
        let mut seen: Vec<(i64, Upload, u64)> = Vec::with_capacity(all.len());
        for (of, partial) in all.iter().filter(|(of, _)| **of != key) {
            // One that is locked is being written.
            let Ok(partial) = partial.try_lock() else { continue };
            seen.push((partial.touched_ms, *of, partial.size_bytes));
        }
        seen.sort_unstable();
        let mine = |seen: &&(i64, Upload, u64)| seen.1.device == key.device;
        let mut count = seen.iter().filter(mine).count();
        let mut bytes: u64 = seen.iter().filter(mine).map(|(.., size)| size).sum();
        let mut left: u64 = seen.iter().map(|(.., size)| size).sum();
        for (touched_ms, of, size_bytes) in seen {
            let is_mine = of.device == key.device;
            let is_too_much = is_mine && (count >= OF_DEVICE_MAX || bytes > OF_DEVICE_BYTES_MAX);
            if is_too_much || touched_ms.saturating_add(KEPT_MS) < now_ms {
                (count, bytes) = if is_mine { (count - 1, bytes - size_bytes) } else { (count, bytes) };
                left -= size_bytes;
                self.forget(&mut all, of)?;
            }
        }
        if left > OF_ALL_BYTES_MAX && !all.contains_key(&key) { Err(Halt::Full) } else { Ok(()) }
    }

    fn forget(&self, all: &mut BTreeMap<Upload, Shared>, key: Upload) -> Result<(), Error> {
        if let Some(partial) = all.remove(&key) {
            lock(&partial).turn += 1;
        }
        files::remove(&place_of(&self.dir, key))
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<Upload, Shared>> {
        self.partials.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One request that writes a partial file.
pub(crate) struct Transfer<'a> {
    incoming: &'a Incoming,
    key: Upload,
    /// Bytes that earlier requests brought and that are kept as pieces, not in the partial file.
    before: u64,
    shared: Shared,
    turn: u64,
    file: File,
    path: PathBuf,
}

impl Transfer<'_> {
    /// How much is here.
    pub(crate) fn size_bytes(&self) -> u64 {
        self.before + lock(&self.shared).size_bytes
    }

    /// Adds a piece.
    pub(crate) fn write(&mut self, piece: &[u8]) -> Result<u64, Halt> {
        let mut partial = lock(&self.shared);
        if partial.turn != self.turn {
            return Err(Halt::Superseded);
        }
        self.file.write_all(piece).map_err(Error::file(&self.path))?;
        partial.size_bytes += piece.len() as u64;
        Ok(partial.size_bytes)
    }

    /// Makes durable what came.
    pub(crate) fn pause(self) -> Result<u64, Halt> {
        let size_bytes = self.size_bytes();
        let Some(pieces) = self.incoming.vault.pieces() else {
            self.file.sync_all().map_err(Error::file(&self.path))?;
            return Ok(size_bytes);
        };
        let mut file = File::open(&self.path).map_err(Error::file(&self.path))?;
        let mut start = self.before;
        loop {
            let mut piece = Vec::new();
            let part = (&mut file).take(KEPT_PIECE_BYTES).read_to_end(&mut piece);
            match part.map_err(Error::file(&self.path))? as u64 {
                0 => break,
                size => {
                    pieces.put(self.key, start, piece)?;
                    start += size;
                }
            }
        }
        // Looked at while a file grows as well, but not with each slice of it.
        if self.before / KEPT_PIECE_BYTES != start / KEPT_PIECE_BYTES {
            make_room_among(pieces, self.key)?;
        }
        self.incoming.forget(&mut self.incoming.all(), self.key)?;
        Ok(size_bytes)
    }

    /// Throws everything away.
    pub(crate) fn discard(self) -> Result<(), Error> {
        if let Some(pieces) = self.incoming.vault.pieces() {
            pieces.forget(self.key)?;
        }
        self.incoming.forget(&mut self.incoming.all(), self.key)
    }

    /// Gives the whole file its place if it is what its name says, else throws it away. Nobody else may write meanwhile.
    pub(crate) fn finish(self) -> Result<Finished, Halt> {
        let partial = lock(&self.shared);
        if partial.turn != self.turn {
            return Err(Halt::Superseded);
        }
        self.file.sync_all().map_err(Error::file(&self.path))?;
        let whole = self.assembled()?;
        let size_bytes = self.before + partial.size_bytes;
        let is_right = hash_of(&whole)? == self.key.blob;
        if is_right {
            self.incoming.vault.keep(self.key.case, self.key.blob, &whole)?;
        }
        if whole != self.path {
            files::remove(&whole)?;
        }
        drop(partial);
        self.discard()?;
        Ok(if is_right { Finished::Whole(size_bytes) } else { Finished::Wrong })
    }

    /// The file with what earlier requests brought, as far as pieces hold it.
    fn assembled(&self) -> Result<PathBuf, Error> {
        let Some(pieces) = self.incoming.vault.pieces().filter(|_| self.before > 0) else {
            return Ok(self.path.clone());
        };
        let path = self.path.with_extension("whole");
        files::remove(&path)?;
        let mut whole = files::open_for_append(&path)?;
        let mut end = 0;
        for piece in pieces.list(self.key)? {
            if piece.start > end || piece.start + piece.size_bytes <= end || end >= self.before {
                continue;
            }
            let bytes = pieces.get(self.key, piece.start)?;
            let from = usize::try_from(end - piece.start).unwrap_or(usize::MAX);
            let upto = usize::try_from(self.before - piece.start).unwrap_or(usize::MAX).min(bytes.len());
            let new = bytes.get(from..upto).unwrap_or_default();
            whole.write_all(new).map_err(Error::file(&path))?;
            end += new.len() as u64;
        }
        let mut last = File::open(&self.path).map_err(Error::file(&self.path))?;
        std::io::copy(&mut last, &mut whole).map_err(Error::file(&path))?;
        Ok(path)
    }
}

/// How much of a file its pieces hold, where a request goes on at `offset`. One that begins anew drops them; so does a
/// device that has too many under way.
fn before(pieces: &dyn Pieces, key: Upload, offset: u64) -> Result<u64, Halt> {
    if offset > 0 {
        let held = contiguous(&pieces.list(key)?);
        return if held == offset { Ok(held) } else { Err(Halt::Offset(held)) };
    }
    pieces.forget(key)?;
    make_room_among(pieces, key)?;
    Ok(0)
}

/// Drops pieces of this device's other files, those that were left alone longest first, until what it has under way is
/// within the limits.
fn make_room_among(pieces: &dyn Pieces, key: Upload) -> Result<(), Halt> {
    let others = pieces.under_way()?;
    let mut all: u64 = others.iter().map(|one| one.size_bytes).sum();
    let mine = others.iter().filter(|one| one.upload.device == key.device);
    let mut bytes: u64 = mine.clone().map(|one| one.size_bytes).sum();
    let others = mine.filter(|one| one.upload != key);
    let mut count = others.clone().count();
    for one in others {
        if count < OF_DEVICE_MAX && bytes <= OF_DEVICE_BYTES_MAX {
            break;
        }
        pieces.forget(one.upload)?;
        (count, bytes, all) = (count - 1, bytes - one.size_bytes, all - one.size_bytes);
    }
    if all > OF_ALL_BYTES_MAX { Err(Halt::Full) } else { Ok(()) }
}

/// What a transfer turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finished {
    /// The file, of so many bytes, in its place.
    Whole(u64),
    /// Another file than its name says: gone.
    Wrong,
}

/// The name that the bytes of a file have.
fn hash_of(path: &Path) -> Result<BlobId, Error> {
    let mut file = File::open(path).map_err(Error::file(path))?;
    let (mut hasher, mut piece) = (Sha256::new(), vec![0; super::PIECE_BYTES]);
    loop {
        match file.read(&mut piece).map_err(Error::file(path))? {
            0 => return Ok(BlobId(hasher.finalize().into())),
            count => hasher.update(&piece[..count]),
        }
    }
}

/// The cases that have partial files here.
pub(super) fn cases(dir: &Path) -> Vec<CaseId> {
    let found = entries(&folder(dir)).unwrap_or_default();
    found.into_iter().filter_map(|(name, _)| parse_hex(&name).map(CaseId)).collect()
}

/// Where partial files are.
fn folder(dir: &Path) -> PathBuf {
    dir.join("blobs").join("incoming")
}

/// Where those of one case are.
pub(super) fn folder_of(dir: &Path, case: CaseId) -> PathBuf {
    folder(dir).join(hex(&case.0))
}

fn entries(dir: &Path) -> Result<Vec<(String, PathBuf)>, Error> {
    let named = |entry: std::fs::DirEntry| Some((entry.file_name().to_str()?.to_owned(), entry.path()));
    match std::fs::read_dir(dir) {
        Ok(entries) => Ok(entries.filter_map(Result::ok).filter_map(named).collect()),
        // A file of an older version of the server, which kept nothing of what broke off.
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {
            files::remove(dir)?;
            Ok(Vec::new())
        }
        Err(error) => Err(Error::file(dir)(error)),
    }
}

fn shared(partial: Partial) -> Shared {
    Arc::new(Mutex::new(partial))
}

fn lock(partial: &Mutex<Partial>) -> MutexGuard<'_, Partial> {
    partial.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{Piece, UnderWay};

    /// Pieces that are only counted: what is under way, in the order in which it was touched.
    #[derive(Default)]
    struct Counted(Mutex<Vec<UnderWay>>);

    impl Counted {
        fn with(&self, upload: Upload, size_bytes: u64) {
            let mut all = self.0.lock().unwrap();
            let touched_ms = i64::try_from(all.len()).unwrap();
            all.push(UnderWay { upload, size_bytes, touched_ms });
        }
    }

    impl Pieces for Counted {
        fn list(&self, _: Upload) -> Result<Vec<Piece>, Error> {
            Ok(Vec::new())
        }

        fn put(&self, _: Upload, _: u64, _: Vec<u8>) -> Result<(), Error> {
            Ok(())
        }

        fn get(&self, _: Upload, _: u64) -> Result<Vec<u8>, Error> {
            Ok(Vec::new())
        }

        fn forget(&self, upload: Upload) -> Result<(), Error> {
            self.0.lock().unwrap().retain(|one| one.upload != upload);
            Ok(())
        }

        fn under_way(&self) -> Result<Vec<UnderWay>, Error> {
            Ok(self.0.lock().unwrap().clone())
        }

        fn sweep(&self, _: i64) -> Result<(), Error> {
            Ok(())
        }
    }

    fn upload(device: u8, blob: u8) -> Upload {
        Upload { device: DeviceId([device; 16]), case: CaseId([1; 16]), blob: BlobId([blob; 32]) }
    }

    fn left(pieces: &Counted, device: u8) -> Vec<u8> {
        let all = pieces.under_way().unwrap().into_iter().map(|one| one.upload);
        all.filter(|upload| upload.device == DeviceId([device; 16])).map(|upload| upload.blob.0[0]).collect()
    }

    #[test]
    fn pieces_in_a_bucket_have_the_same_limits_as_files_in_a_folder() {
        let pieces = Counted::default();
        (0..5).for_each(|blob| pieces.with(upload(1, blob), 60 << 20));
        pieces.with(upload(2, 9), 250 << 20);
        make_room_among(&pieces, upload(1, 7)).unwrap();
        assert_eq!((left(&pieces, 1), left(&pieces, 2)), (vec![1, 2, 3, 4], vec![9]), "300 MiB are too much");
        // What is being sent is not what goes, though it was begun first.
        pieces.with(upload(1, 5), 60 << 20);
        make_room_among(&pieces, upload(1, 1)).unwrap();
        assert_eq!(left(&pieces, 1), [1, 3, 4, 5]);
        let pieces = Counted::default();
        (0..40).for_each(|blob| pieces.with(upload(1, blob), 1));
        make_room_among(&pieces, upload(1, 99)).unwrap();
        assert_eq!(left(&pieces, 1), (9..40).collect::<Vec<u8>>(), "31 and the one that begins");
        (0..40).for_each(|device| pieces.with(upload(100 + device, 1), 250 << 20));
        assert!(matches!(make_room_among(&pieces, upload(99, 1)), Err(Halt::Full)));
    }
}
