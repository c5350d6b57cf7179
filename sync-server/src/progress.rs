//! How a long copy goes: a migration, a backup.

/// How it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress<'p> {
    /// So many rows of this table are there.
    Rows(&'p str, u64),
    /// So many files of so many are there.
    Files(u64, u64),
}
