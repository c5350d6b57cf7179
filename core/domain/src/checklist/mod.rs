//! (being written)

/// (being written)
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing;
