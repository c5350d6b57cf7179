//! What happened, as one hash: two runs of one seed must have the same.

use std::sync::{Arc, Mutex, PoisonError};

use doorstep_domain::digest::sha256;
use doorstep_domain::id::hex;

/// Everything that happened so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Trace {
    chain: Arc<Mutex<[u8; 32]>>,
    is_told: bool,
}

impl Trace {
    /// A trace that is also printed line by line.
    pub(super) fn told(is_told: bool) -> Self {
        Self { is_told, ..Self::default() }
    }

    /// Whether somebody reads it.
    pub(super) const fn is_told(&self) -> bool {
        self.is_told
    }

    /// Something happened.
    pub(super) fn note(&self, what: &str, bytes: &[u8]) {
        let mut chain = self.chain.lock().unwrap_or_else(PoisonError::into_inner);
        let part = sha256(bytes).0;
        *chain = sha256(&[&chain[..], what.as_bytes(), &part].concat()).0;
        if self.is_told {
            eprintln!("{} {what} {}", hex(&chain[..4]), hex(&part[..4]));
        }
    }

    /// The hash of all.
    pub(super) fn hash(&self) -> [u8; 32] {
        *self.chain.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
