//! Lists of a stated length at most: a few bytes must not claim millions of entries.

use minicbor::decode::Error;
use minicbor::{Decode, Decoder};

/// What is reserved before anything was read.
const AT_FIRST: usize = 64;

/// Reads a list of at most `MAX` entries.
pub(super) fn at_most<'b, const MAX: usize, T: Decode<'b, C>, C>(
    d: &mut Decoder<'b>,
    ctx: &mut C,
) -> Result<Vec<T>, Error> {
    let count = d.array()?.and_then(|count| usize::try_from(count).ok()).filter(|count| *count <= MAX);
    let count =
        count.ok_or_else(|| Error::message("a list is longer than allowed, or of no stated length"))?;
    let mut list = Vec::with_capacity(count.min(AT_FIRST));
    for _ in 0..count {
        list.push(d.decode_with(ctx)?);
    }
    Ok(list)
}
