//! What support needs to reproduce a phone's trouble, without the customer: one file that a desktop replays.
//!
//! The phone tells its cases with other words ([`doorstep_domain::redact`]), folds what it told in a fresh store of its
//! own, and writes down what each case came to. Whoever replays the file folds it again and compares.

mod collect;
mod file;
mod picture;
mod replay;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::Path;

use serde::Serialize;

use doorstep_domain::digest::{Prefix, digest};
use doorstep_domain::id::{CaseId, Hash};

use self::file::{Bundle, Stands};
use crate::core::Core;
use crate::error::Error;
use crate::store::files;

pub use file::NotBundle;
pub use picture::{ReplayedCase, ToldCase, ToldQuote, ToldVisit};

/// Where a bundle is tried out on the phone, inside the store's directory.
const TRIED_OUT: &str = "diagnostics";

/// What became of a bundle in a fresh store.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Replay {
    /// Versions of the software that wrote it.
    pub written_by: String,
    /// Versions of this software. Another one may fold to something else, and rightly so.
    pub replayed_by: String,
    /// Operating system and processor of the phone.
    pub machine: String,
    /// When it was written: milliseconds since 1970 UTC, by the clock of the phone.
    pub made_at_ms: i64,
    /// What the cases folded to on the phone.
    pub state: Hash,
    /// What they fold to here.
    pub state_here: Hash,
    /// The cases that fold to something else here.
    pub differing: Vec<CaseId>,
    /// The cases as they are here.
    pub cases: Vec<ReplayedCase>,
    /// Cases that would have made the bundle too long.
    pub left_out: u32,
    /// What did not go its way on the phone: waiting, refused, unsent, or left out of the bundle.
    pub trouble: Vec<Trouble>,
    /// The store of the phone from outside: see [`crate::Inspection`].
    pub store: serde_json::Value,
    /// Lines of the app's log, the oldest first.
    pub log: Vec<String>,
}

/// An item that did not go its way on the phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// Its case.
    pub case: CaseId,
    /// What it is: a code of [`doorstep_domain::sync::ItemKind`].
    pub kind: u8,
    /// Its length on the phone, in bytes.
    pub size_bytes: u32,
    /// Whether it is in the bundle.
    pub is_here: bool,
    /// `unread`, `waiting` or `refused` by the phone; `unsent` or `refused by the office`.
    pub stands: &'static str,
    /// Why, if somebody refused it.
    pub why: Option<String>,
}

impl Replay {
    /// Whether every case folds to the same as on the phone.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.state == self.state_here
    }
}

impl Core {
    /// Writes a diagnostics bundle: the cases of this device without customers, where their items stand, how far this
    /// device has read, the packs, and lines of the app's log. It takes seconds, and while it runs about as much room as
    /// the store.
    ///
    /// # Errors
    /// [`Error::NotOpen`], [`Error::Locked`], [`Error::Store`], [`Error::Host`]; [`Error::File`] if the file cannot be
    /// written.
    pub fn diagnostics_bundle(&self, log: &[String], path: &Path) -> Result<(), Error> {
        let mut bundle = {
            let store = self.shared.open()?;
            collect::collect(&self.shared, &store, log)?
        };
        let dir = self.shared.dir.join(TRIED_OUT);
        clear(&dir).map_err(Error::File)?;
        let replayed = replay::replay(&bundle, &dir);
        clear(&dir).map_err(Error::File)?;
        bundle.states = replayed?.iter().map(ReplayedCase::state).collect();
        let bytes = bundle.to_bytes().map_err(Error::File)?;
        files::write_durably(path, &bytes).map_err(Error::File)
    }
}

/// Folds a diagnostics bundle in a store in `dir`, which must be empty or missing, and leaves the store there: an app or
/// [`crate::inspect()`] can open it.
///
/// # Errors
/// [`Error::Bundle`] if the file is no bundle; [`Error::File`] if it or the directory cannot be used; [`Error::Store`].
pub fn replay_bundle(path: &Path, dir: &Path) -> Result<Replay, Error> {
    let bundle = Bundle::from_bytes(&read(path)?).map_err(Error::Bundle)?;
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Error::File(std::io::ErrorKind::DirectoryNotEmpty.into()));
    }
    let cases = replay::replay(&bundle, dir)?;
    let states: Vec<Hash> = cases.iter().map(ReplayedCase::state).collect();
    let differing =
        cases.iter().enumerate().filter(|(place, _)| states.get(*place) != bundle.states.get(*place));
    Ok(Replay {
        replayed_by: collect::engine(),
        made_at_ms: bundle.made.wall_ms,
        state: all(&bundle.states),
        state_here: all(&states),
        differing: differing.map(|(_, case)| case.case).collect(),
        trouble: trouble(&bundle),
        store: serde_json::from_str(&bundle.store).unwrap_or_default(),
        cases,
        written_by: bundle.engine,
        machine: bundle.machine,
        left_out: bundle.left_out,
        log: bundle.log,
    })
}

fn all(states: &[Hash]) -> Hash {
    let states: Vec<&[u8]> = states.iter().map(|state| state.0.as_slice()).collect();
    digest(Prefix::Replay, &states)
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let size = files::size_of(path).map_err(Error::File)?;
    if size > file::MAX_BYTES as u64 {
        return Err(Error::Bundle(NotBundle::TooLong));
    }
    fs::read(path).map_err(Error::File)
}

fn clear(dir: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

fn trouble(bundle: &Bundle) -> Vec<Trouble> {
    let mut all = Vec::new();
    for (case, item) in bundle.cases.iter().flat_map(|case| case.items.iter().map(|item| (case.case, item))) {
        let is_here = item.bytes.is_some();
        let mut add = |stands, why: Option<&String>| {
            let why = why.cloned();
            all.push(Trouble { case, kind: item.kind, size_bytes: item.size_bytes, is_here, stands, why });
        };
        match item.state {
            Stands::Applied => {}
            Stands::Unread => add("unread", None),
            Stands::Waiting => add("waiting", None),
            Stands::Refused => add("refused", item.refused.as_ref()),
        }
        match &item.outbox {
            None => {}
            Some(row) if row.code.is_some() => add("refused by the office", row.code.as_ref()),
            Some(_) => add("unsent", None),
        }
    }
    all
}
