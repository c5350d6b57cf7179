//! What a long run has come to so far, in a file, so that it can be cut off and go on.

use std::path::{Path, PathBuf};
use std::time::Duration;

use doorstep_domain::digest::sha256;
use doorstep_domain::id::hex;
use serde::{Deserialize, Serialize};

use super::Wanted;
use super::report::{Tally, Violation};
use crate::world::Trouble;

/// A run as far as it went. Seeds of two builds are never counted together.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    /// What ran: the digest of this very program, the first seed, steps of each, nodes.
    of: String,
    /// Seeds that were run, from the first on.
    pub(super) done: u64,
    pub(super) tally: Tally,
    pub(super) found: Vec<Violation>,
    pub(super) took: Duration,
}

impl Kept {
    /// What the file holds, if it is of the same run by the same build; the beginning of a run otherwise.
    pub(super) fn begin(wanted: &Wanted) -> Result<Self, Trouble> {
        let of = format!("{} {} {} {:?}", this_build()?, wanted.from, wanted.steps, wanted.nodes);
        let anew = Self { of, done: 0, tally: Tally::default(), found: Vec::new(), took: Duration::ZERO };
        let Some(file) = wanted.keep.as_deref().filter(|file| file.exists()) else {
            return Ok(anew);
        };
        let kept: Self = serde_json::from_slice(&std::fs::read(file)?)?;
        if kept.of != anew.of {
            eprintln!("{} is of another run or another build: begins anew", file.display());
            return Ok(anew);
        }
        eprintln!("goes on after {} seeds, {} failed", kept.done, kept.found.len());
        Ok(kept)
    }

    /// Writes it, whole or not at all.
    pub(super) fn write(&self, file: &Path) -> Result<(), Trouble> {
        let new = PathBuf::from(format!("{}.new", file.display()));
        std::fs::write(&new, serde_json::to_vec(self)?)?;
        std::fs::rename(new, file)?;
        Ok(())
    }
}

fn this_build() -> Result<String, Trouble> {
    let program = std::fs::read(std::env::current_exe()?)?;
    Ok(hex(&sha256(&program).0))
}
