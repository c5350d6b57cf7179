//! Seeds that once found a bug in the product. They are always run, whatever else is.

/// A seed with the number of steps that it needs.
pub(super) const KNOWN: &[(u64, u32)] = &[];
