//! The paper that stays: a job as one self-contained HTML page, for the screen and for A4, and as a PDF (feature `pdf`).
//!
//! [`WorkReport`] is plain data in the reader's words; [`render`] turns it into a page without scripts and
//! without anything from outside, so that it opens in ten years, offline, from a memory stick. The same
//! report gives the same bytes.
//!
//! Copies are audiences of one record, not other records (catalogue 5.4): [`WorkReport::copy`] says at the head whose copy
//! this is, [`WorkReport::left_out`] at the foot what the pack leaves out for that audience.

#[cfg(all(test, feature = "pdf"))]
extern crate self as doorstep_report;

mod clock;
mod code;
mod figure;
mod html;
mod model;
mod of;
mod overlay;
mod page;
mod part;
#[cfg(feature = "pdf")]
mod pdf;
mod picture;
#[cfg(feature = "png")]
mod png;
mod private;
mod tell;
mod words;

pub use html::Html;
pub use model::*;
pub use of::{Blobs, PICTURE_MAX_BYTES, Source};
pub use overlay::{legend, marked_picture};
pub use page::{render, render_prices};
#[cfg(feature = "pdf")]
pub use pdf::{NotAFont, PdfError, Typeface, render_pdf, render_prices_pdf};
pub use picture::size_of as picture_size;
#[cfg(feature = "png")]
pub use png::signature_png;
pub use words::{Tongue, Word, named};
