//! What the office keeps in memory between requests.

use std::sync::{Mutex, MutexGuard, PoisonError};

use doorstep_domain::digest::sha256;
use doorstep_domain::id::CaseId;
use doorstep_domain::time::TimeEvidence;

use crate::error::Error;
use crate::node::Options;

/// The office's place in a node.
#[derive(Debug)]
pub(crate) struct Desk {
    /// Random per start of the process.
    seed: [u8; 16],
    started_at_ms: i64,
    /// What the company is called on its reports.
    pub(super) company: String,
    /// Who writes into a case now; many cases share one turn.
    turns: [Mutex<()>; TURNS],
}

/// Cases into which this node writes at the same time, at most.
const TURNS: usize = 16;

impl Desk {
    pub(crate) fn new(options: &Options) -> Result<Self, Error> {
        let turns = std::array::from_fn(|_| Mutex::new(()));
        Ok(Self { seed: options.random()?, started_at_ms: options.now_ms(), company: String::new(), turns })
    }

    /// Waits until nobody else of this node writes into the case. Desks of one node would otherwise undo each
    /// other's attempts, and the slowest of many would never get through.
    pub(super) fn turn(&self, case: CaseId) -> MutexGuard<'_, ()> {
        let turn = &self.turns[usize::from(case.as_bytes()[0]) % TURNS];
        turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Names the company.
    pub(crate) fn call(&mut self, company: &str) {
        company.clone_into(&mut self.company);
    }

    /// The Automerge actor of this start of the process in one document.
    pub(crate) fn actor(&self, case: CaseId) -> [u8; 16] {
        let hash = sha256(&[&self.seed[..], case.as_bytes()].concat());
        std::array::from_fn(|i| hash.0[i])
    }

    /// What the office's clocks say. A server has one clock; the start of the process stands in for its boot.
    pub(crate) fn time(&self, now_ms: i64) -> TimeEvidence {
        let boot_id = u64::from_be_bytes(std::array::from_fn(|i| self.seed[i]));
        TimeEvidence { wall_ms: now_ms, boot_ms: now_ms.saturating_sub(self.started_at_ms).max(0), boot_id }
    }
}
