//! The paper that stays: a job as one self-contained HTML page, for the screen and for A4, and as a PDF (feature `pdf`).
//!
//! [`WorkReport`] is plain data in the reader's words; [`render`] turns it into a page without scripts and
//! without anything from outside, so that it opens in ten years, offline, from a memory stick. The same
//! report gives the same bytes.
//!
//! Copies are audiences of one record, not other records (catalogue 5.4): [`WorkReport::copy`] only says at
//! the head whose copy this is.

#[cfg(all(test, feature = "pdf"))]
extern crate self as doorstep_report;

mod clock;
mod code;
mod figure;
mod html;
mod model;
mod of;
mod page;
#[cfg(feature = "pdf")]
mod pdf;
mod private;
mod tell;
mod words;

pub use html::Html;
pub use model::*;
pub use of::{Blobs, PICTURE_MAX_BYTES, Source};
pub use page::render;
#[cfg(feature = "pdf")]
pub use pdf::{NotAFont, PdfError, Typeface, render_pdf};
pub use words::{Tongue, Word, named};
