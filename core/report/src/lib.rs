//! The paper that stays: a job as one self-contained HTML page, for the screen and for A4.
//!
//! [`WorkReport`] is plain data in the reader's words; [`render`] turns it into a page without scripts and
//! without anything from outside, so that it opens in ten years, offline, from a memory stick. The same
//! report gives the same bytes.
//!
//! Copies are audiences of one record, not other records (catalogue 5.4): [`WorkReport::copy`] only says at
//! the head whose copy this is.

mod clock;
mod figure;
mod html;
mod model;
mod of;
mod page;
mod private;
mod words;

pub use html::Html;
pub use model::*;
pub use of::{Blobs, Source};
pub use page::render;
pub use words::{Tongue, Word, named};
