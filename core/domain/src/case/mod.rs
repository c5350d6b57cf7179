//! The unit that everything hangs on: one case with its document, its facts and the rulings on them.
//!
//! A case is loaded from items, takes foreign items in ([`Case::apply`]) and makes new ones
//! ([`Case::create`], [`Case::edit`], [`Case::record`] and their more special siblings). Whoever calls
//! stores the returned items in one transaction; if that fails, the case in memory is dropped.

mod acceptance;
mod allowed;
mod apply;
mod approval;
mod authorship;
mod beginning;
mod checklist_move;
mod checks;
mod columns;
mod context;
mod copies;
mod correction;
mod coverage;
mod custody;
mod customer;
mod follow_up;
mod history;
mod instance;
mod linked;
mod moment;
mod options;
mod payment;
mod photo;
mod price_move;
mod pricing;
mod quote_text;
mod recorded;
mod rules;
mod settle;
mod sign;
mod since;
mod snapshot;
#[cfg(test)]
mod tests;
mod timers;
mod version;
mod write;

use std::collections::BTreeMap;

pub use acceptance::Acceptance;
pub use apply::{Applied, CaseError, Stored};
pub use authorship::{Authorship, Vouched};
pub use checklist_move::{ChecklistMove, MovedStep};
pub use copies::{Handing, RecordCopy};
pub use correction::{CORRECTABLE, check_correction};
pub use customer::{CustomerEntry, CustomerRating};
pub use follow_up::{Completion, FollowUpTask, Tried};
pub use history::{Happened, Happening};
pub use instance::NewInstance;
pub use linked::{Begun, Followed, NewCase, Onward};
pub use moment::Moment;
pub use options::{Options, PricedOption};
pub use payment::{Account, Payment, PaymentStanding, payment_approval};
pub use price_move::{Answer, LineMove, PriceMove};
pub use pricing::discount_approval;
pub use settle::{DeductionView, ReversalView, SettlementItem, SettlementStanding, SettlementWait};
pub use sign::{NewSignature, Prepared, Visible};
pub use since::Standing;
pub use snapshot::{open_snapshot, seal_snapshot};
pub use version::{InvalidVersion, Version};
pub use write::Writer;

use crate::certificate::Certificate;
use crate::document::{CaseDocument, DocumentView};
use crate::envelope::Signed;
use crate::fact::{Fact, FactSet, Graph, Rulings};
use crate::fold::{self, Folding, State, Who};
use crate::id::{CaseId, CertificateId, ChangeId, Hash};
use crate::manifest::CaseManifest;

/// One case in memory.
#[derive(Debug)]
pub struct Case {
    id: CaseId,
    document: CaseDocument,
    facts: FactSet,
    certificates: BTreeMap<CertificateId, Signed<Certificate>>,
    rulings: Rulings,
    /// Verified, by the hash of their items.
    manifests: BTreeMap<Hash, CaseManifest>,
    waiting_changes: BTreeMap<ChangeId, Vec<u8>>,
    state: State,
}

impl Case {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> CaseId {
        self.id
    }

    /// What its facts say.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What people wrote.
    pub fn document(&self) -> DocumentView {
        self.document.view()
    }

    /// The document itself, for history and conflicts.
    pub fn raw_document(&self) -> &CaseDocument {
        &self.document
    }

    /// The facts.
    #[must_use]
    pub fn facts(&self) -> &FactSet {
        &self.facts
    }

    /// The certificates that its facts and changes name.
    #[must_use]
    pub fn certificates(&self) -> &BTreeMap<CertificateId, Signed<Certificate>> {
        &self.certificates
    }

    /// The rulings in force.
    #[must_use]
    pub fn rulings(&self) -> &Rulings {
        &self.rulings
    }

    /// What is on the screen now.
    pub fn version(&self) -> Version {
        let mut facts = Graph::of(&self.facts, &self.rulings).heads();
        facts.sort();
        Version { document: self.document.heads(), facts }
    }

    /// The document as one snapshot, uncompressed.
    pub fn snapshot(&self) -> Vec<u8> {
        self.document.save()
    }

    /// Who made a fact; `None` if its certificate is not here.
    #[must_use]
    pub fn author_of(&self, fact: &Fact) -> Option<Who> {
        fold::who(fact, self.folding())
    }

    fn folding(&self) -> Folding<'_> {
        Folding { facts: &self.facts, certificates: &self.certificates, rulings: &self.rulings }
    }

    fn refold(&mut self) {
        self.state = fold::fold(self.folding());
    }
}
