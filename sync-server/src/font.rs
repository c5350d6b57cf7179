//! The font of printed reports: a file that the company chooses once, published like a pack and named by its SHA-256.
//!
//! Phones fetch it in slices and print with the same bytes, so that a report is the same paper wherever it is made.

use std::fs::File;
use std::io::{Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use doorstep_domain::control::Order;
use doorstep_domain::digest::sha256;
use doorstep_domain::id::{BlobId, hex, parse_hex};
use doorstep_report::{NotAFont, Typeface};

use crate::blob::{Range, parse_range};
use crate::error::Error;
use crate::files;
use crate::ingest;
use crate::node::Node;
use crate::reply::Problem;
use crate::request::{Payload, Request, Response};

/// Where fonts stand inside the data directory.
const DIRECTORY: &str = "fonts";
/// The file that says which font is printed with, in hexadecimal digits.
const CURRENT: &str = "current";
/// The largest font accepted, in bytes; phones take no larger one.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Why a font was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishFontError {
    /// Reports cannot be printed with it.
    #[error(transparent)]
    Unfit(#[from] NotAFont),
    /// It is too large for phones.
    #[error("the font has more than {MAX_BYTES} bytes")]
    TooLarge,
    /// The server could not keep it.
    #[error(transparent)]
    Server(#[from] Error),
}

/// The font of printed reports, read once.
#[derive(Debug, Default)]
pub(crate) struct Typecase {
    open: Mutex<Option<Typeface>>,
}

impl Node {
    /// Publishes the font of printed reports. Publishing the one that is in use changes nothing.
    ///
    /// # Errors
    /// [`PublishFontError`].
    pub fn publish_font(&self, file: Vec<u8>) -> Result<BlobId, PublishFontError> {
        let size_bytes = file.len() as u64;
        if size_bytes > MAX_BYTES {
            return Err(PublishFontError::TooLarge);
        }
        let font = BlobId::from(sha256(&file));
        if self.font()? == Some(font) {
            return Ok(font);
        }
        files::make_dir(&self.dir.join(DIRECTORY))?;
        let place = place_of(&self.dir, font);
        files::write(&place, &file)?;
        let typeface = Typeface::open(file)?;
        self.announce_font(font, size_bytes)?;
        // Last: if the power fails before, the font is announced twice, which changes nothing.
        files::write(&self.dir.join(DIRECTORY).join(CURRENT), hex(&font.0).as_bytes())?;
        *self.typecase.open.lock().unwrap_or_else(PoisonError::into_inner) = Some(typeface);
        Ok(font)
    }

    /// Whether a font of printed reports was published.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn has_font(&self) -> Result<bool, Error> {
        Ok(self.font()?.is_some())
    }

    fn announce_font(&self, font: BlobId, size_bytes: u64) -> Result<(), Error> {
        let (keys, at_ms) = (std::sync::Arc::clone(&self.keys), self.now_ms());
        let order = Order::PublishFont { font, size_bytes };
        self.writer.run(move |tx| ingest::announce(tx, order.clone(), at_ms, &keys))
    }

    /// The font of printed reports, if one was published.
    fn font(&self) -> Result<Option<BlobId>, Error> {
        let said = files::read(&self.dir.join(DIRECTORY).join(CURRENT), 64)?;
        let digits = said.and_then(|digits| String::from_utf8(digits).ok());
        Ok(digits.and_then(|digits| parse_hex(&digits)).map(BlobId))
    }

    /// The font of printed reports, ready to print; `None` if none was published.
    pub(crate) fn typeface(&self) -> Result<Option<Typeface>, Error> {
        let mut open = self.typecase.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.is_none() {
            let Some(font) = self.font()? else { return Ok(None) };
            let bytes = files::read(&place_of(&self.dir, font), MAX_BYTES)?;
            let bytes = bytes.filter(|bytes| BlobId::from(sha256(bytes)) == font);
            let typeface = bytes.and_then(|bytes| Typeface::open(bytes).ok());
            *open = Some(typeface.ok_or(Error::Damaged("the font of printed reports"))?);
        }
        Ok(open.clone())
    }
}

fn place_of(dir: &Path, font: BlobId) -> PathBuf {
    dir.join(DIRECTORY).join(hex(&font.0))
}

/// `GET /v1/fonts/{sha256}`, whole or a range of it. A font never changes under its name.
pub(crate) fn get(node: &Node, request: &Request, font: &str) -> Result<Response, Problem> {
    let font = parse_hex(font).map(BlobId).ok_or_else(Problem::not_found)?;
    let place = place_of(&node.dir, font);
    let mut file = File::open(&place).map_err(|_| Problem::not_found())?;
    let whole = file.metadata().map_err(Error::file(&place))?.len();
    let (start, end) = match request.get("range").map(|range| parse_range(range, whole)) {
        None | Some(Range::Whole) => (0, whole),
        Some(Range::Part(start, end)) => (start, end),
        Some(Range::Beyond) => return Err(Problem::new(416, "range", format!("bytes */{whole}"))),
    };
    file.seek(SeekFrom::Start(start)).map_err(Error::file(&place))?;
    let status = if end - start == whole { 200 } else { 206 };
    let mut response = Response::new(status)
        .header("content-type", "font/otf")
        .header("etag", format!("\"{}\"", hex(&font.0)))
        .header("cache-control", "private, max-age=31536000, immutable")
        .header("content-length", (end - start).to_string());
    if status == 206 {
        response = response.header("content-range", format!("bytes {start}-{}/{whole}", end - 1));
    }
    response.body = Payload::File { file, size_bytes: end - start };
    Ok(response)
}
