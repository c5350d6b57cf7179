//! Changes that the server refused because another one has their actor and number, and that came again by another actor.
//!
//! A device that is copied, or restored, writes such work again. The first writing may be gone when its case has left the
//! device; nobody misses it, if the second one is held.

use std::collections::{BTreeMap, BTreeSet};

use doorstep_domain::id::CaseId;
use doorstep_domain::sync::{ItemKind, NackCode, SyncResponse};

use super::office::Name;

/// What was refused as forked.
#[derive(Debug, Default)]
pub(super) struct Forked {
    /// By device and case: what did not come again yet.
    refused: BTreeMap<(String, CaseId), BTreeSet<Name>>,
    written_again: BTreeSet<Name>,
}

impl Forked {
    /// Looks at an answer to what a device sent.
    pub(super) fn note(&mut self, who: &str, sent: &[Option<Name>], answer: &SyncResponse) {
        let is_change = |name: &&Name| name.1 == ItemKind::Change.code();
        let held = sent.iter().enumerate().filter(|(index, _)| answer.ack.holds(*index));
        for name in held.filter_map(|(_, name)| name.as_ref()).filter(is_change) {
            let refused = self.refused.remove(&(who.to_owned(), name.0));
            self.written_again.extend(refused.into_iter().flatten());
        }
        let refused = |code: NackCode| {
            let nacks = answer.nacks.iter().filter(move |nack| nack.code == code);
            nacks.filter_map(|nack| sent.get(nack.index as usize).copied().flatten())
        };
        let forked: BTreeSet<Name> = refused(NackCode::ActorFork).collect();
        let cases: BTreeSet<CaseId> = forked.iter().map(|name| name.0).collect();
        // What builds on a forked change is written again with it.
        let above = refused(NackCode::Need).filter(|name| cases.contains(&name.0));
        for name in forked.iter().copied().chain(above) {
            self.refused.entry((who.to_owned(), name.0)).or_default().insert(name);
        }
    }

    /// Whether an item was refused as forked, and its device sent more of that case afterwards, which is held.
    pub(super) fn is_written_again(&self, name: &Name) -> bool {
        self.written_again.contains(name)
    }
}
