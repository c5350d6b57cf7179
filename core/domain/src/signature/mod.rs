//! What a hand drew: strokes as integers, their bytes, whether they are ink at all, and how they are drawn;
//! and what became of what was signed.
//!
//! A signature is kept as the movement of the pen (place, time, pressure), not as a picture: a few hundred
//! points take less than 2 KB, print sharply at any size, and show how it was written to whoever doubts it.
//! Everything is in integers, so that the same strokes give the same bytes and the same drawing everywhere.
//!
//! Origin: catalogue 5.3, "vector strokes + name + role + time + hash of the record it was put on".

mod curve;
mod difference;
mod encoding;
mod ink;
mod path;
mod strokes;
#[cfg(test)]
mod tests;
mod told;

pub use curve::Curve;
pub use difference::{CheckChange, Difference, LineChange};
pub use ink::NoInk;
pub use path::{InkPath, SvgPath, ViewBox};
pub use strokes::{Point, Stroke, Strokes, TooMuch};
pub use told::ToldChange;
