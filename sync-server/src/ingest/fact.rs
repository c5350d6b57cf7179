//! A fact against the facts of its case.

use doorstep_domain::certificate::Certificate;
use doorstep_domain::envelope::Signed;
use doorstep_domain::fact::{Fact, Kind};
use doorstep_domain::id::{CaseId, Hash};
use doorstep_domain::ruling::{Ruling, Verdict};
use doorstep_domain::sync::{ItemKind, NackCode};

use super::admit::Push;
use super::{Candidate, Refusal};
use crate::error::Error;
use crate::keys::Keys;
use crate::store::{NewEntry, Write};

pub(super) fn append(
    tx: &mut dyn Write,
    push: &Push,
    case: CaseId,
    item: &Candidate,
    (fact, certificate): (&Fact, &Signed<Certificate>),
    keys: &Keys,
) -> Result<Result<(), Refusal>, Error> {
    let mut missing = Vec::new();
    for after in &fact.body().after {
        if tx.logged(case, ItemKind::Fact, Hash(after.0))?.is_none() {
            missing.push(after.0);
        }
    }
    if !missing.is_empty() {
        return Ok(Err(Refusal::need(&missing)));
    }
    let count = tx.case(case)?.map_or(0, |case| case.fact_count);
    // What the office decides about such a case is still written.
    if count >= Fact::MAX_PER_CASE as u64 && push.user.is_some() {
        return Ok(Err(Refusal::new(NackCode::TooLarge, "the case has too many facts")));
    }
    if fact.body().kind == Kind::Created.code() && count > 0 {
        return Ok(Err(Refusal::malformed("the case is created already")));
    }
    carry_certificate(tx, case, certificate, push.now_ms)?;
    tx.append(push.entry(case, item))?;
    hold_if_revoked(tx, push, fact, certificate, keys)?;
    Ok(Ok(()))
}

/// Every case carries what verifies it: a certificate goes into its log before the first fact that names it.
pub(crate) fn carry_certificate(
    tx: &mut dyn Write,
    case: CaseId,
    certificate: &Signed<Certificate>,
    now_ms: i64,
) -> Result<(), Error> {
    tx.put_certificate(certificate)?;
    let hash = certificate.hash();
    if tx.logged(case, ItemKind::Certificate, hash)?.is_some() {
        return Ok(());
    }
    let bytes = certificate.to_bytes();
    tx.append(NewEntry {
        case: Some(case),
        stream: None,
        kind: ItemKind::Certificate,
        hash,
        device: None,
        bytes: &bytes,
        received_at_ms: now_ms,
    })?;
    Ok(())
}

/// A fact that first arrives when its device is revoked already has no effect until the office admits it.
fn hold_if_revoked(
    tx: &mut dyn Write,
    push: &Push,
    fact: &Fact,
    certificate: &Signed<Certificate>,
    keys: &Keys,
) -> Result<(), Error> {
    let device = tx.device(certificate.body().device)?;
    if device.is_none_or(|device| device.revoked_at_ms.is_none()) {
        return Ok(());
    }
    let case = fact.body().case;
    carry_certificate(tx, case, keys.office().certificate(), push.now_ms)?;
    let ruling = keys.seal(Ruling {
        case,
        target: fact.hash(),
        target_after: fact.body().after.clone(),
        verdict: Verdict::Held,
        reason: "certificate_revoked".to_owned(),
        round: 1,
        certificate: keys.office().id(),
        at_ms: push.now_ms,
    });
    let bytes = ruling.to_bytes();
    tx.append(NewEntry {
        case: Some(case),
        stream: None,
        kind: ItemKind::Ruling,
        hash: ruling.hash(),
        device: None,
        bytes: &bytes,
        received_at_ms: push.now_ms,
    })?;
    Ok(())
}
