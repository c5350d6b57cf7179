//! Compares with the office what both hold, once a day and after its log began anew. Nothing is believed because it was
//! once acknowledged: a row that got lost on either side is found, and comes back from the other.

use std::collections::HashSet;

use doorstep_domain::id::Hash;
use doorstep_domain::retention;
use doorstep_domain::sync::{
    CaseDigest, CaseHashes, ItemKind, ReconcileRequest, ReconcileResponse, digest_of_all,
};

use super::apply::{Office, Stored, start_over};
use super::machine::Outcome;
use crate::core::{Core, Identity, Shared};
use crate::error::Error;
use crate::store::items::Origin;
use crate::store::{Store, cases, held, orders, outbox, progress};

/// Hashes of one case that are asked for together.
const TOGETHER: usize = 1_000;

/// So many such groups fit into one request.
const GROUPS_MAX: usize = 9;

/// One step of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// One digest over all cases.
    All,
    /// One per case.
    Cases,
    /// What is missing here.
    Want(Vec<CaseHashes>),
}

impl Core {
    /// Has the next synchronisation compare with the office what both hold, which it otherwise does once a day.
    ///
    /// # Errors
    /// [`Error::NotOpen`], [`Error::Store`].
    pub fn compare_next(&self) -> Result<(), Error> {
        let store = self.shared.open()?;
        store.writer().transaction::<_, Error>(|tx| Ok(held::set_due(tx)?))
    }
}

impl Shared {
    /// The request of a step.
    pub(super) fn comparison(
        &self,
        store: &Store,
        step: &Comparison,
        identity: &Identity,
    ) -> Result<ReconcileRequest, Error> {
        if *step == Comparison::All {
            // Changes that a case has only inside its snapshot have no rows.
            for id in store.read::<_, Error>(|connection| Ok(cases::with_snapshot(connection)?))? {
                self.unpack_snapshot(store, id, identity)?;
            }
        }
        store.read(|connection| {
            let progress = progress::get(connection)?;
            let (epoch, cursor) = (progress.epoch, progress.cursor);
            let mut request =
                ReconcileRequest { epoch, cursor, all: None, cases: None, want: None, files: None };
            if let Comparison::Want(want) = step {
                request.want = Some(want.iter().take(GROUPS_MAX).cloned().collect());
                return Ok(request);
            }
            let mut digests = Vec::new();
            for case in held::cases_to_compare(connection)? {
                let digest = retention::digest(case, &held::hashes(connection, case)?);
                let files = Some(retention::digest(case, &held::files(connection, case)?));
                digests.push(CaseDigest { case, digest, files });
            }
            match step {
                Comparison::All => {
                    request.all = Some(digest_of_all(digests.iter().map(|case| &case.digest)));
                    request.files =
                        Some(digest_of_all(digests.iter().filter_map(|case| case.files.as_ref())));
                }
                _ => request.cases = Some(digests),
            }
            Ok(request)
        })
    }

    /// Stores what a step brought, and says which one follows.
    pub(super) fn keep_comparison(
        &self,
        store: &Store,
        (step, answer): (&Comparison, ReconcileResponse),
        identity: &Identity,
        stuck: &mut u32,
    ) -> Result<Outcome, Error> {
        let epoch = store.read::<_, Error>(|connection| Ok(progress::get(connection)?.epoch))?;
        if answer.epoch != epoch {
            // The next answer to a sync request says the same, and what to do.
            return Ok(Outcome::agreed());
        }
        let outcome = match step {
            Comparison::All if answer.agrees => Outcome::agreed(),
            Comparison::All => followed_by(Comparison::Cases),
            Comparison::Cases => self.settle(store, &answer)?,
            Comparison::Want(want) => {
                let left = self.take_wanted(store, want, &answer, identity, stuck)?;
                left.map_or_else(Outcome::agreed, followed_by)
            }
        };
        if matches!(outcome, Outcome::Compared { next: None, .. }) {
            store.writer().transaction::<_, Error>(|tx| {
                outbox::offer_again(tx)?;
                Ok(held::set_compared(tx)?)
            })?;
        }
        Ok(outcome)
    }

    /// Says what is to be asked for; or starts over, because the office lacks what it acknowledged, or knows nothing of
    /// its own orders: it went back to a backup, and what else it forgot shows in no comparison.
    fn settle(&self, store: &Store, answer: &ReconcileResponse) -> Result<Outcome, Error> {
        let mut want = Vec::new();
        let (mut differing, mut starts_over) = (0, false);
        store.writer().transaction::<_, Error>(|tx| {
            for CaseHashes { case, hashes } in &answer.differ {
                if cases::is_erased(tx, *case)? {
                    orders::present(tx, *case)?;
                    continue;
                }
                let theirs: HashSet<Hash> = hashes.iter().copied().collect();
                let lost = held::lost_count(tx, *case, &theirs)?;
                let lacking = held::lacking(tx, *case, hashes)?;
                let is_hidden = !cases::is_visible(tx, *case)?;
                tracing::warn!(%case, lost, lacking = lacking.len(), is_hidden, "the office and this device differ");
                differing += u32::from(lost > 0 || !lacking.is_empty() || is_hidden);
                starts_over |= lost > 0 || is_hidden;
                let group = |hashes: &[Hash]| CaseHashes { case: *case, hashes: hashes.to_vec() };
                want.extend(lacking.chunks(TOGETHER).map(group));
            }
            for case in answer.files.iter().flatten() {
                tracing::warn!(%case, "the office and this device differ in what files are stored");
                differing += 1;
                // A file that it had stored and has no more waits here for nobody to ask for it.
                starts_over = true;
            }
            if starts_over {
                start_over(tx)?;
            }
            Ok(())
        })?;
        let next = (!want.is_empty() && !starts_over).then_some(Comparison::Want(want));
        Ok(Outcome::Compared { next, differing, starts_over })
    }

    /// Takes what came; what did not fit is asked for again.
    fn take_wanted(
        &self,
        store: &Store,
        want: &[CaseHashes],
        answer: &ReconcileResponse,
        identity: &Identity,
        stuck: &mut u32,
    ) -> Result<Option<Comparison>, Error> {
        let office = Office { certificate: &identity.enrolment.office, epoch: answer.epoch };
        let left = store.writer().transaction::<_, Error>(|tx| {
            for group in &answer.items {
                let asked = want.iter().any(|wanted| wanted.case == group.case);
                for item in group.items.iter().filter(|item| asked && is_compared(item.kind)) {
                    office.take(tx, group.case, item, Origin::Server, &mut Stored::default())?;
                }
            }
            let mut left = Vec::new();
            for CaseHashes { case, hashes } in want {
                let hashes = held::lacking(tx, *case, hashes)?;
                left.extend((!hashes.is_empty()).then_some(CaseHashes { case: *case, hashes }));
            }
            Ok(left)
        })?;
        *stuck = self.apply_unread(store, identity)?;
        let count = |cases: &[CaseHashes]| cases.iter().map(|case| case.hashes.len()).sum::<usize>();
        let is_worth_it = count(&left) > 0 && count(&left) < count(want);
        Ok(is_worth_it.then_some(Comparison::Want(left)))
    }
}

const fn followed_by(step: Comparison) -> Outcome {
    Outcome::Compared { next: Some(step), differing: 0, starts_over: false }
}

fn is_compared(kind: u8) -> bool {
    ItemKind::from_code(kind).is_some_and(|kind| doorstep_domain::sync::COMPARED.contains(&kind))
}
