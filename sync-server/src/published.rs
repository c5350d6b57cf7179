//! Published files as the store keeps them, in parts; and those of an older folder, which move there.

use std::io;
use std::path::Path;
use std::sync::Arc;

use doorstep_domain::digest::sha256;
use doorstep_domain::id::{BlobId, Hash, hex, parse_hex};
use doorstep_domain::pack::pack_id;

use crate::error::Error;
use crate::files;
use crate::store::shared::FILE_PART_BYTES;
use crate::store::{FontRow, Store};

/// A whole file; `None` if there is none.
pub(crate) fn whole(store: &dyn Store, file: Hash) -> Result<Option<Vec<u8>>, Error> {
    store.reading(|read| {
        let mut bytes = Vec::new();
        for part in 0.. {
            let Some(more) = read.file_part(file, part)? else { break };
            bytes.extend(more);
        }
        Ok(Some(bytes).filter(|bytes| !bytes.is_empty()))
    })
}

/// A file from a byte on, a part at a time.
pub(crate) struct Parts {
    store: Arc<dyn Store>,
    file: Hash,
    part: u32,
    /// Bytes of the next part that were not asked for.
    skip: usize,
    current: io::Cursor<Vec<u8>>,
}

impl Parts {
    pub(crate) fn from(store: Arc<dyn Store>, file: Hash, start: u64) -> Self {
        let size = FILE_PART_BYTES as u64;
        let part = u32::try_from(start / size).unwrap_or(u32::MAX);
        let skip = usize::try_from(start % size).unwrap_or_default();
        Self { store, file, part, skip, current: io::Cursor::default() }
    }
}

impl io::Read for Parts {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.current.read(buffer)?;
        if count > 0 || buffer.is_empty() {
            return Ok(count);
        }
        let part =
            self.store.reading(|read| read.file_part(self.file, self.part)).map_err(io::Error::other)?;
        let Some(part) = part else { return Ok(0) };
        self.current = io::Cursor::new(part.get(self.skip..).unwrap_or_default().to_vec());
        (self.part, self.skip) = (self.part.saturating_add(1), 0);
        self.current.read(buffer)
    }
}

/// Takes over packs and fonts that an older version of the server kept as files. The files stay where they are.
pub(crate) fn adopt(dir: &Path, store: &dyn Store) -> Result<(), Error> {
    for row in store.reading(|read| read.packs())? {
        let file = Hash(row.pack.0);
        if store.reading(|read| read.file_part(file, 0))?.is_some() {
            continue;
        }
        let bytes = files::read(&dir.join("packs").join(hex(&file.0)), u64::MAX)?;
        match bytes.filter(|bytes| pack_id(bytes) == row.pack) {
            Some(bytes) => store.writing(|tx| tx.put_file(file, &bytes))?,
            None => {
                tracing::error!(pack = %row.pack, "the file of a published pack is neither here nor in the store");
            }
        }
    }
    if store.reading(|read| read.chosen_font())?.is_some() {
        return Ok(());
    }
    let fonts = dir.join("fonts");
    let digits = files::read(&fonts.join("current"), 64)?.and_then(|digits| String::from_utf8(digits).ok());
    let Some(font) = digits.and_then(|digits| parse_hex(&digits)).map(BlobId) else { return Ok(()) };
    let bytes = files::read(&fonts.join(hex(&font.0)), u64::MAX)?;
    let Some(bytes) = bytes.filter(|bytes| BlobId::from(sha256(bytes)) == font) else { return Ok(()) };
    store.writing(|tx| {
        tx.put_file(Hash(font.0), &bytes)?;
        let chosen_seq = tx.head()?.seq;
        tx.put_font(FontRow { font, size_bytes: bytes.len() as u64, chosen_seq })
    })
}
