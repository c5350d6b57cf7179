//! A fact against the facts of its case.

use doorstep_domain::certificate::Certificate;
use doorstep_domain::envelope::Signed;
use doorstep_domain::fact::{Body, Fact, Kind};
use doorstep_domain::id::CaseId;
use doorstep_domain::sync::{ItemKind, NackCode};

use super::admit::Push;
use super::{Candidate, Refusal, ruling, scope};
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
    let missing = ruling::missing(tx, case, &fact.body().after)?;
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
    let receiver = match fact.decode_body() {
        Ok(Some(Body::HandedOver(handed))) => handed.receiver,
        _ => None,
    };
    let about = receiver.as_ref().map(|user| user.as_bytes());
    tx.append(NewEntry { about, ..push.entry(case, item) })?;
    if fact.body().kind == Kind::Created.code() {
        scope::let_maker_see(tx, case, certificate.body(), push.now_ms, keys)?;
    }
    ruling::on_arrival(tx, fact, certificate.body(), push.now_ms, keys)?;
    Ok(Ok(()))
}

/// Every case carries what verifies it: a certificate goes into its log before the first fact that names it.
pub(super) fn carry_certificate(
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
        about: None,
        device: None,
        bytes: &bytes,
        received_at_ms: now_ms,
    })?;
    Ok(())
}
