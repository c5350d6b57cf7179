//! The font of printed reports: a file that the company chooses once, published like a pack and named by its SHA-256.
//!
//! Phones fetch it in slices and print with the same bytes, so that a report is the same paper wherever it is made.

use std::sync::{Arc, Mutex, PoisonError};

use doorstep_domain::control::Order;
use doorstep_domain::digest::sha256;
use doorstep_domain::id::{BlobId, Hash, hex, parse_hex};
use doorstep_report::{NotAFont, Typeface};

use crate::blob::{Range, parse_range};
use crate::error::Error;
use crate::ingest;
use crate::node::Node;
use crate::published;
use crate::reply::Problem;
use crate::request::{Payload, Request, Response};
use crate::store::FontRow;

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
    open: Mutex<Option<(BlobId, Typeface)>>,
}

impl Node {
    /// Publishes the font of printed reports. Publishing the one that is in use changes nothing.
    ///
    /// # Errors
    /// [`PublishFontError`].
    pub fn publish_font(&self, file: Vec<u8>) -> Result<BlobId, PublishFontError> {
        if file.len() as u64 > MAX_BYTES {
            return Err(PublishFontError::TooLarge);
        }
        let font = BlobId::from(sha256(&file));
        if self.font()? == Some(font) {
            return Ok(font);
        }
        let typeface = Typeface::open(file.clone())?;
        self.choose_font(font, file)?;
        *self.typecase.open.lock().unwrap_or_else(PoisonError::into_inner) = Some((font, typeface));
        Ok(font)
    }

    /// Whether a font of printed reports was published.
    ///
    /// # Errors
    /// [`Error`] of the store.
    pub fn has_font(&self) -> Result<bool, Error> {
        Ok(self.font()?.is_some())
    }

    fn choose_font(&self, font: BlobId, file: Vec<u8>) -> Result<(), Error> {
        let (keys, at_ms, size_bytes) = (Arc::clone(&self.keys), self.now_ms(), file.len() as u64);
        let order = Order::PublishFont { font, size_bytes };
        self.writer.run(move |tx| {
            tx.put_file(Hash(font.0), &file)?;
            ingest::announce(tx, order.clone(), at_ms, &keys)?;
            let chosen_seq = tx.head()?.seq;
            tx.put_font(FontRow { font, size_bytes, chosen_seq })
        })
    }

    /// The font of printed reports, if one was published.
    fn font(&self) -> Result<Option<BlobId>, Error> {
        Ok(self.read(|read| read.chosen_font())?.map(|row| row.font))
    }

    /// The font of printed reports, ready to print; `None` if none was published. Another node may have chosen it.
    pub(crate) fn typeface(&self) -> Result<Option<Typeface>, Error> {
        let Some(font) = self.font()? else { return Ok(None) };
        let mut open = self.typecase.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.as_ref().is_none_or(|(held, _)| *held != font) {
            let bytes = published::whole(&*self.store, Hash(font.0))?;
            let bytes = bytes.filter(|bytes| BlobId::from(sha256(bytes)) == font);
            let typeface = bytes.and_then(|bytes| Typeface::open(bytes).ok());
            *open = Some((font, typeface.ok_or(Error::Damaged("the font of printed reports"))?));
        }
        Ok(open.as_ref().map(|(_, typeface)| typeface.clone()))
    }
}

/// `GET /v1/fonts/{sha256}`, whole or a range of it. A font never changes under its name.
pub(crate) fn get(node: &Node, request: &Request, font: &str) -> Result<Response, Problem> {
    let font = parse_hex(font).map(BlobId).ok_or_else(Problem::not_found)?;
    let row = node.read(|read| read.font(font))?.ok_or_else(Problem::not_found)?;
    let whole = row.size_bytes;
    let (start, end) = match request.get("range").map(|range| parse_range(range, whole)) {
        None | Some(Range::Whole) => (0, whole),
        Some(Range::Part(start, end)) => (start, end),
        Some(Range::Beyond) => return Err(Problem::new(416, "range", format!("bytes */{whole}"))),
    };
    let status = if end - start == whole { 200 } else { 206 };
    let mut response = Response::new(status)
        .header("content-type", "font/otf")
        .header("etag", format!("\"{}\"", hex(&font.0)))
        .header("cache-control", "private, max-age=31536000, immutable")
        .header("content-length", (end - start).to_string());
    if status == 206 {
        response = response.header("content-range", format!("bytes {start}-{}/{whole}", end - 1));
    }
    let reader = published::Parts::from(Arc::clone(&node.store), Hash(font.0), start);
    response.body = Payload::Stream { reader: Box::new(reader), size_bytes: end - start };
    Ok(response)
}
