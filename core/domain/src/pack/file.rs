//! A published pack: one file with one hash.
//!
//! CBOR, a map with exactly these keys in this order: 0 the format, 1 the source files (path to
//! bytes, paths in byte order), 2 the compiled pack as JSON. The hash of the whole file, under its own
//! prefix, is the id: whoever holds a [`PackId`] holds the rules, the sources they were written in,
//! and nothing that can change.

use std::collections::BTreeMap;

use minicbor::Decoder;
use minicbor::data::Type;

use super::Pack;
use crate::digest::{Prefix, digest};
use crate::id::PackId;

/// The format that this version writes and reads.
pub const FORMAT: u32 = 1;
/// The largest file accepted, in bytes.
pub const MAX_FILE: usize = 4 * 1024 * 1024;
/// The most source files in a pack.
pub const MAX_SOURCES: usize = 256;
/// The longest path of a source file, in bytes.
pub const MAX_PATH: usize = 160;

/// The source files of a pack, by path relative to its folder, with `/` between the parts.
pub type Sources = BTreeMap<String, Vec<u8>>;

/// A published pack, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFile {
    /// The hash of the file.
    pub id: PackId,
    /// What it was compiled from.
    pub sources: Sources,
    /// The compiled pack.
    pub pack: Pack,
}

/// Why a file is not a pack that this version can use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackFileError {
    /// Larger than [`MAX_FILE`].
    #[error("a pack of {0} bytes is larger than {MAX_FILE}")]
    TooLarge(usize),
    /// Written by a newer version of the publisher.
    #[error("the pack has format {0}, this version reads {FORMAT}; update the app")]
    Format(u32),
    /// Not a pack, or damaged.
    #[error("not a pack: {0}")]
    Malformed(String),
    /// A part of the pack names another that is not there.
    #[error("damaged pack: {0}")]
    Dangling(String),
}

impl From<minicbor::decode::Error> for PackFileError {
    fn from(error: minicbor::decode::Error) -> Self {
        Self::Malformed(error.to_string())
    }
}

/// The id of a pack file.
#[must_use]
pub fn pack_id(file: &[u8]) -> PackId {
    PackId(digest(Prefix::Pack, &[file]).0)
}

impl Pack {
    /// Reads a published pack. The bytes may come from anywhere: sizes, depth and references are
    /// checked, and every expression is within its limits. Whether the *company* published it is
    /// another question, answered by who names its id.
    ///
    /// # Errors
    /// [`PackFileError`].
    pub fn open(file: &[u8]) -> Result<(PackId, Self), PackFileError> {
        let (_, compiled) = split(file)?;
        Ok((pack_id(file), Self::from_compiled(compiled)?))
    }

    fn from_compiled(compiled: &[u8]) -> Result<Self, PackFileError> {
        let pack: Self =
            serde_json::from_slice(compiled).map_err(|error| PackFileError::Malformed(error.to_string()))?;
        match pack.dangling() {
            Some(reference) => Err(PackFileError::Dangling(reference)),
            None => Ok(pack),
        }
    }
}

impl PackFile {
    /// Reads a published pack with its sources, for tools. See [`Pack::open`].
    ///
    /// # Errors
    /// [`PackFileError`].
    pub fn open(file: &[u8]) -> Result<Self, PackFileError> {
        let (sources, compiled) = split(file)?;
        let sources = sources.into_iter().map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect();
        Ok(Self { id: pack_id(file), sources, pack: Pack::from_compiled(compiled)? })
    }
}

/// Writes a pack file: the same sources and the same pack give the same bytes.
///
/// # Errors
/// [`PackFileError::TooLarge`] and [`PackFileError::Malformed`] if it could not be read again.
pub fn write(sources: &Sources, pack: &Pack) -> Result<Vec<u8>, PackFileError> {
    let compiled = serde_json::to_vec(pack).map_err(|error| PackFileError::Malformed(error.to_string()))?;
    let mut file = minicbor::Encoder::new(Vec::new());
    encode(&mut file, sources, &compiled).map_err(|error| PackFileError::Malformed(error.to_string()))?;
    let file = file.into_writer();
    split(&file)?;
    Ok(file)
}

fn encode(
    e: &mut minicbor::Encoder<Vec<u8>>,
    sources: &Sources,
    compiled: &[u8],
) -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
    e.map(3)?.u8(0)?.u32(FORMAT)?;
    e.u8(1)?.map(sources.len() as u64)?;
    for (path, bytes) in sources {
        e.str(path)?.bytes(bytes)?;
    }
    e.u8(2)?.bytes(compiled)?.ok()
}

/// The sources and the compiled bytes of a file, borrowed from it.
type Parts<'a> = (Vec<(&'a str, &'a [u8])>, &'a [u8]);

fn split(file: &[u8]) -> Result<Parts<'_>, PackFileError> {
    if file.len() > MAX_FILE {
        return Err(PackFileError::TooLarge(file.len()));
    }
    let mut d = Decoder::new(file);
    let entries = d.map()?;
    key(&mut d, 0)?;
    match d.u32()? {
        FORMAT if entries == Some(3) => {}
        FORMAT => return Err(malformed("expected three entries")),
        other => return Err(PackFileError::Format(other)),
    }
    key(&mut d, 1)?;
    let sources = sources(&mut d)?;
    key(&mut d, 2)?;
    let compiled = d.bytes()?;
    if d.position() != file.len() {
        return Err(malformed("bytes after the end"));
    }
    Ok((sources, compiled))
}

fn key(d: &mut Decoder<'_>, expected: u8) -> Result<(), PackFileError> {
    if d.datatype()? == Type::U8 && d.u8()? == expected {
        Ok(())
    } else {
        Err(malformed("expected the keys 0, 1, 2 in this order"))
    }
}

fn sources<'a>(d: &mut Decoder<'a>) -> Result<Vec<(&'a str, &'a [u8])>, PackFileError> {
    let count = d.map()?.and_then(|count| usize::try_from(count).ok()).unwrap_or(usize::MAX);
    if count > MAX_SOURCES {
        return Err(malformed("too many source files"));
    }
    let mut sources: Vec<(&str, &[u8])> = Vec::with_capacity(count);
    for _ in 0..count {
        let path = d.str()?;
        if !is_plain_path(path) || sources.last().is_some_and(|(last, _)| *last >= path) {
            return Err(malformed("the paths of the source files are not plain, or not in order"));
        }
        sources.push((path, d.bytes()?));
    }
    Ok(sources)
}

/// Whether a path stays in its folder on every system: `/` between parts of letters, digits, `-`, `_`
/// and `.`, none of which starts with a point.
#[must_use]
pub fn is_plain_path(path: &str) -> bool {
    let is_plain = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    path.len() <= MAX_PATH && path.split('/').all(is_plain)
}

fn malformed(reason: &str) -> PackFileError {
    PackFileError::Malformed(reason.to_owned())
}
