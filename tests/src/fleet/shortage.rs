//! Disks without room in the middle of something: of a file, or of a transaction.
//!
//! They are drawn apart from the steps, so that the steps of a seed are the same without.

use std::path::Path;

use doorstep_core::{Error, StoreError};

use super::fault;
use super::report::Fault;
use crate::dice::Dice;

/// One photo in so many, and one synchronisation, has no room for the next file that is written.
const FILES_PER_FAILURE: usize = 6;

/// One piece of work in so many, and one synchronisation, finds a database that cannot grow any further.
const TRANSACTIONS_PER_FAILURE: usize = 12;

/// The most pages that there is room for nevertheless.
const PAGES: usize = 3;

/// What there is no room for during one piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shortage {
    None,
    File,
    Transaction,
}

/// Which work meets one.
#[derive(Debug)]
pub(super) struct Shortages {
    files: Dice,
    transactions: Dice,
}

impl Shortages {
    pub(super) fn new(seed: u64) -> Self {
        Self { files: Dice::new(seed, 1), transactions: Dice::new(seed, 2) }
    }

    /// Draws what the next work on a device has no room for.
    pub(super) fn draw(&mut self, dir: &Path, writes_files: bool) -> Shortage {
        if writes_files && self.files.below(FILES_PER_FAILURE) == 0 {
            fault::fail_file(dir);
            return Shortage::File;
        }
        if self.transactions.below(TRANSACTIONS_PER_FAILURE) == 0 {
            let pages = self.transactions.below(PAGES);
            fault::shorten(dir, Some(u32::try_from(pages).unwrap_or(0)));
            return Shortage::Transaction;
        }
        Shortage::None
    }
}

impl Shortage {
    /// There is room again. What failed for want of it.
    pub(super) fn end<T>(self, dir: &Path, done: &Result<T, Error>) -> Option<Fault> {
        match self {
            Self::None => None,
            Self::File => fault::end_fail_file(dir).then_some(Fault::FileHalfWritten),
            Self::Transaction => {
                fault::shorten(dir, None);
                let lacked = matches!(done, Err(Error::Store(StoreError::Full)));
                (lacked && !fault::has_been_full(dir)).then_some(Fault::TransactionHalfWritten)
            }
        }
    }
}
